"""Read the clock, call one command."""

from datetime import timedelta
from typing import Final

from celery import shared_task

from insights.commands import keeping, weekly
from issues.commands import clock
from issues.commands.alone import MAILING_THE_WEEK, alone

MOST: Final = 20_000  # changes at a time: far less than what a task may take


@shared_task
def keep_current() -> None:
    """Count the issues that have changed anew. After an import it takes several turns; nothing when another is at it."""
    keeping.keep_current(now=clock.now(), limit=MOST)


@shared_task
def mail_the_week() -> None:
    """Write the weekly mails that are due, for about two minutes at most; nothing when another worker is at it."""
    with alone(MAILING_THE_WEEK) as is_alone:
        if is_alone:
            weekly.mail_the_week(clock=clock.now, until=clock.now() + timedelta(minutes=2))
