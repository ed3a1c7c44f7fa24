"""Who has the issue in hand: accepting it and handing it over."""

from datetime import datetime

from django.db import transaction

from issues.commands.permissions import answers_for, must_triage
from issues.commands.recording import Locked, lock, record_on
from issues.models import Issue
from issues.rules import events as e
from issues.rules import refusals as no
from issues.rules.changes.custody import mends_a_misroute
from issues.rules.guards import needs_consent
from people.commands.absences import must_be_here, must_still_be_there
from people.models import Department, User
from people.rules.words import say


@transaction.atomic
def accept(*, issue: int, actor: User, now: datetime) -> Issue:
    """Record that `actor` says "mine". The act clock runs on. Raises `IssueClosed`, `AlreadyYours`."""
    must_be_here(actor.pk)
    return accept_on(lock(issue, now, actor), actor=actor)


def accept_on(locked: Locked, *, actor: User) -> Issue:
    """The same on an issue that the caller has locked, for somebody who is known to be here."""
    must_triage(locked.issue, actor)
    return record_on(locked, e.Accepted(actor.pk, actor.department_id), actor=actor)


@transaction.atomic
def hand_over(
    *,
    issue: int,
    actor: User,
    now: datetime,
    to: User | None = None,
    to_department: Department | None = None,
    reason: str = "",
) -> Issue:
    """Give the issue to a person, or else to a department. Resets no clock.

    Raises `SameHolder`, and `ConsentNeeded` when it would be the third hand-over without an act and `actor`
    is not the accountable owner. `NobodyThere` for somebody who has left or a department that was dissolved.
    """
    if to is not None:
        must_be_here(to.pk)
    elif to_department is not None:
        must_still_be_there(to_department.pk)
    return hand_over_on(
        lock(issue, now, actor), actor=actor, to=to, to_department=to_department, reason=reason
    )


def hand_over_on(
    locked: Locked, *, actor: User, to: User | None, to_department: Department | None, reason: str
) -> Issue:
    """The same on an issue that the caller has locked, to somebody who is known to be there."""
    must_triage(locked.issue, actor)
    if to is None and to_department is None:
        raise no.ReasonMissing(say("Choose the person or the department that takes it over."))
    if needs_consent(locked.state) and not answers_for(locked.issue, actor):
        raise no.ConsentNeeded
    department = to.department_id if to is not None else to_department.pk if to_department else None
    locked.catch_up()
    event = e.HandedOver(
        to.pk if to else None,
        department,
        reason.strip(),
        is_correction=mends_a_misroute(locked.state, locked.now, locked.terms),
    )
    return record_on(locked, event, actor=actor)
