"""A policy version as it is shown: its targets, and each clock's ladder as a picture, a key and a table."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count

from inflection_points.models import Calendar, Policy
from inflection_points.rules.calendars import Span, WorkingCalendar
from inflection_points.rules.pictures import Mark, Picture, draw
from inflection_points.rules.policies import Clock, Severity
from inflection_points.rules.policies import Policy as Value
from inflection_points.rules.wording import CLOCKS, rung_words, target_words
from issues.commands.drafts import lint_draft
from people.models import User

_OFFICE: Final = WorkingCalendar(
    "UTC", ((Span(9 * 60, 17 * 60),),) * 5 + ((), ())
)  # where no point says otherwise


@dataclass(frozen=True, slots=True)
class Step:
    """A rung in the key: the same number and shape as in the picture, and whom it tells."""

    mark: Mark
    whom: str


@dataclass(frozen=True, slots=True)
class Ladder:
    """One clock of a version."""

    clock: Clock
    title: str
    picture: Picture | None  # None where the clock has no rung
    steps: tuple[Step, ...]


def shown(value: Value, policy: Policy | None) -> dict[str, Any]:
    """What the templates of a version need, drawn on the calendar that most points of the policy have."""
    calendar = _calendar(policy)
    hours = _hours_of(calendar)
    names = names_of([value])
    return {
        "targets": [(severity, _targets(value, severity)) for severity in Severity],
        "clocks": list(Clock),
        "ladders": [_ladder(value, clock, hours, names) for clock in Clock],
        "hold": value.hold_limit_percent,
        "day_hours": hours.day_length.total_seconds() / 3600,
        "calendar": calendar,
    }


def warned(value: Value, policy: Policy | None, now: datetime) -> list[str]:
    """What would go wrong with a version that is not saved yet, in sentences."""
    hours = _hours_of(_calendar(policy))
    return lint_draft(policy, value, calendar=hours, names=names_of([value]), now=now)


def _hours_of(calendar: Calendar | None) -> WorkingCalendar:
    """Its hours, or those of an office where there is none."""
    return calendar.value() if calendar is not None else _OFFICE


def names_of(values: Iterable[Value]) -> dict[int, str]:
    """The names of the people whom rungs of the versions name, by primary key."""
    named = [pk for value in values for pk in value.people]
    return dict(User.objects.filter(pk__in=named).values_list("pk", "name"))


def _calendar(policy: Policy | None) -> Calendar | None:
    """The calendar of most of the policy's points."""
    if policy is None:
        return None
    used = policy.points.order_by().values("calendar").annotate(n=Count("pk")).order_by("-n", "calendar")
    most = used.values_list("calendar", flat=True).first()
    return Calendar.objects.get(pk=most) if most is not None else None


def _targets(value: Value, severity: Severity) -> list[str]:
    return [target_words(value.targets[severity, clock]) for clock in Clock]


def _ladder(value: Value, clock: Clock, calendar: WorkingCalendar, names: dict[int, str]) -> Ladder:
    rungs = value.ladders[clock]
    if not rungs:
        return Ladder(clock, str(CLOCKS[clock]), None, ())
    picture = draw(value, clock, calendar)
    steps = tuple(Step(mark, rung_words(mark.rung, names)) for mark in picture.rows[0].marks)
    return Ladder(clock, str(CLOCKS[clock]), picture, steps)
