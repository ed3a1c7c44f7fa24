"""One look at every open issue, in one statement: a million of them in seconds, and no transaction that lasts.

What is expected of an issue follows from when it began, its severity, policy and calendar. So the auditor reckons, for
each combination of these and each number of rungs, the last beginning by which more would be due; PostgreSQL only
compares. What waits for somebody outside is reckoned one by one.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any, Final

from django.db import connection

from inflection_points.models import Calendar
from inflection_points.models.policies import policy_value
from inflection_points.rules.policies import Clock, Severity
from issues.models import Issue
from issues.rules.audit import PATIENCE, latest_beginnings, wrong_rung
from issues.rules.memory import thaw
from issues.rules.state import CLOSED, Phase, Terms
from people.rules.words import say

SHOWN: Final = 100
_SLICE: Final = 2000

# What is found, and the condition under which it is so.
_FINDINGS: Final = {
    say("it was due and nobody looked").plain(): "next_due_at < %(late)s AND NOT aside",
    say("the engine could not process it").plain(): "aside",
    say("it has no deadline").plain(): "next_due_at IS NULL",
    say("its accountable owner has left").plain(): "NOT owner_is_active",
    say(
        "its deadline is not the one that its events say"
    ).plain(): "NOT aside AND first_alarm IS DISTINCT FROM next_due_at",
    say(
        "its deadline is not on the engine's agenda"
    ).plain(): "NOT aside AND on_agenda IS DISTINCT FROM next_due_at",
    say(
        "a rung is due and was not fired"
    ).plain(): "clock <> '' AND NOT waits AND began <= late_by AND NOT is_new",
    say("a rung fired before it was due").plain(): "clock <> '' AND NOT waits AND reached > surely"
    " AND began > coalesce(early_after, '-infinity')",
}
_TO_ASK: Final = "clock <> '' AND waits"


def _instant(value: str) -> str:
    """An instant in a memory; none where it is unreadable, so that one broken row cannot end the survey."""
    return f"CASE WHEN pg_input_is_valid({value}, 'timestamptz') THEN ({value})::timestamptz END"


def _number(path: str) -> str:
    value = f"memory #> '{{{path}}}'"
    return f"CASE WHEN jsonb_typeof({value}) = 'number' THEN ({value})::numeric ELSE 0 END"


def _counted(so: str) -> str:
    return f"count(*) FILTER (WHERE {so}), (array_agg(m.id) FILTER (WHERE {so}))[1:{SHOWN}]"


_CLOSED: Final = ", ".join(f"'{phase}'" for phase in CLOSED)
_SURVEY: Final = f"""
    WITH bound AS (
        SELECT * FROM jsonb_to_recordset(%(bounds)s) AS bound
            (policy bigint, calendar bigint, severity varchar, clock varchar, halved boolean, reached int,
             late_by timestamptz, early_after timestamptz)
    ), plain AS (
        SELECT i.id, next_due_at, acted_at, policy_version_id AS policy, i.calendar_id AS calendar, severity, started_at, reported_at,
            set_aside_at IS NOT NULL AS aside, owner.is_active AS owner_is_active, a.due_at AS on_agenda,
            {_instant("memory #>> '{alarms,0,0}'")} AS first_alarm,
            memory ?| ARRAY['wait', 'pauses'] AS waits,
            CASE
                WHEN set_aside_at IS NOT NULL OR memory ?| ARRAY['hold', 'not_before']
                     OR {_instant("memory ->> 'grace_until'")} > %(late)s
                     OR memory #> '{{regimes,1}}' IS NOT NULL
                     OR memory #>> '{{regimes,0,1}}' IS DISTINCT FROM memory ->> 'started_at' THEN ''
                WHEN acted_at IS NULL AND phase <> '{Phase.RESOLVED}' THEN '{Clock.ACT}'
                WHEN phase = '{Phase.ACTING}' AND cycle = 1 THEN '{Clock.RESOLVE}'
                ELSE ''
            END AS clock,
            cycle > 1 AS halved, reached AS reached_act, {_number("reached_resolve")} AS reached_resolve,
            greatest({_number("restart")}, {_number("stood,0")}) AS surely_act, {_number("stood,1")} AS surely_resolve
        FROM issues_issue i
        JOIN inflection_points_inflectionpoint p ON p.id = i.point_id
        JOIN people_user owner ON owner.id = p.owner_id
        LEFT JOIN issues_agenda a ON a.issue_id = i.id
        WHERE phase NOT IN ({_CLOSED})
    ), measured AS (
        SELECT *, CASE WHEN clock = '{Clock.RESOLVE}' THEN reached_resolve ELSE reached_act END AS reached,
            CASE WHEN clock = '{Clock.RESOLVE}' THEN reported_at ELSE started_at END AS began,
            CASE WHEN clock = '{Clock.RESOLVE}' THEN surely_resolve ELSE surely_act END AS surely,
            clock = '{Clock.RESOLVE}' AND acted_at > %(late)s AS is_new
        FROM plain
    )
    SELECT count(*), (array_agg(m.id) FILTER (WHERE {_TO_ASK})),
        {", ".join(map(_counted, _FINDINGS.values()))}
    FROM measured m LEFT JOIN bound USING (policy, calendar, severity, clock, halved, reached)"""  # noqa: S608  constants
_GROUPS: Final = f"""
    SELECT DISTINCT policy_version_id, calendar_id, severity, cycle > 1
    FROM issues_issue WHERE phase NOT IN ({_CLOSED})"""  # noqa: S608  constants


@dataclass(frozen=True, slots=True)
class Survey:
    """How many issues were looked at; what was found of how many, and the first of them."""

    looked_at: int
    found: dict[str, int]
    examples: dict[str, list[int]]


def survey(now: datetime) -> Survey:
    """Look at every open issue: due but not fired, fired but not due, no deadline, no owner."""
    with connection.cursor() as cursor:
        cursor.execute(_GROUPS)
        bounds = list(_bounds(cursor.fetchall(), now))
        cursor.execute(_SURVEY, {"bounds": json.dumps(bounds), "late": now - PATIENCE})
        looked_at, to_ask, *columns = cursor.fetchone()
    pairs = zip(_FINDINGS, columns[::2], columns[1::2], strict=True)
    found = {what: (count, sorted(issues or [])) for what, count, issues in pairs}
    for what, issue in _ask(to_ask or [], now):
        count, issues = found[what]
        found[what] = (count + 1, [*issues, issue][:SHOWN])
    return Survey(
        looked_at,
        {what: count for what, (count, _) in found.items() if count},
        {what: issues for what, (count, issues) in found.items() if count},
    )


def _bounds(groups: Iterable[tuple[int, int, str, bool]], now: datetime) -> Iterator[dict[str, Any]]:
    """For each combination and each number of rungs reached, the beginnings that make it too few or too many."""
    calendars = {calendar.pk: calendar.value() for calendar in Calendar.objects.all()}
    for (version, calendar, severity, is_later), clock in product(groups, (Clock.ACT, Clock.RESOLVE)):
        if is_later and clock is Clock.RESOLVE:
            continue  # counts from the first report, whatever was reopened
        terms = Terms(policy_value(version), calendars[calendar])
        about = (terms, Severity(severity), clock)
        late = latest_beginnings(*about, now - PATIENCE, halved=is_later)
        early = latest_beginnings(*about, now, halved=is_later)
        for reached, late_by in enumerate(late):
            yield {
                "policy": version,
                "calendar": calendar,
                "severity": severity,
                "clock": clock,
                "halved": is_later,
                "reached": reached,
                "late_by": late_by.isoformat(),
                "early_after": early[reached - 1].isoformat() if reached else None,
            }


def _ask(issues: list[int], now: datetime) -> Iterator[tuple[str, int]]:
    """What the reckoning of one issue at a time finds."""
    for start in range(0, len(issues), _SLICE):
        rows = Issue.objects.filter(pk__in=issues[start : start + _SLICE]).select_related("calendar")
        for issue in rows.only("memory", "policy_version_id", "calendar__revision", "calendar__zone"):
            terms = Terms(policy_value(issue.policy_version_id), issue.calendar.value())
            if what := wrong_rung(thaw(issue.memory), terms, now):
                yield what, issue.pk
