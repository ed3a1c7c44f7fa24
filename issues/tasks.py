"""The third door: read the clock, call one command."""

from celery import shared_task
from django.conf import settings

from issues.commands import (
    attaching,
    auditing,
    calendars,
    clock,
    forgetting,
    heartbeat,
    importing,
    limits,
    linting,
    policy_moves,
    promising,
    starting,
    sweeping,
    taking_in,
    wanting,
)
from issues.commands.alone import DELIVERING, TAKING_IN, alone
from notifications.commands import delivery

STEP = 5000


@shared_task
def sweep() -> None:
    """Record everything that has come due; after a gap in steps, so that each says that somebody is at work."""
    while sweeping.sweep(now=clock.now(), limit=STEP).issues >= STEP:
        pass


@shared_task
def remind_of_promises() -> None:
    """Tell whoever has an issue that what its customer was promised is due, or was missed."""
    promising.remind(now=clock.now())


@shared_task
def deliver() -> None:
    """Hand the recorded messages to their channels; nothing when another worker is at it, who may be slow."""
    with alone(DELIVERING) as is_alone:
        if is_alone:
            delivery.deliver(clock=clock.now, unwanted=wanting.unwanted)


@shared_task
def audit() -> None:
    """Look whether the promise holds for every open issue."""
    auditing.audit(now=clock.now())


@shared_task(soft_time_limit=20)
def send_sign_of_life() -> None:
    """Tell the outside that nothing is wrong, or keep silent. A task of its own: nothing waits for the outside."""
    heartbeat.beat(url=settings.HEARTBEAT_URL, now=clock.now())


@shared_task
def extend_holidays() -> None:
    """Add the public holidays of the years to come, so that they never run out. Nightly."""
    calendars.extend_holidays(now=clock.now())


@shared_task
def lint() -> None:
    """Look at every ladder, point and calendar for what would go wrong. Nightly."""
    linting.lint(now=clock.now())


@shared_task
def remove_unattached() -> None:
    """Delete files that belong to nothing: left by killed processes and deleted issues. Nightly."""
    attaching.remove_unattached(now=clock.now())
    forgetting.forget_overflow(now=clock.now())
    forgetting.remove_left_files(now=clock.now())
    limits.forget_knocks(now=clock.now())
    starting.forget_starts(now=clock.now())


@shared_task
def take_in() -> None:
    """Report what was set aside because it came too fast or with files; nothing when another worker is at it."""
    with alone(TAKING_IN) as is_alone:
        if is_alone:
            taking_in.take_in(now=clock.now())


@shared_task
def lint_if_asked() -> None:
    """The same as soon as something has changed that decides who is told; many changes ask for one look."""
    linting.lint_if_asked(now=clock.now())


@shared_task
def run_import(run: int) -> None:
    """Import the next cases of an uploaded file; sends itself again while some remain."""
    if importing.run_import(run=run, now=clock.now()):
        run_import.delay(run)


@shared_task
def resume_imports() -> None:
    """Send on the imports that a killed worker or a lost queue left lying."""
    for run in importing.stalled(clock.now()):
        run_import.delay(run.pk)


@shared_task
def run_policy_move(run: int) -> None:
    """Move the next open issues to another policy version; sends itself again while some remain."""
    if policy_moves.run_policy_move(run=run, now=clock.now()):
        run_policy_move.delay(run)


@shared_task
def resume_policy_moves() -> None:
    """Send on the moves that a killed worker or a lost queue left lying."""
    for run in policy_moves.stalled(clock.now()):
        run_policy_move.delay(run.pk)
