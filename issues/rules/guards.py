"""What may happen now. Each check raises a `Refusal` that says what to do instead; imported facts skip them."""

import re
from datetime import datetime, timedelta
from typing import Final

from inflection_points.rules.policies import Severity
from issues.rules import events as e
from issues.rules import refusals as no
from issues.rules.ladder import wait_limit
from issues.rules.state import Phase, State, Terms

HANDOVERS_WITHOUT_CONSENT: Final = 2
SNOOZES: Final = 3
LONGEST_SNOOZE: Final = timedelta(days=7)
FEWEST_WORDS: Final = 3  # of a root cause

_ALWAYS: Final = (
    e.Commented,
    e.PromiseKept,  # the command knows the promise
    e.Escalated,
    e.AskedAgain,
    e.TakenOver,
    e.WaitExpired,
    e.Nudged,
    e.CalendarChanged,
    e.Released,
    e.Undone,  # `undoing` asks before
)


def require(condition: bool, refusal: type[no.Refusal]) -> None:
    if not condition:
        raise refusal


def check(state: State, event: e.Event, now: datetime, terms: Terms) -> None:
    """Raise the refusal that forbids `event` on an issue that is as `state` says."""
    if isinstance(event, _ALWAYS) or _is_checked_in_any_phase(state, event):
        return
    require(state.is_open, no.IssueClosed)
    if isinstance(event, e.HolderNudged):  # whoever has to say whether it is fixed can be nudged, too
        return
    if isinstance(event, e.PolicyMoved):
        require(event.version != event.before, no.SameVersion)
        return
    require(state.phase is not Phase.RESOLVED, no.AlreadyResolved)
    _check_open(state, event, now)
    if isinstance(event, e.WaitStarted):
        _check_wait(state, event, now, terms)


def _is_checked_in_any_phase(state: State, event: e.Event) -> bool:
    """Whether it may happen to an issue that is not open, and then its own check was made."""
    match event:
        case e.Verified() | e.Reopened():
            _check_answer(state, event)
        case e.CauseLinked(cause=cause) | e.CauseUnlinked(cause=cause):  # learning goes on after it is closed
            is_known = state.root_cause == cause
            require(is_known is isinstance(event, e.CauseUnlinked), no.CauseUnchanged)
        case e.MadeConfidential() | e.MadeOpen():  # what was said does not close with the issue
            _check_confidence(state, event)
        case e.ReportAdded():
            require(state.is_open, no.ReportItAnew)
        case e.Unmerged(reason=reason):
            require(state.phase is Phase.MERGED, no.NotMerged)
            require(bool(reason.strip()), no.ReasonMissing)
        case _:
            return False
    return True


def _check_confidence(state: State, event: e.MadeConfidential | e.MadeOpen) -> None:
    if isinstance(event, e.MadeConfidential):
        require(not state.is_confidential, no.AlreadyConfidential)
    else:
        require(state.is_confidential, no.NotConfidential)
    require(bool(event.reason.strip()), no.ReasonMissing)


def _check_open(state: State, event: e.Event, now: datetime) -> None:
    match event:
        case e.Accepted(by=by):
            is_accepted = state.phase is not Phase.REPORTED
            require(not (is_accepted and state.holder == by), no.AlreadyYours)
            require(not is_accepted or state.holder is None, no.HeldByAnother)
        case e.HandedOver(to=to, to_department=department):
            require((to, department) != (state.holder, state.holder_department), no.SameHolder)
        case e.ActionPlanned(due_at=due_at, description=description):
            require(due_at > now, no.DueInThePast)
            require(bool(description.strip()), no.ReasonMissing)
        case e.ActionStarted() | e.ActionCompleted() | e.ActionReassigned():
            _check_work(state, event)
        case e.ContainmentRecorded(evidence=evidence):
            require(bool(evidence.strip()), no.EvidenceMissing)
        case e.SeverityChanged(to=to, reason=reason):
            require(to is not state.severity, no.SeverityUnchanged)
            require(to.rank > state.severity.rank or bool(reason.strip()), no.ReasonMissing)
        case e.Declined(reason=reason):
            require(bool(reason.strip()), no.ReasonMissing)
        case e.WaitEnded():
            require(state.wait is not None, no.NotWaiting)
        case e.Snoozed():
            _check_snooze(state, event, now)
        case e.Merged():
            require(all(a.completed for _, a in state.actions), no.WorkUnderWay)
        case e.Resolved():
            require(state.acted_at is not None, no.NotActedOn)
            require(all(a.completed for _, a in state.actions if a.is_required), no.ActionsOpen)


def _check_wait(state: State, event: e.WaitStarted, now: datetime, terms: Terms) -> None:
    require(state.wait is None, no.AlreadyWaiting)
    require(bool(event.name.strip()), no.NameMissing)
    require(event.until > now, no.WaitEndsInThePast)
    latest = wait_limit(state, terms, now)
    require(latest > now, no.WaitedEnough)
    require(event.until <= latest, no.WaitTooLong)


def _check_snooze(state: State, event: e.Snoozed, now: datetime) -> None:
    require(event.until > now, no.SnoozeEndsInThePast)
    require(event.until <= now + LONGEST_SNOOZE, no.SnoozeTooLong)
    before = state.snoozed_by(event.by)
    require(before is None or before.times < SNOOZES, no.SnoozedEnough)


def _check_work(state: State, event: e.ActionStarted | e.ActionCompleted | e.ActionReassigned) -> None:
    action = state.action(event.action)
    if action is None:
        raise no.UnknownAction
    require(not action.completed, no.ActionEnded)
    if isinstance(event, e.ActionStarted):
        require(not action.started, no.ActionAlreadyStarted)


def _check_answer(state: State, event: e.Verified | e.Reopened) -> None:
    if isinstance(event, e.Verified):
        require(state.phase is Phase.RESOLVED, no.IssueNotResolved)
        return
    require(state.phase in {Phase.RESOLVED, Phase.VERIFIED, Phase.DECLINED}, no.IssueNotResolved)
    require(bool(event.reason.strip()), no.ReasonMissing)


def needs_consent(state: State) -> bool:
    """Whether the next hand-over is the third without an act, which only the accountable owner may make."""
    return state.handovers >= HANDOVERS_WITHOUT_CONSENT


def needs_root_cause(state: State, recurrence: int) -> bool:
    """A critical issue, or at least the second return of the same signature after a fix, while none is linked."""
    return state.root_cause is None and _asks_for_a_cause(state, recurrence)


def must_be_a_sentence(cause: str) -> None:
    """Raises `CauseTooShort`: a cause is read by people who were not there."""
    require(len(re.findall(r"\w+", cause)) >= FEWEST_WORDS, no.CauseTooShort)


def _asks_for_a_cause(state: State, recurrence: int) -> bool:
    return state.severity is Severity.CRITICAL or recurrence >= 2


def in_custody_chain(state: State, person: int, department: int | None, answerable: set[int | None]) -> bool:
    """Whether an act by this person counts: who has or had it, who answers for it, or whose department had it."""
    return person in state.chain or person in answerable or department in state.chain_departments
