"""Read the clock, call one command."""

from typing import Final

from celery import shared_task

from insights.commands import keeping
from issues.commands import clock

MOST: Final = 20_000  # changes at a time: far less than what a task may take


@shared_task
def keep_current() -> None:
    """Count the issues that have changed anew. After an import it takes several turns; nothing when another is at it."""
    keeping.keep_current(now=clock.now(), limit=MOST)
