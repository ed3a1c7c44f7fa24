"""Waiting for a named customer or supplier. It pauses *resolve*, never *act*."""

from datetime import datetime

from django.db import transaction

from issues.commands.permissions import must_triage
from issues.commands.recording import Locked, lock, record_on
from issues.models import Issue
from issues.rules import events as e
from people.models import User


@transaction.atomic
def start_wait(
    *, issue: int, actor: User, now: datetime, waits_for: e.WaitsFor, name: str, until: datetime
) -> Issue:
    """Say who outside has to answer first, and until when that is waited for.

    Raises `AlreadyWaiting`, `NameMissing`, `WaitEndsInThePast`, `WaitTooLong`, `WaitedEnough`.
    """
    locked = lock(issue, now, actor)
    must_triage(locked.issue, actor)
    return record_on(locked, e.WaitStarted(actor.pk, waits_for, name.strip(), until), actor=actor)


@transaction.atomic
def end_wait(*, issue: int, actor: User, now: datetime, note: str = "") -> Issue:
    """Say that they answered, or need not answer any more. Raises `NotWaiting`."""
    locked = lock(issue, now, actor)
    must_triage(locked.issue, actor)
    return record_on(locked, e.WaitEnded(actor.pk, note.strip()), actor=actor)


@transaction.atomic
def snooze(*, issue: int, actor: User, now: datetime, until: datetime) -> Issue:
    """Hide the issue from the actor's own list until then, or until something happens. Pauses nothing.

    Raises `SnoozeEndsInThePast`, `SnoozeTooLong`, `SnoozedEnough`.
    """
    return snooze_on(lock(issue, now, actor), actor=actor, until=until)


def snooze_on(locked: Locked, *, actor: User, until: datetime) -> Issue:
    """The same on an issue that the caller has locked."""
    must_triage(locked.issue, actor)
    return record_on(locked, e.Snoozed(actor.pk, until), actor=actor)
