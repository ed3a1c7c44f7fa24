"""One issue's facts from what happened to it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, TypedDict

from inflection_points.rules.calendars import WorkingCalendar, between
from inflection_points.rules.policies import Severity, calendar_for
from insights.rules.facts import telling as t
from insights.rules.facts.holdings import holdings
from insights.rules.facts.spells import spells
from insights.rules.facts.telling import Happened, Told, standing
from insights.rules.facts.values import Derived, FactRow, FixRow, WorkRow
from insights.rules.periods import week_of

CLOCK_STARTS: Final = datetime(2000, 1, 1, tzinfo=UTC)
_SECOND: Final = timedelta(seconds=1)
_RESOLVED: Final = frozenset({t.RESOLVED, t.VERIFIED})  # what another system closed was resolved
_FIXES: Final = frozenset({"fixed", "partly_fixed"})


def read_clock(hours: WorkingCalendar, at: datetime) -> int:
    """Whole working seconds since 2000: the difference of two readings is what a duration took."""
    return between(hours, CLOCK_STARTS, at) // _SECOND


def next_full_hour(at: datetime) -> datetime:
    """From when on whoever waits is counted as waiting, so that rollups can count them by the hour."""
    begun = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return begun if begun == at else begun + timedelta(hours=1)


def derive(told: Told) -> Derived:
    """Everything that is counted of a counted issue."""
    events = standing(told.events)
    works = _works(told, events)
    known_at = None if told.origin is None else _cause_known_at(events)
    fact = _fact(told, events, known_at)
    rooted = [work.completed_at for work in works if work.is_preventive] + _said_why(events)
    rooted_at = min([*rooted, *([known_at] if known_at else [])], default=None)
    return Derived(
        fact,
        spells(told.reported_at, events, told.also_told),
        holdings(events),
        _fixes(fact.signature, events, rooted_at) if fact.signature else (),
        works,
    )


def _fact(told: Told, events: Sequence[Happened], known_at: datetime | None) -> FactRow:
    reopened_at = first(events, {t.REOPENED})
    acted_again_at = _after(events, {t.REOPENED}, t.ACTS)
    was_born_urgent = str(events[0].payload["severity"]) in t.URGENT
    return FactRow(
        issue=told.issue,
        point=told.point,
        severity=told.severity,
        signature="" if told.kind is None else f"{told.point}.{told.kind}.{told.site or 0}",
        week=week_of(told.reported_at).date(),
        reported_at=told.reported_at,
        observed_at=min(told.observed_at, told.reported_at),
        act_by=told.act_by,
        acted_at=told.acted_at,
        declined_at=told.declined_at,
        ever_acted_at=min((one.at for one in events if one.kind in t.ACTS), default=None),
        resolved_at=first(events, _RESOLVED),
        failed_at=_after(events, _RESOLVED, {t.REOPENED}),
        reopened_at=reopened_at,
        acted_again_at=acted_again_at,
        asked_at=_asked_at(events),
        yes_at=next((one.at for one in events if _is_yes(one)), None),
        calendar=None if told.severity == Severity.CRITICAL else told.calendar,
        was_born_urgent=was_born_urgent,
        was_triggered=not was_born_urgent and told.acted_at is not None and _was_triggered(told, events),
        origin=told.origin if known_at is not None else None,
        origin_known_at=known_at,
        **_clocked(told, reopened_at, acted_again_at),
    )


class _Clocked(TypedDict):
    opened: int
    reopened: int | None
    took: int | None
    took_again: int | None


def _clocked(told: Told, reopened_at: datetime | None, acted_again_at: datetime | None) -> _Clocked:
    """The same instants as readings of the clock, and what passed between them."""
    hours = calendar_for(Severity(told.severity), told.hours)
    return {
        "opened": read_clock(hours, next_full_hour(told.reported_at)),
        "reopened": None if reopened_at is None else read_clock(hours, reopened_at),
        "took": _took(hours, told.reported_at, told.acted_at),
        "took_again": None if reopened_at is None else _took(hours, reopened_at, acted_again_at),
    }


def first(events: Sequence[Happened], kinds: set[str] | frozenset[str]) -> datetime | None:
    """When the first of these happened."""
    return next((one.at for one in events if one.kind in kinds), None)


def _after(
    events: Sequence[Happened], kinds: set[str] | frozenset[str], then: set[str] | frozenset[str]
) -> datetime | None:
    """The first of `then` that came after the first of `kinds`."""
    begun = False
    for one in events:
        if begun and one.kind in then:
            return one.at
        begun = begun or one.kind in kinds
    return None


def _took(hours: WorkingCalendar, since: datetime, until: datetime | None) -> int | None:
    """In whole working seconds; what another system dated before its beginning took no time."""
    return None if until is None else max(0, between(hours, since, until) // _SECOND)


def _asked_at(events: Sequence[Happened]) -> datetime | None:
    """When it was first said to be fixed while somebody could be asked. What another system resolved asked nobody."""
    people: set[int] = set()
    guests = 0
    for one in events:
        told = one.payload
        match one.kind:
            case t.REPORTED | t.REPORT_ADDED:
                people |= {told["reporter"]} if told.get("reporter") is not None else set()
                guests += bool(told.get("by_receipt"))
            case t.ABSORBED:
                people |= set(told.get("reporters", ()))
                guests += int(told.get("guests", 0))
            case t.RELEASED:
                people -= set(told.get("reporters", ()))
                guests -= int(told.get("guests", 0))
            case t.RESOLVED if (people or guests > 0) and not one.is_imported:
                return one.at
    return None


def _is_yes(one: Happened) -> bool:
    """Whether a reporter said so: neither another system nor whoever answered instead."""
    said = one.payload
    is_somebody = said.get("by") is not None or said.get("receipt") is not None
    return one.kind == t.VERIFIED and is_somebody and bool(said.get("is_reporter", True))


def _was_triggered(told: Told, events: Sequence[Happened]) -> bool:
    """Whether it was raised to urgent, or a rung at or past the act target was reached, before the first act."""
    moved = next((one for one in events if one.kind == t.POLICY_MOVED), None)
    version = told.version if moved is None else int(moved.payload["before"])
    for one in events:
        if one.kind in t.ACTS:
            return False
        match one.kind:
            case t.SEVERITY_CHANGED if one.payload["to"] in t.URGENT:
                return True
            case t.ABSORBED if one.payload.get("severity") in t.URGENT:
                return True
            case t.POLICY_MOVED:
                version = int(one.payload["version"])
            case t.ESCALATED if _rungs(one) & told.breach[version]:
                return True
    return False


def _rungs(one: Happened) -> set[int]:
    """The rungs of act that were reached then, told or passed by."""
    reached = [one.payload, *one.payload.get("passed", ())]
    return {int(rung["rung"]) for rung in reached if rung["clock"] == "act"}


def _works(told: Told, events: Sequence[Happened]) -> tuple[WorkRow, ...]:
    """Its actions that were completed."""
    kinds = {one.payload["action"]: one.payload["kind"] for one in events if one.kind == t.ACTION_PLANNED}
    return tuple(
        WorkRow(told.point, told.severity, one.at, kinds.get(one.payload["action"]) == "preventive")
        for one in events
        if one.kind == t.ACTION_COMPLETED
    )


def _cause_known_at(events: Sequence[Happened]) -> datetime | None:
    """When the root cause that it has was found to explain it."""
    linked = None
    for one in events:
        if one.kind == t.CAUSE_LINKED:
            linked = one.at
        elif one.kind == t.CAUSE_UNLINKED:
            linked = None
    return linked


def _said_why(events: Sequence[Happened]) -> list[datetime]:
    """When a root cause was said in words as it was resolved."""
    return [one.at for one in events if one.kind == t.RESOLVED and one.payload.get("root_cause")]


def _fixes(signature: str, events: Sequence[Happened], rooted_at: datetime | None) -> tuple[FixRow, ...]:
    """Its resolutions that mended something, each with the reopening that says that it did not."""
    fixes: list[FixRow] = []
    for one in events:
        if one.kind == t.RESOLVED and one.payload.get("reason") in _FIXES:
            fixes.append(FixRow(signature, one.at, None, rooted_at))
        elif one.kind == t.REOPENED and fixes and fixes[-1].reopened_at is None:
            fixes[-1] = fixes[-1]._replace(reopened_at=one.at)
    return tuple(fixes)
