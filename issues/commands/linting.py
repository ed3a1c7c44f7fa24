"""The lint: what would go wrong as things stand, before it does. Recorded, so that one can say since when."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.db.models import Count, Max, Q
from django.utils import translation

from inflection_points.models import Calendar, InflectionPoint, Policy, PolicyVersion
from inflection_points.rules.policies import Rung
from issues.commands.recipients import Directory
from issues.commands.telling import would_go_wrong
from issues.models import Issue, LintFinding, LintRun
from issues.rules import linting as rules
from issues.rules.linting import Finding, Ladders, Person, Place, Reach
from notifications.commands.outbox import enqueue
from people.models import Rearrangement, User
from people.rules.permissions import Role

OVERDUE: Final = timedelta(hours=25)  # the nightly look was missed
KEPT: Final = timedelta(days=90)
_ONE_LOOK_AT_A_TIME: Final = 0x4D6F5304  # any constant that nothing else locks


@transaction.atomic
def lint(*, now: datetime) -> LintRun:
    """Look at every point, ladder and calendar. What is no longer found is forgotten; what stays keeps its `since`."""
    with (
        connection.cursor() as cursor
    ):  # the nightly look and one that was asked for would write the same rows
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_LOOK_AT_A_TIME])
    answered = list(Rearrangement.objects.values_list("pk", flat=True))
    found = rules.merged(_findings(now))
    _keep(found, now)
    Rearrangement.objects.filter(pk__in=answered).delete()
    LintRun.objects.filter(at__lt=now - KEPT).delete()
    return LintRun.objects.create(at=now, found=len(found), told=_tell(now))


def lint_if_asked(*, now: datetime) -> LintRun | None:
    """Look when something has changed since the last time, or when a nightly look was missed; else do nothing."""
    last = LintRun.objects.values_list("at", flat=True).first()
    if last is not None and now - last < OVERDUE and not Rearrangement.objects.exists():
        return None
    return lint(now=now)


def _keep(found: dict[str, Finding], now: datetime) -> None:
    LintFinding.objects.exclude(key__in=found).delete()
    LintFinding.objects.bulk_create(
        [
            LintFinding(key=key, gap=one.gap, facts=one.facts, policy_id=one.policy, since=now)
            for key, one in found.items()
        ],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["facts", "policy"],
    )


def _tell(now: datetime) -> int:
    """Tell the administrators what is new, at most once a day; what is found later that day waits for the next."""
    new = LintFinding.objects.filter(told_at=None)
    if not new or LintRun.objects.filter(told__gt=0, at__date=now.date()).exists():
        return 0
    with translation.override(None):  # kept in English: each administrator reads it in another language
        sentences = [sentence_of(finding) for finding in new]
    enqueue(would_go_wrong(sentences, now), now=now)
    return new.update(told_at=now)


def sentence_of(finding: LintFinding) -> str:
    """What would go wrong, in words."""
    return str(rules.sentence(rules.Gap(finding.gap), finding.facts))


def _findings(now: datetime) -> Iterator[Finding]:
    points = InflectionPoint.objects.select_related("owner", "deputy").in_bulk()
    places = {pk: place_of(point) for pk, point in points.items()}
    for pk, point in points.items():
        if point.is_active:
            yield from rules.gaps_of_point(places[pk])
    yield from _gaps_of_ladders(points, places, now)
    yield from _gaps_of_calendars(now)


def place_of(point: InflectionPoint) -> Place:
    """The point as the rules read it; its owner and deputy are loaded."""
    deputy = point.deputy
    return Place(
        point=point.pk,
        name=point.name,
        slug=point.slug,
        department=point.department_id,
        owner=Person(point.owner.name, point.owner.is_active),
        deputy=Person(deputy.name, deputy.is_active) if deputy is not None else None,
        owner_is_deputy=point.deputy_id == point.owner_id,
    )


def _gaps_of_ladders(
    points: dict[int, InflectionPoint], places: dict[int, Place], now: datetime
) -> Iterator[Finding]:
    in_force = _in_force(points.values())
    versions = PolicyVersion.objects.select_related("policy").in_bulk({version for _, version in in_force})
    issues = {
        pk: Issue(point_id=pk) for pk in points
    }  # as one is when it is reported: with who answers for it
    directory = Directory.around(issues.values())
    directory.know_absences(now)
    for point, pk in sorted(in_force):
        version = versions[pk]
        ladders = Ladders(version.policy_id, version.policy.name, version.number)
        reaches = [reach_of(issues[point], rung, directory, now) for rung in version.value().rungs]
        yield from rules.gaps_of_ladders(ladders, places[point], reaches)


def _in_force(points: Iterable[InflectionPoint]) -> set[tuple[int, int]]:
    """Every point with each version that counts there: the current one of its policy, and those of open issues."""
    newest = PolicyVersion.objects.order_by("policy", "-number").distinct("policy")
    current = dict(newest.values_list("policy", "pk"))
    now = {(p.pk, current[p.policy_id]) for p in points if p.is_active and p.policy_id in current}
    pinned = Issue.objects.open().order_by().values_list("point", "policy_version").distinct()
    return now | set(pinned)


def reach_of(issue: Issue, rung: Rung, directory: Directory, now: datetime) -> Reach:
    """Whom the rung reaches for this issue, of those whom the directory knows."""
    named = directory.named_by(issue, rung)
    sponsor = directory.points[issue.point_id].stage.chain.executive_sponsor
    return Reach(
        rung=rung,
        somebody_now=bool(directory.of_rung(issue, rung, now)),
        somebody=bool(named),
        executive=any(_is_executive(person, sponsor) for person in named),
    )


def _is_executive(person: User, sponsor: User) -> bool:
    return person.role == Role.EXECUTIVE or person.pk == sponsor.pk


def _gaps_of_calendars(now: datetime) -> Iterator[Finding]:
    open_on = Issue.objects.open().order_by().values("calendar").distinct()
    used = Calendar.objects.filter(
        Q(points__is_active=True) | Q(sites__is_active=True) | Q(pk__in=open_on)
    ).distinct()
    last = dict(
        Calendar.objects.annotate(last=Max("holidays__date"), n=Count("holidays"))
        .filter(n__gt=0)
        .values_list("pk", "last")
    )
    for calendar in used:
        yield from rules.gaps_of_calendar(
            calendar.pk, calendar.name, calendar.value(), last.get(calendar.pk), now
        )


@dataclass(frozen=True, slots=True)
class Warned:
    """A finding as a page shows it: the sentence, since when, and what it is about."""

    sentence: str
    since: datetime
    gap: rules.Gap
    finding: LintFinding


def warnings(policy: Policy | None = None, most: int | None = None) -> list[Warned]:
    """What the last look found, the longest known first; of one policy, or everything. `templates/issues/_lint.html`
    shows them."""
    found = LintFinding.objects.all() if policy is None else LintFinding.objects.filter(policy=policy)
    found = found if most is None else found[:most]
    return [Warned(sentence_of(one), one.since, rules.Gap(one.gap), one) for one in found]
