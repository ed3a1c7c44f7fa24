"""When the engine must speak about an issue, computed from what the issue is. No clock is read here.

The sources of every rule are the numbered *Clocks* of docs/domain.md.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from inflection_points.rules.calendars import Target, Unit, WorkingCalendar, add, between
from inflection_points.rules.policies import Clock, Policy, Rung, Severity, calendar_for
from issues.rules.events import AlarmKind, AskedAgain, Escalated, Event, Nudged, Passed, WaitExpired
from issues.rules.state import Alarm, Phase, Regime, State, Terms

ASK_AGAIN_AFTER: Final = Target(5, Unit.DAYS)
MISROUTE: Final = timedelta(hours=1)  # of working time
LONGEST_WAIT: Final = Target(5, Unit.DAYS)
LONGEST_WAITS: Final = Target(10, Unit.DAYS)  # all waits of an issue together
NO_SHARE: Final = -1  # no rung has spoken; one at 0 % has
_CLOCKS: Final = (AlarmKind.ACT, AlarmKind.RESOLVE)  # those whose last rung repeats
_REMINDERS: Final[dict[AlarmKind, Callable[[datetime], Event]]] = {
    AlarmKind.ASK: AskedAgain,
    AlarmKind.WAIT: WaitExpired,
    AlarmKind.NUDGE: Nudged,
}


def deadline(state: State, terms: Terms, clock: Clock) -> datetime:
    """When the clock's target has passed: the earliest over the severities that count (Clocks 3)."""
    return min(due for _, due in _dues(state, terms, clock, 100))


def schedule(state: State, terms: Terms) -> tuple[Alarm, ...]:
    """Everything the engine still has to do about the issue as it is, soonest first.

    Never empty while the issue is open: that is the promise.
    """
    if not state.is_open:
        return ()
    if state.phase is Phase.RESOLVED:
        alarms = [Alarm(state.ask_due or state.last_at, AlarmKind.ASK, state.asked + 1)]
    elif state.awaits_act:
        alarms = _act_alarms(state, terms) + _accept_alarms(state, terms)
    else:
        alarms = _resolve_alarms(state, terms)
    grace = state.grace_until if state.phase is not Phase.RESOLVED else None  # the reporter is asked in time
    for floor in (state.not_before, grace):
        if floor is not None:
            alarms = [Alarm(max(a.due, floor), a.kind, a.rung) for a in alarms]
    alarms += _reminders(state)
    alarms.sort(key=lambda a: (a.due, a.kind, a.rung))
    return tuple(alarms)


def overdue(state: State, terms: Terms, now: datetime) -> Event | None:
    """What has to be recorded at `now`, or None. After a gap, only the highest rung fires (Clocks 10)."""
    due = [alarm for alarm in state.alarms if alarm.due <= now]
    if not due:
        return None
    for alarm in due:
        if alarm.kind in _REMINDERS:
            return _REMINDERS[alarm.kind](alarm.due)
    top = max(due, key=lambda a: (a.kind is not AlarmKind.ACCEPT, a.rung))
    passed = tuple(Passed(a.kind, a.rung, a.due) for a in due if a is not top)
    reached = state.reached if top.kind is AlarmKind.ACT else state.reached_resolve
    if top.kind in _CLOCKS and top.rung <= reached:
        return Escalated(top.kind, top.rung, _latest_repeat(state, terms, top.due, now), passed, again=True)
    return Escalated(top.kind, top.rung, top.due, passed)


def next_repeat(state: State, terms: Terms, due: datetime, after: datetime) -> datetime:
    """The first working day's step from `due` that lies after `after`: when the last rung speaks again."""
    calendar = calendar_for(state.severity, terms.calendar)
    day = calendar.day_length
    steps = _days_between(calendar, due, max(due, after)) + 1
    found = add(calendar, due, steps * day)
    return found if found > after else add(calendar, due, (steps + 1) * day)


def hold_limit(state: State, terms: Terms, first_at: datetime) -> datetime:
    """The latest instant until which commitments can hold the ladder, from the first of the cycle."""
    calendar = calendar_for(state.severity, terms.calendar)
    target = _target(state, terms, state.severity, Clock.ACT, terms.policy.hold_limit_percent)
    return add(calendar, first_at, target)


def ask_again_at(terms: Terms, since: datetime) -> datetime:
    """When a reporter who has not answered is asked again."""
    return add(terms.calendar, since, ASK_AGAIN_AFTER.working_time(terms.calendar))


def nudge_at(state: State, terms: Terms, at: datetime) -> datetime:
    """When the receiver of a hand-over at `at` is reminded: after a working day, or with the time left (Clocks 6).

    When no time is left, the hand-over itself has just said so, and the reminder comes after a working day.
    """
    calendar = calendar_for(state.severity, terms.calendar)
    day_later = add(calendar, at, calendar.day_length)
    ends = state.act_by if state.awaits_act else state.resolve_by
    return min(day_later, ends) if ends > at else day_later


def wait_limit(state: State, terms: Terms, since: datetime) -> datetime:
    """The latest instant until which a wait that begins at `since` can last (Clocks 4)."""
    calendar = calendar_for(state.severity, terms.calendar)
    used = sum((between(calendar, *pause) for pause in state.pauses), timedelta())
    left = max(timedelta(), LONGEST_WAITS.working_time(calendar) - used)
    return add(calendar, since, min(LONGEST_WAIT.working_time(calendar), left))


def share_reached(policy: Policy, clock: Clock, reached: int, before: int = NO_SHARE) -> int:
    """The highest share of the target, in %, at which any rung has spoken, or `NO_SHARE`; `before`: by other versions."""
    return max([before, *(r.percent for r in policy.ladders[clock] if r.position <= reached)])


def climbed(policy: Policy, clock: Clock, share: int) -> int:
    """Which rung of the ladder counts as reached, so that no share of a target speaks twice (Clocks 8)."""
    return max((r.position for r in policy.ladders[clock] if r.percent <= share), default=0)


def _reminders(state: State) -> list[Alarm]:
    if state.phase is Phase.RESOLVED:
        return []
    dues = ((AlarmKind.WAIT, state.waits_until), (AlarmKind.NUDGE, state.nudge_due))
    return [Alarm(due, kind, 1) for kind, due in dues if due is not None]


def _act_alarms(state: State, terms: Terms) -> list[Alarm]:
    ladder = terms.policy.ladders[Clock.ACT]
    pending = [rung for rung in ladder if rung.position > state.reached]
    if not pending:
        due = state.repeat_due or state.last_at
        return [Alarm(_held(state, due), AlarmKind.ACT, ladder[-1].position)]
    return [Alarm(_act_due(state, terms, rung), AlarmKind.ACT, rung.position) for rung in pending]


def _act_due(state: State, terms: Terms, rung: Rung) -> datetime:
    hold = state.hold
    if hold is not None and rung.position == hold.rung:
        return hold.until  # the promised date passes: one rung up, however young the issue
    if rung.position == state.restart:
        return state.started_at  # a reopened issue goes one rung higher at once
    return _held(state, _alarm_due(state, terms, Clock.ACT, rung.percent))


def _held(state: State, due: datetime) -> datetime:
    return due if state.hold is None else max(due, state.hold.until)


def _accept_alarms(state: State, terms: Terms) -> list[Alarm]:
    if state.accepted_at is not None or state.hold is not None:
        return []
    rungs = [r for r in terms.policy.ladders[Clock.ACCEPT] if r.position > state.accept_told]
    return [
        Alarm(_alarm_due(state, terms, Clock.ACCEPT, rung.percent), AlarmKind.ACCEPT, rung.position)
        for rung in rungs
    ]


def _resolve_alarms(state: State, terms: Terms) -> list[Alarm]:
    ladder = terms.policy.ladders[Clock.RESOLVE]
    pending = [rung for rung in ladder if rung.position > state.reached_resolve]
    since = state.acted_at or state.last_at
    if not pending:
        due = max(state.repeat_due or since, since)
        return [Alarm(due, AlarmKind.RESOLVE, ladder[-1].position)]
    return [
        Alarm(
            max(since, _alarm_due(state, terms, Clock.RESOLVE, rung.percent)),
            AlarmKind.RESOLVE,
            rung.position,
        )
        for rung in pending
    ]


def _alarm_due(state: State, terms: Terms, clock: Clock, percent: int) -> datetime:
    """A severity cannot make a rung due before the severity itself was set."""
    return min(max(regime.since, due) for regime, due in _dues(state, terms, clock, percent))


def _dues(state: State, terms: Terms, clock: Clock, percent: int) -> list[tuple[Regime, datetime]]:
    return [(regime, _due(state, terms, regime, clock, percent)) for regime in state.regimes]


def _due(state: State, terms: Terms, regime: Regime, clock: Clock, percent: int) -> datetime:
    calendar = calendar_for(regime.severity, terms.calendar)
    base = state.reported_at if clock is Clock.RESOLVE else state.started_at
    due = add(calendar, base, _target(state, terms, regime.severity, clock, percent))
    if clock is not Clock.RESOLVE:
        return due
    running = () if state.wait is None else ((state.wait.since, state.wait.until),)
    for since, until in (*state.pauses, *running):
        if since < due:  # what was due before a wait began does not move
            due = add(calendar, due, between(calendar, since, until))
    return due


def _target(state: State, terms: Terms, severity: Severity, clock: Clock, percent: int) -> timedelta:
    """The working time that `percent` of the target stands for; in a cycle that a reopening began half of it to act."""
    target = terms.policy.target(severity, clock, terms.calendar)
    if state.cycle > 1 and clock is Clock.ACT:
        target //= 2
    return target * percent // 100


def _latest_repeat(state: State, terms: Terms, due: datetime, now: datetime) -> datetime:
    """Of the repeats missed in a gap only the latest is recorded, so that one message goes out."""
    calendar = calendar_for(state.severity, terms.calendar)
    return add(calendar, due, _days_between(calendar, due, now) * calendar.day_length)


def _days_between(calendar: WorkingCalendar, since: datetime, until: datetime) -> int:
    """The whole working days that have passed. No calendar need be asked after less time than one of them is long."""
    day = calendar.day_length
    return between(calendar, since, until) // day if until - since >= day else 0
