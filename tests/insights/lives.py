"""Random lives of issues: everything that a measure counts happens, often, and often exactly on a boundary."""

import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from inflection_points.rules.policies import Severity
from issues.commands.histories import History, write
from issues.commands.ledger import escalations
from issues.models import Issue, Report
from issues.rules import events as e
from issues.rules.changes.custody import mends_a_misroute
from issues.rules.guards import check
from issues.rules.refusals import Refusal
from issues.rules.state import Phase, State
from issues.rules.undoing import is_undoable
from people.models import User
from tests.cast import DAY, HOUR
from tests.insights.stories import DAYS, START, history
from tests.insights.world import World

SEVERITIES = [Severity.LOW, Severity.NORMAL, Severity.NORMAL, Severity.HIGH, Severity.CRITICAL]
SECOND = timedelta(seconds=1)
ENDS = START + timedelta(days=138)  # nothing happens after it
FIRST_KEY = 5_000_000  # of reports: known before they are written, because events name them
Maker = Callable[[], e.Event]


def random_lives(world: World, dice: random.Random, number: int) -> list[Issue]:
    """Written to the database, one after the other; later ones repeat what earlier ones had fixed."""
    lives = [Life(world, dice, n).lived() for n in range(number)]
    return write(lives, now=START + timedelta(days=400))


@dataclass
class Life:
    """One issue: what has happened so far, and what may happen next."""

    world: World
    dice: random.Random
    number: int
    at: datetime = START
    imported: bool = False
    has_engine: bool = False
    story: History = field(init=False)

    @property
    def state(self) -> State:
        assert self.story.state is not None
        return self.story.state

    def somebody(self) -> User:
        return self.dice.choice(self.world.people)

    def lived(self) -> History:
        self.imported = self.dice.random() < 0.15
        self.has_engine = not self.imported and self.dice.random() < 0.4
        self.begin()
        for _ in range(self.dice.randrange(18)):
            self.tick()
            if self.at > ENDS:
                break
            self.step()
        if self.has_engine:
            self.story.live(min(self.at + 5 * DAY, ENDS))
        return self.story

    # The beginning

    def begin(self) -> None:
        point, kind, site = signature = self.world.signature(self.dice)
        self.at = observed = START + timedelta(seconds=60 * self.dice.randrange(DAYS * 24 * 60))
        if self.world.fixes and self.dice.random() < 0.4:
            signature, fixed_at = self.dice.choice(self.world.fixes)
            point, kind, site = signature
            days = self.dice.choice([0, 30, 90, *range(1, 120, 7)])
            observed = fixed_at + days * DAY + self.dice.choice([-SECOND, timedelta(), SECOND, 7 * HOUR])
            self.at = min(ENDS, observed + self.dice.choice([timedelta(), HOUR, 3 * DAY, 29 * DAY]))
        if self.dice.random() < 0.1:  # told exactly when a week begins
            self.at = START + timedelta(weeks=max(0, (self.at - START) // timedelta(weeks=1)))
        self.story = history(
            self.world.company,
            point,
            imported=self.imported,
            kind=kind,
            site=site,
            is_counted=self.dice.random() > 0.08,
        )
        self.story.issue.policy_version = self.world.versions[point.pk]
        self.story.issue.calendar = (site.calendar if site else None) or point.calendar
        self.story = History.of(self.story.issue, imported=self.imported)
        self.tell(observed)

    def tell(self, observed: datetime) -> None:
        """The first report, by somebody, by a guest, or (imported) by nobody known."""
        reporter = None if self.imported else self.dice.choice([self.world.company.reporter.pk, None])
        holder = self.dice.choice([None, self.somebody()])
        department = holder.department_id if holder else self.story.issue.point.department_id
        customers = self.dice.randrange(4)
        self.story.add(
            e.Reported(
                self.dice.choice(SEVERITIES),
                holder.pk if holder else None,
                department,
                reporter,
                customers,
                is_confidential=self.dice.random() < 0.1,
                by_receipt=not self.imported and reporter is None and self.dice.random() < 0.7,
            ),
            self.at,
        )
        if not self.imported or self.dice.random() < 0.5:
            self.report(reporter, customers, observed)
        if self.imported and self.dice.random() < 0.3:
            before = self.at - timedelta(minutes=self.dice.randrange(1, 500))
            self.story.add(e.ActedElsewhere(None), before)

    def report(self, reporter: int | None, customers: int, observed: datetime) -> None:
        promised = self.dice.random() < 0.4
        self.story.reports.append(
            Report(
                pk=FIRST_KEY + self.number * 100 + len(self.story.reports),
                issue=self.story.issue,
                reporter_id=reporter,
                received_at=self.at,
                observed_at=min(observed, self.at),
                customers=customers,
                promised="A call" if promised else "",
                promised_by=self.at + self.dice.choice([HOUR, DAY, 6 * DAY]) if promised else None,
                took=20 + 7 * self.number % 90 if self.number % 3 else None,
            )
        )

    # What happens

    def step(self) -> None:
        if self.has_engine:
            self.story.live(self.at)
        event = self.chosen()
        if event is None:
            return
        self.add(event)
        if is_undoable(event) and self.dice.random() < 0.12:
            self.story.add(e.Undone(self.world.company.owner.pk, self.state.seq), self.at + 8 * SECOND)
            self.at += 8 * SECOND

    def chosen(self) -> e.Event | None:
        """Something that is not refused; nothing when the dice find nothing."""
        for _ in range(6):
            event = self.dice.choice(list(self.moves()))()
            if self.allowed(event):
                return event
        return None

    def tick(self) -> None:
        """Some time later; or exactly when it is due, or at the same instant."""
        later = timedelta(seconds=int(self.dice.expovariate(1 / 150_000)))
        edges = [self.state.first_act_by, self.at, self.at + HOUR, self.at + DAY, self.state.act_by]
        chosen = self.dice.choice(edges) if self.dice.random() < 0.3 else self.at + later
        self.at = max(self.at, chosen)

    def allowed(self, event: e.Event) -> bool:
        if isinstance(event, e.ActionStarted | e.ActionCompleted) or not self.imported:
            try:
                check(self.state, event, self.at, self.story.terms)
            except Refusal:
                return False
        return True

    def add(self, event: e.Event) -> None:
        self.story.add(event, self.at)
        match event:
            case e.ReportAdded(reporter=reporter, customers=customers):
                self.report(reporter, customers, self.at - self.dice.choice([timedelta(), DAY, 30 * DAY]))
            case e.PromiseKept(report=key):
                kept = next(row for row in self.story.reports if row.pk == key)
                kept.kept_at = self.at
            case e.Resolved(reason=reason) if reason in {e.ClosureReason.FIXED, e.ClosureReason.PARTLY_FIXED}:
                issue = self.story.issue
                self.world.fixes.append(((issue.point, issue.kind, issue.site), self.at))
            case e.Escalated():
                self.story.escalations += escalations(self.story.issue, self.state.cycle, event, self.at)

    def moves(self) -> Iterator[Maker]:
        """What may come next; what ends a phase comes more often."""
        yield from (self.comment, self.cause, self.confidence, self.another)
        if any(row.promised_by and row.kept_at is None for row in self.story.reports):
            yield from (self.kept, self.kept)
        if self.imported:
            yield from (lambda: e.ActedElsewhere(None), lambda: e.Verified(None))
        if self.state.phase is Phase.RESOLVED:
            yield from (self.answer, self.answer, self.answer, self.reopen)
        elif not self.state.is_open:
            yield from (self.reopen, self.answer)
        else:
            yield from (self.accept, self.pass_on, self.pass_on, self.pass_on, self.weigh, self.weigh)
            yield from (self.plan, self.plan, *[self.work] * 5, self.contain, self.contain, self.decline)
            yield self.rung
            yield from [self.resolve] * (9 if self.state.acted_at else 1)

    def comment(self) -> e.Event:
        return e.Commented(self.somebody().pk, "still here")

    def confidence(self) -> e.Event:
        made = e.MadeOpen if self.state.is_confidential else e.MadeConfidential
        return made(self.somebody().pk, "names are named")

    def another(self) -> e.Event:
        reporter = self.dice.choice([None, self.world.company.stranger.pk])
        return e.ReportAdded(reporter, self.dice.randrange(3), by_receipt=reporter is None)

    def kept(self) -> e.Event:
        rows = [row for row in self.story.reports if row.promised_by and row.kept_at is None]
        row = self.dice.choice(rows)
        if self.dice.random() < 0.5 and row.promised_by:
            self.at = min(ENDS, max(self.at, row.promised_by))
        return e.PromiseKept(self.somebody().pk, row.pk)

    def cause(self) -> e.Event:
        if self.state.root_cause is not None and self.dice.random() < 0.4:
            return e.CauseUnlinked(self.somebody().pk, self.state.root_cause)
        return e.CauseLinked(self.somebody().pk, self.dice.choice(self.world.causes).pk)

    def accept(self) -> e.Event:
        by = self.somebody()
        return e.Accepted(by.pk, by.department_id)

    def pass_on(self) -> e.Event:
        """To a person or a department; within a working hour of the last hand-over it mends that."""
        mends = not self.imported and mends_a_misroute(self.state, self.at, self.story.terms)
        rearranged = not mends and self.dice.random() < 0.1
        if self.dice.random() < 0.5:
            to = self.somebody()
            return e.HandedOver(to.pk, to.department_id, "yours", rearranged, mends)
        unknown = [None] if self.imported else []
        department = self.dice.choice([*(d.pk for d in self.world.departments), *unknown])
        return e.HandedOver(
            self.somebody().pk if department is None else None, department, "", rearranged, mends
        )

    def weigh(self) -> e.Event:
        return e.SeverityChanged(self.dice.choice(list(Severity)), "looked again")

    def plan(self) -> e.Event:
        kind = self.dice.choice(list(e.ActionKind))
        due = self.at + self.dice.randrange(1, 9) * DAY
        key = uuid.UUID(int=self.dice.getrandbits(128))
        return e.ActionPlanned(key, kind, "mend it", self.somebody().pk, due, self.dice.random() < 0.3)

    def work(self) -> e.Event:
        """What was planned is begun or completed."""
        keys = [key for key, action in self.state.actions if not action.completed]
        if not keys:
            return self.plan()
        done = self.dice.choice([e.ActionStarted, e.ActionCompleted, e.ActionCompleted])
        return done(self.dice.choice(keys), self.somebody().pk)

    def contain(self) -> e.Event:
        return e.ContainmentRecorded(self.somebody().pk, "stopped")

    def decline(self) -> e.Event:
        return (
            e.Declined(self.world.company.owner.pk, "not ours")
            if self.dice.random() < 0.3
            else self.comment()
        )

    def rung(self) -> e.Event:
        """Written as another engine would have; not where ours lives along."""
        if self.has_engine or self.imported:
            return self.comment()
        clock = self.dice.choice([e.AlarmKind.ACT, e.AlarmKind.ACT, e.AlarmKind.ACCEPT])
        rung = 1 if clock is e.AlarmKind.ACCEPT else self.dice.choice([1, 1, 2])
        due = self.at - len(self.story.escalations) * SECOND  # none twice
        passed = (e.Passed(e.AlarmKind.ACCEPT, 1, due),) if rung == 2 else ()
        return e.Escalated(clock, rung, due, passed)

    def resolve(self) -> e.Event:
        reason = self.dice.choice([e.ClosureReason.FIXED, e.ClosureReason.FIXED, *e.ClosureReason])
        return e.Resolved(self.world.company.owner.pk, reason)

    def answer(self) -> e.Event:
        if self.imported:
            return e.Verified(None)
        people, guests = self.state.reporters, self.state.guests
        said: list[e.Event] = [e.Verified(self.world.company.owner.pk, is_reporter=False)]
        said += [e.Verified(pk) for pk in people] * 2
        said += [e.Verified(None, receipt=self.story.reports[0].pk)] * min(guests, 1)
        return self.dice.choice(said)

    def reopen(self) -> e.Event:
        return e.Reopened(self.world.company.reporter.pk, "not fixed")
