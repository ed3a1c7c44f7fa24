"""Removing the demo company: everything that belongs to it, and nothing else."""

from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet

from inflection_points.models import (
    Calendar,
    InflectionPoint,
    Policy,
    PolicyRungRecipient,
    PolicyVersion,
    Site,
    Stage,
    ValueChain,
)
from issues.commands.telling import about
from issues.management.demo import BRAND, CHAIN, DOMAIN, people
from issues.management.demo.chain import SITES
from issues.models import Action, Custody, Event, Issue, Report
from notifications.models import Message
from people.models import Department, User

_SITES: Final = [name for name, _, _ in SITES]


class RealDataHangsOnIt(Exception):
    """Something that is not the demo's refers to it. The sentence says what, and what to do."""


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


def problems() -> QuerySet[Issue]:
    """Every issue at the demo's points, whoever reported it."""
    return Issue.objects.filter(point__stage__chain__name=CHAIN)


@transaction.atomic
def remove() -> int:
    """Delete the demo company and return how many issues it had. Raises `RealDataHangsOnIt`.

    What was reported at its points during a trial goes with it, whoever reported it.
    """
    _refuse_if_needed()
    issues = list(problems().values_list("pk", flat=True))
    Message.objects.filter(about__in=[about(pk) for pk in issues]).delete()
    Issue.objects.filter(pk__in=issues).delete()
    InflectionPoint.objects.filter(stage__chain__name=CHAIN).delete()
    Stage.objects.filter(chain__name=CHAIN).delete()
    ValueChain.objects.filter(name=CHAIN).delete()
    Site.objects.filter(name__in=_SITES).delete()
    _versions().delete()
    Policy.objects.filter(name__startswith=BRAND).delete()
    _calendars().delete()
    departments().delete()
    persons().delete()
    return len(issues)


def _refuse_if_needed() -> None:
    found = [f"{rows.count()} {what}" for what, rows in _foreign() if rows.exists()]
    if found:
        raise RealDataHangsOnIt(
            f"Nothing was removed: data of your own refer to the demo company ({', '.join(found)}). "
            "Give them to people, departments, policies and calendars of your own first, then try again."
        )


def _foreign() -> list[tuple[str, QuerySet[Any]]]:
    """What is not the demo's and would lose something, each with its name."""
    return [*_foreign_chain(), *_foreign_issues()]


def _foreign_chain() -> list[tuple[str, QuerySet[Any]]]:
    staff, teams, policies, calendars = persons(), departments(), _versions(), _calendars()
    rungs = PolicyRungRecipient.objects.exclude(rung__version__in=policies)
    uses = Q(owner__in=staff) | Q(deputy__in=staff) | Q(department__in=teams)
    uses |= Q(policy__versions__in=policies) | Q(calendar__in=calendars)
    points = InflectionPoint.objects.exclude(stage__chain__name=CHAIN).filter(uses).distinct()
    return [
        ("people in its departments", User.objects.exclude(pk__in=staff).filter(department__in=teams)),
        ("inflection points that use its people, departments, policies or calendars", points),
        (
            "value chains sponsored by its people",
            ValueChain.objects.exclude(name=CHAIN).filter(executive_sponsor__in=staff),
        ),
        ("policy rungs that name its people", rungs.filter(person__in=staff)),
        ("sites with its calendars", Site.objects.exclude(name__in=_SITES).filter(calendar__in=calendars)),
    ]


def _foreign_issues() -> list[tuple[str, QuerySet[Any]]]:
    staff, teams = persons(), departments()
    elsewhere = ~Q(issue__point__stage__chain__name=CHAIN)
    uses = Q(policy_version__in=_versions()) | Q(calendar__in=_calendars()) | Q(site__name__in=_SITES)
    uses |= Q(holder__in=staff) | Q(holder_department__in=teams)
    held = Q(person__in=staff) | Q(department__in=teams)
    return [
        (
            "issues elsewhere at its sites, with its policies or people",
            Issue.objects.exclude(point__stage__chain__name=CHAIN).filter(uses),
        ),
        ("events elsewhere by its people", Event.objects.filter(elsewhere, actor__in=staff)),
        ("reports elsewhere by its people", Report.objects.filter(elsewhere, reporter__in=staff)),
        ("custodies elsewhere of its people", Custody.objects.filter(elsewhere & held)),
        ("actions elsewhere of its people", Action.objects.filter(elsewhere, assignee__in=staff)),
    ]


def _versions() -> QuerySet[PolicyVersion]:
    return PolicyVersion.objects.filter(policy__name__startswith=BRAND)


def _calendars() -> QuerySet[Calendar]:
    return Calendar.objects.filter(name__startswith=BRAND)
