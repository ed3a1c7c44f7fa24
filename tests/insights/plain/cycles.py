"""How an issue stands now: what became of the cycle that runs, by when it had to be acted on, how far it has climbed.

And what comes next where nobody has acted: what was planned, and the next rung or reminder.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.insights.plain.histories import ACTS, RANK, ROUND_THE_CLOCK, Event, Told
from tests.insights.plain.policies import Policy, clock
from tests.insights.plain.working import Place, after

Severities = list[tuple[str, datetime]]  # each with since when
ENDS = {"verified", "declined", "merged"}


@dataclass
class Plan:
    """It holds the ladder until its date; then the ladder goes to this rung."""

    first_at: datetime
    until: datetime
    rung: int
    extended: bool = False
    void: bool = False


@dataclass
class Cycle:
    """One issue, event by event."""

    told: Told
    number: int = 1
    ends: list[str] = field(default_factory=list)  # how it was resolved or closed, and merged after that
    acted: bool = False
    accepted: bool = False
    reached: int = 0
    first_rung: int = 0  # with which a cycle begins that somebody opened again
    accept_reached: int = 0
    plan: Plan | None = None
    repeats: datetime | None = None
    grace: datetime | None = None
    takes_over: datetime | None = None  # what another system began
    nudges: datetime | None = None
    waits: datetime | None = None

    def __post_init__(self) -> None:
        first, *rest = self.told.events
        self.last = self.reported = self.started = first.at
        self.severities: Severities = [(first.payload["severity"], first.at)]
        self.policy: Policy = self.told.policies[self.told.first_version]
        self.act_by = self.due("act", 100)
        for event in rest:
            self.take(event)
            self.last = max(self.last, event.at)

    @property
    def awaits_act(self) -> bool:
        return not self.acted and not self.ends

    @property
    def severity(self) -> str:
        return self.severities[-1][0]

    def is_held(self, now: datetime) -> bool:
        return self.plan is not None and not self.plan.void and now < self.plan.until

    # What happened

    def take(self, event: Event) -> None:
        if event.kind in ACTS:
            self.act()
        taken: dict[str, Callable[[Event], None]] = {
            "accepted": self.accept,
            "handed_over": self.pass_on,
            "action_planned": self.commit,
            "severity_changed": lambda told: self.weigh(told.payload["to"], told.at),
            "absorbed": self.absorb,
            "released": self.release,
            "escalated": self.climb,
            "policy_moved": self.move,
            "calendar_changed": lambda told: self.reckon(told.at),
            "taken_over": lambda told: setattr(self, "takes_over", told.at),
            "nudged": lambda _: setattr(self, "nudges", None),
            "wait_started": lambda told: setattr(self, "waits", told.when("until")),
            "wait_ended": lambda _: setattr(self, "waits", None),
            "wait_expired": lambda _: setattr(self, "waits", None),
            "resolved": self.end,
            "unmerged": lambda _: self.ends.remove("merged"),
            "reopened": self.reopen,
        } | dict.fromkeys(ENDS, self.end)
        if event.kind in taken:
            taken[event.kind](event)

    def act(self) -> None:
        if self.awaits_act:
            self.plan = self.repeats = None
        self.acted, self.nudges = True, None

    def accept(self, _: Event) -> None:
        self.accepted = True

    def pass_on(self, event: Event) -> None:
        """Who gets it is reminded after a working day, or when the time left is over."""
        a_day_later = after(self.hours(self.severity), event.at, self.day(self.severity))
        ends = self.act_by if self.awaits_act else event.at  # what waits for no act is told by other rungs
        self.nudges = min(a_day_later, ends) if ends > event.at else a_day_later

    def commit(self, event: Event) -> None:
        """The first plan of a cycle, and one more that extends it; never past the limit."""
        if not self.awaits_act:
            return
        old, due = self.plan, event.when("due_at")
        first_at = old.first_at if old else event.at
        until = min(due or event.at, self.limit(first_at))
        is_later = old is None or (not old.extended and (old.void or until > old.until))
        if until > event.at and is_later:
            self.plan = Plan(first_at, until, self.reached + 1, extended=old is not None)
        if self.plan and not self.plan.void:
            self.nudges = None

    def weigh(self, to: str, at: datetime) -> None:
        raised, in_grace = RANK.index(to) > RANK.index(self.severity), self.grace and at < self.grace
        if raised:
            self.repeats = at if in_grace and self.repeats == self.grace else self.repeats
            self.grace = None
        self.severities = [*(self.severities if raised and not in_grace else []), (to, at)]
        if self.plan and not self.plan.void:
            self.plan.until = max(at, min(self.plan.until, self.limit(self.plan.first_at)))
        self.reckon(at)

    def absorb(self, event: Event) -> None:
        severity, reported = event.payload.get("severity"), event.when("reported_at")
        if severity and RANK.index(severity) > RANK.index(self.severity):
            self.weigh(severity, event.at)
        if reported and reported < self.reported:
            self.begin(reported, event.at)

    def release(self, event: Event) -> None:
        severity, reported = event.payload.get("severity"), event.when("reported_at")
        if severity and severity != self.severity:
            self.weigh(severity, event.at)
        if reported and reported != self.reported:
            self.begin(reported, event.at)

    def begin(self, reported: datetime, at: datetime) -> None:
        self.reported = reported
        self.started = reported if self.number == 1 else self.started
        self.reckon(at)

    def climb(self, event: Event) -> None:
        rungs = [event.payload, *event.payload.get("passed", [])]
        accepts = [rung["rung"] for rung in rungs if rung["clock"] == "accept"]
        self.accept_reached = max([self.accept_reached, *accepts])
        position, due = event.payload["rung"], event.when("due_at")
        if event.payload["clock"] == "accept" or due is None:
            return
        is_act = event.payload["clock"] == "act"
        if position >= max(self.policy.ladders[event.payload["clock"]]):
            self.repeats = self.days_after(due, event.at)
        if is_act:
            self.reached = max(self.reached, position)
            if self.plan:
                self.plan.void = True

    def move(self, event: Event) -> None:
        """To another version: what was overdue stays so, nothing else is due before the grace is over."""
        payload, before = event.payload, self.act_by
        self.policy = self.told.policies[payload["version"]]
        self.reached, self.repeats = payload["reached"], event.when("grace_until")
        self.first_rung = min(self.first_rung, self.reached)
        self.accept_reached = max(self.policy.ladders["accept"]) if payload.get("accept_told") else 0
        if self.plan:
            self.plan.rung = self.reached + (not self.plan.void)
        self.grace = event.when("grace_until")
        later = max(self.due("act", 100), self.grace or event.at)
        self.act_by = later if before > event.at else before

    def end(self, event: Event) -> None:
        self.ends.append(event.kind)
        self.plan = self.waits = None
        if event.kind != "merged":
            self.nudges = None

    def reopen(self, event: Event) -> None:
        self.number, self.started, self.ends = self.number + 1, event.at, []
        self.severities = [(self.severity, event.at)]
        self.first_rung = min(self.reached + 1, max(self.policy.percents))
        self.reached, self.accept_reached = self.first_rung - 1, 0
        self.acted = self.accepted = False
        self.plan = self.repeats = self.grace = self.nudges = None
        self.act_by = self.due("act", 100)

    # Working time

    def reckon(self, at: datetime) -> None:
        """Anew; after a move to another version what is overdue does not become less so."""
        due = self.due("act", 100)
        if self.grace:
            due = min(due, self.act_by) if self.act_by <= at else max(due, self.grace)
        self.act_by = due

    def due(self, of: str, percent: int, *, since_told: bool = False) -> datetime:
        """When a share of the target is over, by the strictest severity; `since_told`: none counts before it was said."""
        found = []
        for severity, since in self.severities:
            due = after(self.hours(severity), self.started, self.target(of, severity) * percent / 100)
            found.append(max(since, due) if since_told else due)
        return min(found)

    def target(self, of: str, severity: str) -> timedelta:
        whole = self.policy.target(severity, self.day(severity), of)
        return whole / 2 if of == "act" and self.number > 1 else whole

    def limit(self, first_at: datetime) -> datetime:
        share = self.target("act", self.severity) * self.policy.hold_limit / 100
        return after(self.hours(self.severity), first_at, share)

    def hours(self, severity: str) -> Place | None:
        return clock(self.told.place, severity)

    def day(self, severity: str) -> timedelta:
        return self.told.place.day if self.hours(severity) else ROUND_THE_CLOCK

    def days_after(self, due: datetime, at: datetime) -> datetime:
        """The first of the working days counted from then that is later than `at`."""
        days = 1
        while (found := after(self.hours(self.severity), due, days * self.day(self.severity))) <= at:
            days += 1
        return found

    # What comes next

    def move_by(self, now: datetime) -> datetime:
        """By when the next move is due, where the time to act is over: what was planned, else the act."""
        return self.plan.until if self.plan and self.is_held(now) else self.act_by

    def next_at(self, now: datetime) -> datetime:
        """When the engine speaks next, while nobody acts."""
        floors = [floor for floor in (self.takes_over, self.grace) if floor]
        rungs = [max([due, *floors]) for due in self.rungs()]
        return max(now, min([*rungs, *filter(None, (self.nudges, self.waits))]))

    def rungs(self) -> Iterator[datetime]:
        pending = {position: p for position, p in self.policy.percents.items() if position > self.reached}
        if not pending:
            yield self.held(self.repeats or self.last)
        for position, percent in pending.items():
            if self.plan and position == self.plan.rung:
                yield self.plan.until
            elif position == self.first_rung:
                yield self.started
            else:
                yield self.held(self.due("act", percent, since_told=True))
        if not self.accepted and self.plan is None:
            for position, percent in self.policy.ladders["accept"].items():
                if position > self.accept_reached:
                    yield self.due("accept", percent, since_told=True)

    def held(self, due: datetime) -> datetime:
        return max(due, self.plan.until) if self.plan else due
