"""What becomes of one problem: the moves that people make, in order, each at its time.

A story asks the rules before each move, as a command would, and lets the engine's rungs fire in between.
"""

import heapq
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from inflection_points.models import Poster
from inflection_points.rules.calendars import add, between
from inflection_points.rules.policies import Clock, Severity, calendar_for
from issues.commands.histories import History
from issues.management.demo import words
from issues.management.demo.behaviour import HABITS, ignored_share, temper
from issues.management.demo.company import Company, Crew
from issues.management.demo.moves import Move, in_order, looked_into
from issues.management.demo.schedule import Seed
from issues.management.demo.telling import EAGER, Voice, customers, key, reporter
from issues.models import Report
from issues.rules import events as e
from issues.rules.guards import check, needs_consent
from issues.rules.refusals import Refusal
from issues.rules.state import Phase, State
from people.models import User

HOUR: Final = timedelta(hours=1)


class Story:
    """One issue's life. `recurrences` is how many fixes of the same signature did not last."""

    def __init__(self, company: Company, seed: Seed, history: History, recurrences: int) -> None:
        self.company, self.seed, self.history, self.recurrences = company, seed, history, recurrences
        self.rng, self.habits = seed.rng, HABITS[seed.point.team]
        self.temper = temper(seed.point.slug, seed.point.team)
        self.voice = Voice(seed)
        self.owner: User = company.people[seed.point.owner]
        self.crew: Crew = company.crews[seed.point.team]
        self.reporter = reporter(seed.rng, company, seed)
        self.calendar = calendar_for(seed.severity, history.terms.calendar)
        self.target = history.terms.policy.target(seed.severity, Clock.ACT, history.terms.calendar)
        self.planned: dict[object, e.ActionPlanned] = {}
        self.evidence: dict[object, str] = {}  # of each planned action, once it is done

    @property
    def state(self) -> State:
        if self.history.state is None:
            raise ValueError("The story has not begun.")
        return self.history.state

    def live(self, now: datetime) -> None:
        """Play every move up to `now`, and let the engine do what it would have done by then."""
        for move in heapq.merge(in_order(self._moves()), self._asides(), key=lambda move: move.at):
            if move.at > now:
                break
            self._play(move)
        self.history.live(now)

    def _play(self, move: Move) -> None:
        """What the rules refuse does not happen, as it would not have happened in the product."""
        if self.history.state is not None:
            self.history.live(move.at)
            try:
                check(self.state, move.event, move.at, self.history.terms)
            except Refusal:
                return
            aside = move.report is not None or isinstance(move.event, e.Commented)
            if aside and (not self.state.is_open or self.state.phase is Phase.RESOLVED):
                return  # nobody adds to what is said to be over
        self.history.add(move.event, move.at, move.actor)
        if move.report is not None:
            self.history.reports.append(move.report)

    # What happens beside the main line.

    def _asides(self) -> Iterator[Move]:
        """Comments and further reports, while the problem is fresh."""
        rng = self.rng
        crowd = rng.choices((0, 1, 2, 4), (85, 10, 4, 1))[0]
        moves = [self._me_too() for _ in range(crowd)]
        for _ in range(rng.choices((0, 1, 2, 3), (48, 30, 16, 6))[0]):
            person = rng.choice([*self.crew.managers, *self.crew.frontline, self.reporter])
            event = e.Commented(person.pk, self.voice.comments())
            moves.append(Move(self._soon(12), event, person.pk))
        return iter(sorted(moves, key=lambda move: move.at))

    def _me_too(self) -> Move:
        by = reporter(self.rng, self.company, self.seed)
        return self._report(self._soon(8), self.voice.tells_too(), by)

    def _soon(self, days: int) -> datetime:
        after = self.rng.expovariate(2.0 / days) * self.history.terms.calendar.day_length
        return add(self.history.terms.calendar, self.seed.at + HOUR / 2, after)

    def _report(self, at: datetime, text: str, by: User) -> Move:
        rng, affected = self.rng, customers(self.rng)
        lag = timedelta(minutes=rng.choices((rng.randrange(1, 20), rng.randrange(30, 600)), (7, 3))[0])
        report = Report(
            reporter=by,
            received_at=at,
            observed_at=at - lag,
            text=text,
            customers=affected,
            channel=rng.choices(("browser", "poster", "api"), (6, 3, 1))[0],
            client_key=key(rng),
        )
        if report.channel == "poster":
            report.poster = self._poster(at)
            report.channel = "poster" if report.poster else "browser"
        event: e.Event = e.ReportAdded(by.pk, affected)
        if at == self.seed.at:
            holder = self.owner.department_id or self.crew.department.pk
            event = e.Reported(self.seed.severity, self.owner.pk, holder, by.pk, affected)
        return Move(at, event, by.pk, report)

    def _poster(self, at: datetime) -> Poster | None:
        """What hung there then: at the site, else for the whole point."""
        hanging, slug = self.company.posters, self.seed.point.slug
        site = self.seed.site.pk if self.seed.site else None
        found = hanging.get((slug, site)) or hanging.get((slug, None))
        return found if found is not None and found.made_at <= at else None

    # The main line.

    def _moves(self) -> Iterator[Move]:
        rng, seed = self.rng, self.seed
        yield self._report(seed.at, self.text, self.reporter)
        calm = not seed.severity.is_urgent
        if rng.random() < self.habits.declines:
            yield from self._decline()
        elif rng.random() < ignored_share(seed.point.team, urgent=not calm, progress=seed.progress):
            yield from self._ignored()
        elif calm and rng.random() < self.habits.waits_for_pressure:
            yield from self._under_pressure()
        else:
            in_time = rng.random() < self.habits.in_time
            pace = self.temper.pace if calm else 1.0
            share = rng.betavariate(1.6, 2.6) * pace if in_time else 1.05 + rng.expovariate(1.4) * pace
            yield from self._acted_at(self._after(share))

    @property
    def text(self) -> str:
        if not hasattr(self, "_text"):
            self._text = self.voice.tells()
        return self._text

    def _after(self, share: float, since: datetime | None = None) -> datetime:
        """When this share of the act target has passed."""
        return add(self.calendar, since or self.seed.at, self.target * share)

    def _between(self, until: datetime, share: float) -> datetime:
        """A working instant on the way from the report to `until`."""
        return add(self.calendar, self.seed.at, between(self.calendar, self.seed.at, until) * share)

    def _ignored(self) -> Iterator[Move]:
        """Long past its target; where somebody gives in, it is acted on after all."""
        rng, terms = self.rng, self.history.terms
        longest = 1.0 + self.temper.pace if self.temper.cared_for else 4.0
        silence = self._after(rng.uniform(0.8, longest))
        yield from self._before(silence)
        if rng.random() < self.temper.gives_in:
            late = terms.calendar.day_length * rng.uniform(self.temper.days / 9, self.temper.days)
            yield from self._act(max(silence, add(terms.calendar, self._after(1.1), late)))

    def _decline(self) -> Iterator[Move]:
        at = self._after(self.rng.uniform(0.15, 1.6))
        yield from self._before(at)
        yield Move(at, e.Declined(self.owner.pk, self.voice.says(*self.voice.talk.declined)), self.owner.pk)
        if self.rng.random() < 0.06:
            head = self.crew.managers[0].pk  # not the reporters: they have had their answer
            again = self._after(0.5, at)
            yield Move(again, e.Reopened(head, self.voice.says(*words.RIGHT_TO_REOPEN)), head)
            yield from self._act(self._after(0.3, again))

    def _under_pressure(self) -> Iterator[Move]:
        """Nobody moves until somebody raises the severity, or the ladder has climbed past the owner."""
        pressed = self._after(self.rng.uniform(0.7, 2.2))
        yield from self._before(pressed)
        if self.rng.random() < 0.6:
            raised = e.SeverityChanged(Severity.HIGH, self.voice.says(*self.voice.talk.raised))
            yield Move(
                pressed, raised, self.reporter.pk if self.reporter.role == "manager" else self.owner.pk
            )
        yield from self._act(add(self.calendar, pressed, self.rng.uniform(0.5, 6.0) * HOUR))

    def _acted_at(self, at: datetime) -> Iterator[Move]:
        promised = self._after(self.rng.uniform(0.1, 0.8), at) if self.rng.random() < 0.5 else None
        yield from self._before(at, promised)
        yield from self._act(at)

    def _before(self, until: datetime, promised: datetime | None = None) -> Iterator[Move]:
        """What people do instead of acting: accept, pass on, promise (to keep it, or not), change the label."""
        rng, habits = self.rng, self.habits
        times = sorted(rng.random() * 0.9 for _ in range(8))
        if rng.random() < habits.accepts:
            yield self._accept(self._between(until, times[0] * 0.6), self.owner)
        if rng.random() < habits.passes_on:
            yield from self._pass_on([self._between(until, share) for share in times[1:6]])
        broken = self._between(until, (times[6] + 1) / 2) if rng.random() < habits.breaks_word else None
        if due := broken or promised:
            yield self._plan(self._between(until, times[6]), e.ActionKind.CORRECTIVE, due)
        if rng.random() < 0.03:
            lower = {Severity.HIGH: Severity.NORMAL, Severity.NORMAL: Severity.LOW}.get(self.seed.severity)
            if lower is not None:
                event = e.SeverityChanged(lower, self.voice.says(self.voice.talk.lowered))
                yield Move(self._between(until, times[7]), event, self.owner.pk)

    def _accept(self, at: datetime, by: User) -> Move:
        return Move(at, e.Accepted(by.pk, by.department_id), by.pk)

    def _pass_on(self, times: list[datetime]) -> Iterator[Move]:
        """There; and, where two departments play ping-pong, back, and there again."""
        rng, habits = self.rng, self.habits
        away = self.company.crews[rng.choice(habits.passes_to)]
        other = None if rng.random() < 0.25 else rng.choice([*away.managers, away.frontline[0]])
        legs = 1
        while legs < len(times) and rng.random() < habits.ping_pong:
            legs += 1
        for leg, at in enumerate(times[:legs]):
            actor = self.owner if needs_consent(self.state) or leg % 2 == 0 else other or away.managers[0]
            if leg % 2:
                event = e.HandedOver(
                    self.owner.pk, self.owner.department_id, self.voice.says(*words.PASSED_BACK)
                )
            else:
                to = other.pk if other else None
                event = e.HandedOver(to, away.department.pk, self.voice.says(*words.PASSED_ON))
            yield Move(at, event, actor.pk)

    def _plan(self, at: datetime, kind: e.ActionKind, due: datetime) -> Move:
        """An action for somebody of the accountable department, due at a full hour of work or later."""
        assignee = self.rng.choice([*self.crew.frontline, self.crew.managers[-1]])
        required = kind is not e.ActionKind.PREVENTIVE
        plan, evidence = self.voice.plans(kind)
        event = e.ActionPlanned(
            key(self.rng),
            kind,
            plan,
            assignee.pk,
            max(due, at + HOUR),
            required,
        )
        self.planned[event.action] = event
        self.evidence[event.action] = evidence
        return Move(at, event, self.owner.pk)

    def _act(self, at: datetime) -> Iterator[Move]:
        """Something is done at `at`: stop the harm, or start what was or is now planned. Then it goes on."""
        rng = self.rng
        if rng.random() < (0.35 if self.seed.severity.is_urgent else 0.12):
            event = e.ContainmentRecorded(self.owner.pk, self.voice.contains())
            yield Move(at, event, self.owner.pk)
            at = self._after(rng.uniform(0.1, 0.6), at)
        late = [action for action in self.planned.values() if not self._is_done(action)]
        if not late:
            due = self._after(rng.uniform(0.3, 1.2), at)
            yield self._plan(at - rng.uniform(0.02, 0.2) * HOUR, e.ActionKind.CORRECTIVE, due)
        if rng.random() < self.habits.prevents:
            yield self._plan(at, e.ActionKind.PREVENTIVE, self._after(3.0, at))
        for action in list(self.planned.values()):
            if not self._is_done(action) and (action.is_required or rng.random() < 0.7):
                yield Move(at, e.ActionStarted(action.action, action.assignee), action.assignee)
                at = self._after(rng.uniform(0.1, 0.8), at)
                done = e.ActionCompleted(action.action, action.assignee, self.evidence[action.action])
                yield Move(at, done, action.assignee)
        if rng.random() < self.habits.fixes:
            yield from self._resolve(self._after(rng.uniform(0.02, 0.7), at))

    def _is_done(self, action: e.ActionPlanned) -> bool:
        known = self.state.action(action.action)
        return known is None or known.completed

    def _resolve(self, at: datetime) -> Iterator[Move]:
        rng = self.rng
        reason = rng.choices(list(e.ClosureReason), (80, 11, 5, 4))[0]
        rooted = self.seed.severity is Severity.CRITICAL or self.recurrences >= 2 or rng.random() < 0.22
        event = e.Resolved(
            self.owner.pk,
            reason,
            self.voice.closes(reason),
            self.voice.explains() if rooted else "",
        )
        yield Move(at, event, self.owner.pk)
        yield from looked_into(self.company, self.seed, self.owner, at, rooted=rooted)
        answer = at + timedelta(hours=rng.uniform(2, 90))
        if rng.random() < self.habits.reopened and self.state.cycle < 3:
            yield Move(
                answer,
                e.Reopened(self.reporter.pk, self.voice.says(*words.NOT_FIXED, *self.voice.talk.not_fixed)),
                self.reporter.pk,
            )
            forgotten = ignored_share(self.seed.point.team, urgent=True, progress=self.seed.progress)
            if self.temper.cared_for or rng.random() > forgotten:
                yield from self._act(self._after(rng.uniform(0.1, 0.9), answer))
        elif rng.random() < (0.93 if self.reporter.name == EAGER else 0.68):
            yield Move(answer, e.Verified(self.reporter.pk), self.reporter.pk)
