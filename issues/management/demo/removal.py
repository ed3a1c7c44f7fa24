"""Removing the demo company: everything that belongs to it, and nothing else.

Whatever the demo did not bring stays. Where such data hang on the demo, nothing is removed and a sentence names them.
"""

from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet

from inflection_points.models import (
    Calendar,
    InflectionPoint,
    Policy,
    PolicyRungRecipient,
    PolicyVersion,
    Poster,
    Site,
    Stage,
    Standard,
    ValueChain,
)
from issues.commands.attaching import remove as remove_files
from issues.commands.telling import about
from issues.management.demo import CHAIN, DOMAIN, about_to_go, people
from issues.management.demo.chain import CALENDARS, POLICY_NAMES, SITES
from issues.management.demo.points import POINTS, STEPS
from issues.models import Attachment, Issue, LintFinding, LintRun, PolicyMove, RootCause
from notifications.models import Message
from people.models import Department, Rearrangement, User

_SITES: Final = [name for name, _, _ in SITES]
_NAMED: Final = 3  # of what hangs on the demo; the rest is counted


class RealDataHangsOnIt(Exception):
    """Something that is not the demo's refers to it. The sentence says what, and what to do."""


@dataclass(frozen=True, slots=True)
class Hanging:
    """Rows that are not the demo's and would lose something, and what they are."""

    what: str
    rows: QuerySet[Any]

    def __str__(self) -> str:
        names = [str(row) for row in self.rows[: _NAMED + 1]]
        shown = [*names[:_NAMED], *(["…"] if len(names) > _NAMED else [])]
        return f"{self.rows.count()} {self.what} ({', '.join(shown)})"


def is_there() -> bool:
    """Whether the demo company, or a part of it, is in the database."""
    return ValueChain.objects.filter(name=CHAIN).exists() or persons().exists()


def persons() -> QuerySet[User]:
    """The demo's people."""
    found: QuerySet[User] = User.objects.filter(email__endswith=f"@{DOMAIN}")
    return found


def departments() -> QuerySet[Department]:
    """The demo's departments."""
    return Department.objects.filter(slug__in=[team.slug for team in people.TEAMS])


def points() -> QuerySet[InflectionPoint]:
    """The points that the demo made; an import may have put others into its chain."""
    return InflectionPoint.objects.filter(slug__in=[point.slug for point in POINTS])


def stages() -> QuerySet[Stage]:
    """The stages that the demo made."""
    return Stage.objects.filter(chain__name=CHAIN, name__in=[step.name for step in STEPS])


def problems() -> QuerySet[Issue]:
    """Every issue at the demo's points, whoever reported it."""
    return Issue.objects.filter(point__in=points())


@transaction.atomic
def remove(*, with_imports: bool = False) -> int:
    """Delete the demo company and return how many issues it had. Raises `RealDataHangsOnIt`.

    What was reported at its points during a trial goes with it, whoever reported it; what was imported there
    only when that is meant.
    """
    _refuse_if_needed(with_imports=with_imports)
    issues = list(problems().values_list("pk", flat=True))
    PolicyMove.objects.filter(point__in=points()).delete()
    Message.objects.filter(about__in=[about(pk) for pk in issues]).delete()
    files = list(Attachment.objects.filter(issue__in=issues))
    transaction.on_commit(lambda: remove_files(files))
    Issue.objects.filter(pk__in=issues).delete()
    RootCause.objects.filter(origin__in=points()).delete()
    points().delete()
    stages().delete()
    ValueChain.objects.filter(name=CHAIN).delete()
    Site.objects.filter(name__in=_SITES).delete()
    _remove_policies()
    _calendars().delete()
    departments().delete()
    about_to_go.send(remove, people=list(persons().values_list("pk", flat=True)))
    persons().delete()
    for looked in (LintFinding, LintRun, Rearrangement):
        looked.objects.all().delete()  # within a minute somebody looks anew at what is left
    return len(issues)


def _remove_policies() -> None:
    _policies().update(successor=None, retired_at=None, retired_by=None)  # one of them may follow the other
    PolicyMove.objects.filter(Q(policy__in=_policies()) | Q(version__in=_versions())).delete()
    _versions().delete()
    _policies().delete()


def _refuse_if_needed(*, with_imports: bool) -> None:
    history = (
        "keep the demo company, or import once more into an empty database as an administrator of your own, "
        "because what happened cannot be given to others in {}"
    )
    ways = [
        (
            "give people, departments, policies, calendars and a value chain of your own, under /admin/, to {}",
            _foreign_rows(),
        ),
        (history, [_foreign_issues()]),
    ]
    if not with_imports:
        imported = Hanging("imported issues at its inflection points", problems().filter(is_imported=True))
        ways.append(("add --with-imports if these may go too: {}", [imported]))
    asked = [
        way.format(", ".join(map(str, found)))
        for way, every in ways
        if (found := [one for one in every if one.rows.exists()])
    ]
    if asked:
        raise RealDataHangsOnIt(
            f"Nothing was removed, since data of your own hang on the demo company: {'; '.join(asked)}."
        )


def _foreign_rows() -> list[Hanging]:
    staff, teams, policies, calendars = persons(), departments(), _versions(), _calendars()
    chains = ValueChain.objects.exclude(name=CHAIN)
    uses = Q(owner__in=staff) | Q(deputy__in=staff) | Q(department__in=teams) | Q(stage__in=stages())
    uses |= Q(policy__versions__in=policies) | Q(calendar__in=calendars)
    own_points = InflectionPoint.objects.exclude(pk__in=points()).filter(uses).distinct()
    own_stages = Stage.objects.exclude(pk__in=stages()).filter(Q(chain__name=CHAIN) | Q(sponsor__in=staff))
    own_teams = Department.objects.exclude(pk__in=teams).filter(Q(head__in=staff) | Q(parent__in=teams))
    rungs = PolicyRungRecipient.objects.exclude(rung__version__in=policies).filter(person__in=staff)
    sites = Site.objects.exclude(name__in=_SITES).filter(calendar__in=calendars)
    posters = Poster.objects.exclude(point__in=points()).filter(site__name__in=_SITES)
    signed = Standard.objects.exclude(point__in=points()).filter(signatures__department__in=teams).distinct()
    return [
        Hanging("inflection points", own_points),
        Hanging("stages", own_stages),
        Hanging("value chains", chains.filter(executive_sponsor__in=staff)),
        Hanging("departments", own_teams),
        Hanging("people", User.objects.exclude(pk__in=staff).filter(department__in=teams)),
        Hanging("policy rungs", rungs),
        Hanging(
            "retired policies", Policy.objects.filter(successor__in=_policies()).exclude(pk__in=_policies())
        ),
        Hanging("sites", sites),
        Hanging("posters", posters),
        Hanging("standards", signed),
    ]


def _foreign_issues() -> Hanging:
    """Issues elsewhere in which the demo had a part: its people, departments, policies, calendars or sites."""
    staff, teams = persons(), departments()
    part = Q(policy_version__in=_versions()) | Q(calendar__in=_calendars()) | Q(site__name__in=_SITES)
    part |= Q(holder__in=staff) | Q(holder_department__in=teams) | Q(events__actor__in=staff)
    part |= Q(reports__reporter__in=staff) | Q(actions__assignee__in=staff)
    part |= Q(custodies__person__in=staff) | Q(custodies__department__in=teams)
    elsewhere = Issue.objects.exclude(point__in=points())
    return Hanging("issues", elsewhere.filter(pk__in=elsewhere.filter(part).values("pk")).order_by("pk"))


def _policies() -> QuerySet[Policy]:
    return Policy.objects.filter(name__in=POLICY_NAMES.values())


def _versions() -> QuerySet[PolicyVersion]:
    return PolicyVersion.objects.filter(policy__name__in=POLICY_NAMES.values())


def _calendars() -> QuerySet[Calendar]:
    return Calendar.objects.filter(name__in=[hours.name for hours in CALENDARS])
