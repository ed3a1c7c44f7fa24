"""Which commands a person may use on an issue now: the same permissions and checks that the commands make.

A door shows what is offered; the command still decides.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.core.exceptions import PermissionDenied

from inflection_points.rules.policies import Severity
from issues.commands import nudging
from issues.commands.permissions import NEEDS, Needs, answers_for, can_triage, may_verify
from issues.commands.prospects import Outlook, outlook
from issues.commands.recording import terms_of
from issues.commands.undoing import undoable
from issues.models import Issue
from issues.rules import events as e
from issues.rules import refusals as no
from issues.rules.guards import check, in_custody_chain, needs_consent
from issues.rules.refusals import Refusal
from issues.rules.state import Phase, State
from people.models import User
from people.rules.permissions import Can
from people.rules.words import say


class Offer(StrEnum):
    """The names of the commands, as every door spells them."""

    ACCEPT = "accept"
    HAND_OVER = "hand_over"
    PLAN_ACTION = "plan_action"
    START_ACTION = "start_action"
    COMPLETE_ACTION = "complete_action"
    RECORD_CONTAINMENT = "record_containment"
    COMMENT = "comment"
    NUDGE = "nudge"
    CHANGE_SEVERITY = "change_severity"
    RESOLVE = "resolve"
    VERIFY = "verify"
    REOPEN = "reopen"
    DECLINE = "decline"
    ADD_REPORT = "add_report"
    START_WAIT = "start_wait"
    END_WAIT = "end_wait"
    SNOOZE = "snooze"
    MERGE = "merge"
    UNMERGE = "unmerge"
    MAKE_CONFIDENTIAL = "make_confidential"
    MAKE_OPEN = "make_open"
    KEEP_PROMISE = "keep_promise"
    UNDO = "undo"


_WORDS: Final = "words that the person will write"
_NOBODY: Final = -1
_UNKNOWN: Final = UUID(int=0)


def offered(issue: Issue, state: State, actor: User, now: datetime) -> frozenset[Offer]:
    """What `actor` may do with the issue as a whole; its actions are asked about by `work_offered`."""
    if not actor.is_active:
        return frozenset()
    relations = _relations(issue, state, actor)
    found = {
        offer
        for offer, event in _events(actor, state, now).items()
        if offer not in {Offer.KEEP_PROMISE, Offer.NUDGE}  # asked of each report; by `nudging`
        and _may(offer, issue, state, actor, relations)
        and _refusal(issue, state, event, now) is None
    }
    if undoable(issue, state, actor, now) is not None:
        found.add(Offer.UNDO)
    return frozenset(found)


def nudge_offered(view: Outlook, actor: User, now: datetime) -> frozenset[Offer]:
    """The nudge, where `actor` may remind somebody; asked apart, of an outlook that the door has anyway."""
    may = actor.may(Can.COMMENT) and nudging.why_not(view, actor, now) is None
    return frozenset({Offer.NUDGE} if may else ())


def refused(
    issue: Issue, state: State, actor: User, offer: Offer, now: datetime
) -> Refusal | PermissionDenied | None:
    """Why `actor` may not use the command now, with the sentence that says what to do; None when it is offered."""
    refusal = _refusal(issue, state, _events(actor, state, now)[offer], now)
    if refusal is None and offer is Offer.NUDGE:
        refusal = nudging.why_not(outlook(issue, now), actor, now)
    may = _may(offer, issue, state, actor, _relations(issue, state, actor))
    return refusal if refusal is not None or may else _not_yours(issue, state, actor, offer)


def _events(actor: User, state: State, now: datetime) -> dict[Offer, e.Event]:
    """For each command on an issue as a whole an event to ask the guards about."""
    return {
        Offer.ACCEPT: e.Accepted(actor.pk),
        Offer.HAND_OVER: e.HandedOver(_NOBODY, None),
        Offer.PLAN_ACTION: _planned(actor, now),
        Offer.RECORD_CONTAINMENT: e.ContainmentRecorded(actor.pk, _WORDS),
        Offer.CHANGE_SEVERITY: e.SeverityChanged(_another(state.severity), _WORDS),
        Offer.RESOLVE: e.Resolved(actor.pk, e.ClosureReason.FIXED),
        Offer.VERIFY: e.Verified(actor.pk),
        Offer.REOPEN: e.Reopened(actor.pk, _WORDS),
        Offer.DECLINE: e.Declined(actor.pk, _WORDS),
        Offer.COMMENT: e.Commented(actor.pk, _WORDS),
        Offer.NUDGE: e.HolderNudged(actor.pk),
        Offer.ADD_REPORT: e.ReportAdded(actor.pk),
        Offer.START_WAIT: _waiting(actor, now),
        Offer.END_WAIT: e.WaitEnded(actor.pk),
        Offer.SNOOZE: e.Snoozed(actor.pk, now + timedelta(minutes=1)),
        Offer.MERGE: e.Merged(actor.pk, _NOBODY),
        Offer.UNMERGE: e.Unmerged(actor.pk, _WORDS),
        Offer.MAKE_CONFIDENTIAL: e.MadeConfidential(actor.pk, _WORDS),
        Offer.MAKE_OPEN: e.MadeOpen(actor.pk, _WORDS),
        Offer.KEEP_PROMISE: e.PromiseKept(actor.pk, _NOBODY),
    }


def _relations(issue: Issue, state: State, actor: User) -> dict[Needs, bool]:
    """In which of the relations that commands need somebody who sees the issue stands to it."""
    return {
        Needs.SEES: actor.may(Can.COMMENT) and actor.may(Can.REPORT),
        Needs.TRIAGES: can_triage(issue, actor),
        Needs.ANSWERS: answers_for(issue, actor),
        Needs.ACTS: _in_chain(issue, state, actor),
        Needs.REPORTED: state.phase is Phase.RESOLVED and may_verify(issue, actor),
        Needs.DOUBTS: _may_reopen(issue, state, actor),
        Needs.KEEPS: can_triage(issue, actor) or actor.pk in state.reporters,
    }


def _may(offer: Offer, issue: Issue, state: State, actor: User, relations: Mapping[Needs, bool]) -> bool:
    if offer is Offer.HAND_OVER and not _may_hand_over(issue, state, actor):
        return False
    return relations[NEEDS[offer]] and (offer is not Offer.ADD_REPORT or state.is_open)


def _not_yours(issue: Issue, state: State, actor: User, offer: Offer) -> Refusal | PermissionDenied:
    match offer:
        case Offer.HAND_OVER if can_triage(issue, actor):
            return no.ConsentNeeded()
        case Offer.RECORD_CONTAINMENT:
            return no.NotInCustodyChain()
        case Offer.KEEP_PROMISE:
            return no.NotYourPromise()
        case Offer.DECLINE:
            return no.NotTheOwner()
        case Offer.VERIFY:
            return no.NotTheReporter()
        case Offer.REOPEN if state.phase is not Phase.DECLINED:
            return no.NotTheReporter()
    return PermissionDenied(say("Only managers and the person who has this issue can do that."))


def work_offered(issue: Issue, state: State, actor: User, *, action: UUID, now: datetime) -> frozenset[Offer]:
    """What `actor` may do with one action of the issue."""
    work = (Offer.START_ACTION, Offer.COMPLETE_ACTION)
    return frozenset(
        o for o in work if work_refused(issue, state, actor, offer=o, action=action, now=now) is None
    )


def work_refused(
    issue: Issue, state: State, actor: User, *, offer: Offer, action: UUID, now: datetime
) -> Refusal | None:
    """Why `actor` may not start or complete the action now; None when it is offered."""
    is_start = offer is Offer.START_ACTION
    event = e.ActionStarted(action, actor.pk) if is_start else e.ActionCompleted(action, actor.pk)
    if (refusal := _refusal(issue, state, event, now)) is not None:
        return refusal
    planned = state.action(action)
    assignee = planned.assignee if planned else None
    return None if _in_chain(issue, state, actor, assignee) else no.NotInCustodyChain()


def _may_hand_over(issue: Issue, state: State, actor: User) -> bool:
    return not needs_consent(state) or answers_for(issue, actor)


def _may_reopen(issue: Issue, state: State, actor: User) -> bool:
    if state.phase is Phase.DECLINED:
        return can_triage(issue, actor)
    return actor.may(Can.TRIAGE) or actor.pk in state.reporters


def _in_chain(issue: Issue, state: State, actor: User, assignee: int | None = None) -> bool:
    answerable = {issue.point.owner_id, issue.point.deputy_id, assignee}
    return actor.is_active and in_custody_chain(state, actor.pk, actor.department_id, answerable)


def _planned(actor: User, now: datetime) -> e.ActionPlanned:
    return e.ActionPlanned(_UNKNOWN, e.ActionKind.CORRECTIVE, _WORDS, actor.pk, now + timedelta(hours=1))


def _waiting(actor: User, now: datetime) -> e.WaitStarted:
    return e.WaitStarted(actor.pk, e.WaitsFor.CUSTOMER, _WORDS, now + timedelta(minutes=1))


def _another(severity: Severity) -> Severity:
    return Severity.LOW if severity is not Severity.LOW else Severity.HIGH


def _refusal(issue: Issue, state: State, event: e.Event, now: datetime) -> Refusal | None:
    try:
        check(state, event, now, terms_of(issue))
    except Refusal as refusal:
        return refusal
    return None
