"""Which commands a person may use on an issue now: the same permissions and checks that the commands make.

A door shows what is offered; the command still decides.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from inflection_points.rules.policies import Severity
from issues.commands.permissions import answers_for, can_triage, may_verify
from issues.models import Issue
from issues.rules import events as e
from issues.rules.guards import check, in_custody_chain, needs_consent
from issues.rules.refusals import Refusal
from issues.rules.state import Phase, State
from people.models import User
from people.rules.permissions import Can


class Offer(StrEnum):
    """The names of the commands, as every door spells them."""

    ACCEPT = "accept"
    HAND_OVER = "hand_over"
    PLAN_ACTION = "plan_action"
    START_ACTION = "start_action"
    COMPLETE_ACTION = "complete_action"
    RECORD_CONTAINMENT = "record_containment"
    COMMENT = "comment"
    CHANGE_SEVERITY = "change_severity"
    RESOLVE = "resolve"
    VERIFY = "verify"
    REOPEN = "reopen"
    DECLINE = "decline"
    ADD_REPORT = "add_report"


_WORDS: Final = "words that the person will write"
_NOBODY: Final = -1
_UNKNOWN: Final = UUID(int=0)


def offered(issue: Issue, state: State, actor: User, now: datetime) -> frozenset[Offer]:
    """What `actor` may do with the issue as a whole; its actions are asked about by `work_offered`."""
    if not actor.is_active:
        return frozenset()
    triage, chain = can_triage(issue, actor), _in_chain(issue, state, actor)
    events: dict[Offer, tuple[bool, e.Event]] = {
        Offer.ACCEPT: (triage, e.Accepted(actor.pk)),
        Offer.HAND_OVER: (triage and _may_hand_over(issue, state, actor), e.HandedOver(_NOBODY, None)),
        Offer.PLAN_ACTION: (triage, _planned(actor, now)),
        Offer.RECORD_CONTAINMENT: (chain, e.ContainmentRecorded(actor.pk, _WORDS)),
        Offer.CHANGE_SEVERITY: (triage, e.SeverityChanged(_another(state.severity), _WORDS)),
        Offer.RESOLVE: (triage, e.Resolved(actor.pk, e.ClosureReason.FIXED)),
        Offer.VERIFY: (state.phase is Phase.RESOLVED and may_verify(issue, actor), e.Verified(actor.pk)),
        Offer.REOPEN: (_may_reopen(issue, state, actor), e.Reopened(actor.pk, _WORDS)),
        Offer.DECLINE: (answers_for(issue, actor), e.Declined(actor.pk, _WORDS)),
        Offer.COMMENT: (actor.may(Can.COMMENT), e.Commented(actor.pk, _WORDS)),
        Offer.ADD_REPORT: (actor.may(Can.REPORT) and state.is_open, e.ReportAdded(actor.pk)),
    }
    return frozenset(
        offer for offer, (may, event) in events.items() if may and _is_possible(state, event, now)
    )


def work_offered(issue: Issue, state: State, actor: User, *, action: UUID, now: datetime) -> frozenset[Offer]:
    """What `actor` may do with one action of the issue."""
    planned = state.action(action)
    if planned is None or not _in_chain(issue, state, actor, planned.assignee):
        return frozenset()
    events: dict[Offer, e.Event] = {
        Offer.START_ACTION: e.ActionStarted(action, actor.pk),
        Offer.COMPLETE_ACTION: e.ActionCompleted(action, actor.pk),
    }
    return frozenset(offer for offer, event in events.items() if _is_possible(state, event, now))


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


def _another(severity: Severity) -> Severity:
    return Severity.LOW if severity is not Severity.LOW else Severity.HIGH


def _is_possible(state: State, event: e.Event, now: datetime) -> bool:
    try:
        check(state, event, now)
    except Refusal:
        return False
    return True
