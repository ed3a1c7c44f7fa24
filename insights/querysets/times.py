"""How long it takes until somebody acts, in working time."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, Value

from inflection_points.models import Calendar
from inflection_points.rules.calendars import WorkingCalendar, between
from inflection_points.rules.policies import Severity, calendar_for
from insights.querysets.cohorts import cohort
from insights.querysets.groups import By, Key, columns
from insights.rules.periods import Scope
from insights.rules.survival import Duration, Waited, duration


def time_to_act(scope: Scope) -> Duration:
    """From the report to the first act of the first cycle, in the working time of each issue's calendar.

    Of all valid issues reported in the period, matured or not: one that nobody has acted on by then is censored
    with the time it has waited, open or not. Where another system recorded an act before the report, it took no
    time. Critical issues count round the clock, as their targets do.
    """
    return duration(_waited(scope, Value("")).get("", []))


def time_to_act_by(scope: Scope, by: By) -> dict[Key, Duration]:
    """The same for each group that has valid issues, by `Group.key`."""
    return {group: duration(waited) for group, waited in _waited(scope, columns(by)[0]).items()}


def _waited(scope: Scope, group: Any) -> dict[Any, list[Waited]]:
    """What each valid issue contributes, by group. One row an issue, so the period has to be bounded."""
    as_of = scope.period.as_of
    valid = cohort(scope).exclude(Q(declined_at__isnull=False) & Q(declined_at__lte=as_of))
    rows = valid.order_by().values_list(group, "calendar_id", "severity", "reported_at", "first_acted_at")
    found: dict[Any, list[Waited]] = defaultdict(list)
    calendars = {calendar.pk: calendar.value() for calendar in Calendar.objects.all()}
    for key, calendar, severity, reported, acted in rows.iterator(chunk_size=5000):
        ended = acted is not None and acted <= as_of
        worked = _worked(calendars[calendar], severity, reported, acted if ended else as_of)
        found[key].append(Waited(worked, ended))
    return found


def _worked(calendar: WorkingCalendar, severity: str, start: datetime, end: datetime) -> timedelta:
    return max(timedelta(0), between(calendar_for(Severity(severity), calendar), start, end))
