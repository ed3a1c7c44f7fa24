"""Asking whoever has to move for their move. A nudge says who looks; it acts on nothing and moves no clock."""

from datetime import datetime, timedelta
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction

from issues.commands.prospects import Outlook, outlook
from issues.commands.recording import lock, record_on
from issues.models import Event, Issue
from issues.rules import events as e
from issues.rules import refusals as no
from issues.rules.refusals import Refusal
from people.models import User
from people.rules.permissions import Can
from people.rules.words import say

ONCE_IN: Final = timedelta(hours=24)


@transaction.atomic
def nudge(*, issue: int, actor: User, now: datetime) -> Issue:
    """Tell those whose next move it is, in the name of `actor`, that it is asked for.

    Raises `IssueClosed`, `OwnMove`, `NobodyToNudge`, `NudgedAlready` within 24 hours, `PermissionDenied`.
    """
    if not actor.may(Can.COMMENT):
        raise PermissionDenied(say("You cannot nudge anybody here."))
    locked = lock(issue, now, actor)
    locked.catch_up()  # a rung that is due by now can make it somebody else's move
    view = outlook(locked.issue, locked.now)
    if (refusal := why_not(view, actor, locked.now)) is not None:
        raise refusal
    people = tuple(person.pk for person in whom_to_nudge(view, actor))
    return record_on(locked, e.HolderNudged(actor.pk, people), actor=actor)


def whom_to_nudge(view: Outlook, actor: User) -> list[User]:
    """Those whose next move it is, or whoever stands in for them; never `actor`."""
    present = [view.away.get(mover.pk) or mover for mover in view.movers]
    return [person for person in dict.fromkeys(present) if person.pk != actor.pk and person.is_active]


def why_not(view: Outlook, actor: User, now: datetime) -> Refusal | None:
    """Why `actor` cannot nudge anybody now, with the sentence that says when again; None when it is offered."""
    if view.move is None:
        return no.IssueClosed()
    if not whom_to_nudge(view, actor):
        return no.OwnMove() if view.movers else no.NobodyToNudge()
    at = nudged_at(view.issue.pk, actor, now)
    return no.NudgedAlready(at + ONCE_IN - now) if at is not None else None


def nudged_at(issue: int, actor: User, now: datetime) -> datetime | None:
    """When `actor` nudged somebody on the issue, if that is less than 24 hours ago."""
    own = Event.objects.filter(issue=issue, kind=e.kind_of(e.HolderNudged), actor=actor, at__gt=now - ONCE_IN)
    return own.order_by("-seq").values_list("at", flat=True).first()
