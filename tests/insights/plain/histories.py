"""The issues and their events, from the raw rows. What was taken back never happened, nor did taking it back."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from tests.insights.plain.policies import Policy, clock, policies
from tests.insights.plain.rows import rows
from tests.insights.plain.working import Place, after, places, worked

RANK = ["low", "normal", "high", "critical"]
ACTS = {"action_started", "action_completed", "containment_recorded", "acted_elsewhere"}
ROUND_THE_CLOCK = timedelta(hours=24)


class Event(NamedTuple):
    kind: str
    at: datetime
    payload: dict[str, Any]
    is_imported: bool = False
    actor: int | None = None

    def when(self, name: str) -> datetime | None:
        """An instant that the event names."""
        told = self.payload.get(name)
        return datetime.fromisoformat(told) if told else None


class Spot(NamedTuple):
    """An inflection point: where it stands, who answers for it."""

    pk: int
    slug: str
    name: str
    department_id: int
    department: str
    stage_id: int
    stage: str
    chain_id: int
    position: int


class Telling(NamedTuple):
    """A report as it is kept: when it came, when it was observed, and what the customer was promised."""

    pk: int
    received_at: datetime
    observed_at: datetime
    promised_by: datetime | None
    kept_at: datetime | None
    took: int | None  # seconds, by the device


class Clocked(NamedTuple):
    """What the clocks make of an issue: when told first, how bad it is now, and by when it had to be acted on first."""

    reported: datetime
    severity: str
    act_by: datetime


@dataclass
class Told:
    """One issue and its events, in order."""

    pk: int
    spot: Spot
    kind: int | None
    site: int | None
    counted: bool
    place: Place
    version: int
    policies: dict[int, Policy]
    events: list[Event]
    tellings: list[Telling] = field(default_factory=list)
    duplicates: list["Told"] = field(default_factory=list)

    @property
    def point(self) -> str:
        return self.spot.name

    @property
    def department(self) -> str:
        return self.spot.department

    @property
    def stage(self) -> str:
        return self.spot.stage

    @cached_property
    def merged_into(self) -> int | None:
        last = [event for event in self.events if event.kind in {"merged", "unmerged"}][-1:]
        return last[0].payload["into"] if last and last[0].kind == "merged" else None

    @cached_property
    def first_cycle(self) -> list[Event]:
        kinds = [event.kind for event in self.events]
        return self.events[: kinds.index("reopened")] if "reopened" in kinds else self.events

    @property
    def first_version(self) -> int:
        moves = [event.payload["before"] for event in self.events if event.kind == "policy_moved"]
        return moves[0] if moves else self.version

    @property
    def reported(self) -> datetime:
        return self.clocked.reported

    @property
    def severity(self) -> str:
        return self.clocked.severity

    @property
    def act_by(self) -> datetime:
        return self.clocked.act_by

    @cached_property
    def clocked(self) -> Clocked:
        return Reckoning(self).clocked()

    def first(self, *kinds: str) -> datetime | None:
        """When the first of these happened in the first cycle."""
        return next((event.at for event in self.first_cycle if event.kind in kinds), None)

    def by(self, as_of: datetime) -> list[Event]:
        """What had happened by then."""
        return [event for event in self.events if event.at <= as_of]

    def waited(self, start: datetime, end: datetime) -> timedelta:
        """Whole seconds of the working time that counts for it, never less than none."""
        took = worked(clock(self.place, self.severity), start, end)
        return timedelta(seconds=max(took, timedelta()) // timedelta(seconds=1))


class Reckoning:
    """By when an issue had to be acted on first, event by event.

    Raising a severity keeps the earlier deadline; lowering it reckons anew; what is settled (acted on, or passed) stands.
    """

    def __init__(self, told: Told) -> None:
        self.told = told
        first = told.events[0]
        self.reported, self.severities = first.at, [first.payload["severity"]]
        self.policy = told.policies[told.first_version]
        self.grace: datetime | None = None
        self.settled = False
        self.due = self.reckoned()

    def clocked(self) -> Clocked:
        settled, cycle = False, 1
        for event in self.told.events[1:]:
            self.settled = settled or cycle > 1 or event.at > self.due
            self.take(event)
            settled = settled or event.kind in ACTS
            cycle += event.kind == "reopened"
        return Clocked(self.reported, self.severities[-1], self.due)

    def take(self, event: Event) -> None:
        match event.kind:
            case "severity_changed":
                self.change(event.payload["to"])
            case "absorbed":
                self.absorb(event)
            case "released":
                self.release(event)
            case "policy_moved":
                self.policy = self.told.policies[event.payload["version"]]
                self.grace = event.when("grace_until")
                self.reckon()
            case "calendar_changed":
                self.due = (event.when("first_act_by") or self.due) if self.settled else self.due

    def change(self, to: str) -> None:
        raised = RANK.index(to) > RANK.index(self.severities[-1])
        in_grace, self.grace = self.grace is not None, None if raised else self.grace
        self.severities = [*self.severities, to] if raised and not in_grace else [to]
        self.reckon()

    def absorb(self, event: Event) -> None:
        """What is stricter of either: the report, the severity, the deadline."""
        dues = [self.due, *filter(None, [event.when("first_act_by")])]
        severity, reported = event.payload.get("severity"), event.when("reported_at")
        if severity and RANK.index(severity) > RANK.index(self.severities[-1]):
            self.change(severity)
        if reported and reported < self.reported:
            self.reported = reported
            self.reckon()
        self.due = min([self.due, *dues])

    def release(self, event: Event) -> None:
        """What it is without the duplicate, as was reckoned then."""
        self.reported = event.when("reported_at") or self.reported
        severity = event.payload.get("severity")
        if severity and severity != self.severities[-1]:
            self.severities = [severity]
        self.due = event.when("first_act_by") or self.due

    def reckon(self) -> None:
        if not self.settled:
            self.due = self.reckoned()

    def reckoned(self) -> datetime:
        dues = []
        for severity in self.severities:
            by, day = clock(self.told.place, severity), self.told.place.day
            target = self.policy.target(severity, day if by else ROUND_THE_CLOCK)
            dues.append(after(by, self.reported, target))
        return max(min(dues), self.grace) if self.grace else min(dues)


def everything() -> list[Told]:
    """Every issue that there is, counted or not."""
    known, versions, spots = places(), policies(), points()
    events = histories()
    found = {
        pk: Told(pk, spots[point], kind, site, counted, known[calendar], version, versions, events[pk])
        for pk, point, kind, site, counted, calendar, version in rows(
            "SELECT id, point_id, kind_id, site_id, is_counted, calendar_id, policy_version_id FROM issues_issue ORDER BY id"
        )
    }
    for pk, *telling in rows(
        "SELECT issue_id, id, received_at, observed_at, CASE WHEN promised <> '' THEN promised_by END, kept_at, took"
        " FROM issues_report"
        " ORDER BY received_at, id"
    ):
        found[pk].tellings.append(Telling(*telling))
    for one in found.values():
        if one.merged_into is not None:
            one.counted = False
            found[one.merged_into].duplicates.append(one)
    return list(found.values())


def histories() -> dict[int, list[Event]]:
    """The events of each issue, by its key, without what was taken back."""
    told: dict[int, dict[int, Event]] = defaultdict(dict)
    for pk, seq, kind, at, payload, *source in rows(
        "SELECT issue_id, seq, kind, at, payload::text, is_imported, actor_id FROM issues_event ORDER BY issue_id, seq"
    ):
        event = Event(kind, at, json.loads(payload), *source)
        told[pk][seq] = event
        if kind == "undone":
            for number in range(event.payload["of"], seq + 1):
                told[pk].pop(number, None)
    return {pk: list(numbered.values()) for pk, numbered in told.items()}


def points() -> dict[int, Spot]:
    """Every inflection point, by its key."""
    found = rows(
        "SELECT p.id, p.slug, p.name, p.department_id, d.name, p.stage_id, s.name, s.chain_id, s.position"
        " FROM inflection_points_inflectionpoint p JOIN people_department d ON d.id = p.department_id"
        " JOIN inflection_points_stage s ON s.id = p.stage_id"
    )
    return {row[0]: Spot(*row) for row in found}


def cohort(issues: list[Told], since: datetime, as_of: datetime, until: datetime | None = None) -> list[Told]:
    """The counted issues reported in the period."""
    return [
        one
        for one in issues
        if one.counted and since <= one.reported <= as_of and (until is None or one.reported < until)
    ]


def week(at: datetime) -> str:
    year, number, _ = at.astimezone(UTC).isocalendar()
    return f"{year}-W{number:02}"
