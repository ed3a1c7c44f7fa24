"""What facts are derived from, read for many issues at once: plain rows, because a model instance costs more than its facts."""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from django.db import connection

from inflection_points.models import Calendar, PolicyVersion
from inflection_points.rules.calendars import WorkingCalendar
from inflection_points.rules.policies import Clock
from insights.rules.facts import Happened, Told
from insights.rules.facts.telling import ACTS, READ, TELLINGS
from issues.rules.state import Phase

Tell = Callable[[], Told]
_BREACH: Final = 100  # percent of the act target
_WITHOUT_WORDS: Final = sorted(ACTS - {"action_completed"})  # nothing is read of their payloads
_ISSUES: Final = """
    SELECT i.id, i.point_id, i.kind_id, i.site_id, i.severity, i.reported_at, i.first_act_by, i.first_acted_at,
           i.declined_at, i.calendar_id, i.policy_version_id, c.origin_id
      FROM issues_issue i LEFT JOIN issues_rootcause c ON c.id = i.root_cause_id
     WHERE i.id = ANY(%(issues)s) AND i.is_counted AND i.phase <> %(merged)s
"""
_COLUMNS: Final = (
    "issue",
    "point",
    "kind",
    "site",
    "severity",
    "reported_at",
    "act_by",
    "acted_at",
    "declined_at",
    "calendar",
    "version",
    "origin",
)
_EVENTS: Final = """
    SELECT issue_id, seq, kind, at, CASE WHEN kind = ANY(%(wordless)s) THEN NULL ELSE payload::text END, is_imported
      FROM issues_event WHERE issue_id = ANY(%(issues)s) AND kind = ANY(%(read)s) ORDER BY issue_id, seq
"""
_ALSO_TOLD: Final = """
    SELECT d.merged_into_id, e.at, coalesce((e.payload ->> 'customers')::int, 0)
      FROM issues_issue d JOIN issues_event e ON e.issue_id = d.id AND e.kind = ANY(%(tellings)s)
     WHERE d.merged_into_id = ANY(%(issues)s)
"""
_OBSERVED: Final = """
    SELECT DISTINCT ON (issue_id) issue_id, observed_at
      FROM issues_report WHERE issue_id = ANY(%(issues)s) ORDER BY issue_id, received_at, id
"""
_ASKED: Final = {
    "merged": Phase.MERGED.value,
    "read": sorted(READ),
    "wordless": _WITHOUT_WORDS,
    "tellings": sorted(TELLINGS),
}


def told_of(issues: Sequence[int]) -> dict[int, Tell]:
    """Those of these issues that are counted, and what tells what happened to each: it raises `KeyError` for what is gone.

    Issues are read before what they refer to: what they refer to is there, then.
    """
    asked = {"issues": list(issues), **_ASKED}
    found = _columns(asked)
    events: dict[int, list[Happened]] = defaultdict(list)
    for issue, seq, kind, at, payload, is_imported in _rows(_EVENTS, asked):
        events[issue].append(Happened(seq, kind, at, json.loads(payload) if payload else {}, is_imported))
    also_told = defaultdict(list)
    for issue, at, customers in _rows(_ALSO_TOLD, asked):
        also_told[issue].append((at, customers))
    observed = dict(_rows(_OBSERVED, asked))
    hours, breach = _hours(), _Breach()

    def told(pk: int, columns: dict[str, Any]) -> Told:
        return Told(
            **columns,
            observed_at=observed.get(pk, columns["reported_at"]),
            hours=hours[columns["calendar"]],
            breach=breach,
            events=events[pk],
            also_told=also_told[pk],
        )

    return {pk: partial(told, pk, columns) for pk, columns in found if events[pk]}


def _columns(asked: Mapping[str, Any]) -> list[tuple[int, dict[str, Any]]]:
    return [(row[0], dict(zip(_COLUMNS, row, strict=True))) for row in _rows(_ISSUES, asked)]


def _rows(question: str, asked: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, asked)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _hours() -> dict[int, WorkingCalendar]:
    return {calendar.pk: calendar.value() for calendar in Calendar.objects.all()}


class _Breach(dict[int, frozenset[int]]):
    """The rungs at or past the act target, by policy version, each looked up once."""

    def __missing__(self, version: int) -> frozenset[int]:
        ladder = PolicyVersion.objects.get(pk=version).value().ladders[Clock.ACT]
        self[version] = found = frozenset(rung.position for rung in ladder if rung.percent >= _BREACH)
        return found
