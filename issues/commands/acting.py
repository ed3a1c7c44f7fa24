"""Planning and doing: the commands that act on an issue, and those that promise to."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from issues.commands.attaching import Kept, stored
from issues.commands.permissions import can_triage, must_triage
from issues.commands.recording import Locked, lock, record_on
from issues.models import Issue
from issues.rules import events as e
from issues.rules import refusals as no
from issues.rules.guards import in_custody_chain
from people.commands.absences import must_be_here
from people.models import User
from people.rules.words import say


@transaction.atomic
def plan_action(
    *,
    issue: int,
    actor: User,
    now: datetime,
    kind: e.ActionKind,
    description: str,
    assignee: User,
    due_at: datetime,
    is_required: bool = True,
) -> Issue:
    """Plan work with an assignee and a due date. Before anybody acted, it holds the ladder until then.

    Raises `DueInThePast`, `ReasonMissing` without a description, `NobodyThere` for an assignee who has left.
    """
    must_be_here(assignee.pk)
    planned = e.ActionPlanned(uuid.uuid4(), kind, description.strip(), assignee.pk, due_at, is_required)
    return plan_on(lock(issue, now, actor), planned, actor=actor)


def plan_on(locked: Locked, planned: e.ActionPlanned, *, actor: User) -> Issue:
    """The same on an issue that the caller has locked, for an assignee who is known to be here."""
    must_triage(locked.issue, actor)
    return record_on(locked, planned, actor=actor)


@transaction.atomic
def start_action(*, issue: int, action: uuid.UUID, actor: User, now: datetime) -> Issue:
    """Record that work began: an act. Raises `UnknownAction`, `ActionAlreadyStarted`, `NotInCustodyChain`."""
    locked = lock(issue, now, actor)
    _must_be_in_chain(locked, actor, action)
    return record_on(locked, e.ActionStarted(action, actor.pk), actor=actor)


def complete_action(
    *,
    issue: int,
    action: uuid.UUID,
    actor: User,
    now: datetime,
    evidence: str = "",
    files: Sequence[Kept] = (),
) -> Issue:
    """Record that work is done, with what shows it: an act. Raises `UnknownAction`, `ActionEnded`, `NotInCustodyChain`."""
    with stored(files) as kept, transaction.atomic():
        locked = lock(issue, now, actor)
        _must_be_in_chain(locked, actor, action)
        kept.attach(locked.issue, by=actor, now=now, action=action)
        event = e.ActionCompleted(action, actor.pk, evidence.strip(), kept.keys)
        return record_on(locked, event, actor=actor)


def record_containment(
    *, issue: int, actor: User, now: datetime, evidence: str, files: Sequence[Kept] = ()
) -> Issue:
    """Record that the harm was stopped, and how: an act. Raises `EvidenceMissing`, `NotInCustodyChain`."""
    with stored(files) as kept, transaction.atomic():
        locked = lock(issue, now, actor)
        _must_be_in_chain(locked, actor)
        kept.attach(locked.issue, by=actor, now=now)
        return record_on(locked, e.ContainmentRecorded(actor.pk, evidence.strip(), kept.keys), actor=actor)


def may_act(issue: Issue, chain: Locked, actor: User, action: uuid.UUID | None = None) -> bool:
    """Whether what this person does counts as acting on the issue."""
    planned = chain.state.action(action) if action else None
    answerable = {issue.point.owner_id, issue.point.deputy_id, planned.assignee if planned else None}
    return actor.is_active and in_custody_chain(chain.state, actor.pk, actor.department_id, answerable)


def _must_be_in_chain(locked: Locked, actor: User, action: uuid.UUID | None = None) -> None:
    if action is not None and locked.state.action(action) is None:
        raise no.UnknownAction
    if not may_act(locked.issue, locked, actor, action):
        raise (
            no.NotInCustodyChain
            if can_triage(locked.issue, actor)
            else no.NotInCustodyChain(
                say("Only the people who have this issue can act on it. You can add a report or a comment.")
            )
        )
