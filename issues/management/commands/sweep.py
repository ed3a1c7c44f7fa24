"""Run one sweep and one delivery now, outside Celery: for cron, and for when the queue is down."""

from typing import Any

from django.core.management.base import BaseCommand

from issues.commands import clock, promising, sweeping, wanting
from notifications.commands import delivery


class Command(BaseCommand):
    help = "Record everything that has come due, and deliver the messages."

    def handle(self, *_args: Any, **_options: Any) -> None:
        done = sweeping.sweep(now=clock.now())
        promising.remind(now=clock.now())
        delivery.deliver(clock=clock.now, unwanted=wanting.unwanted)
        self.stdout.write(
            f"{done.issues} issues were due, {done.fired} rungs fired, {done.set_aside} set aside."
        )
