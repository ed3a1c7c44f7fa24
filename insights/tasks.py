"""The third door: read the clock, call one command."""

from datetime import timedelta

from celery import shared_task

from insights.commands import weekly
from issues.commands import clock
from issues.commands.alone import MAILING_THE_WEEK, alone


@shared_task
def mail_the_week() -> None:
    """Write the weekly mails that are due, for about two minutes at most; nothing when another worker is at it."""
    with alone(MAILING_THE_WEEK) as is_alone:
        if is_alone:
            weekly.mail_the_week(clock=clock.now, until=clock.now() + timedelta(minutes=2))
