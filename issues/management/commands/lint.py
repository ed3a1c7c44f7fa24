"""Look now for what would go wrong. Ends with 1 when there is anything."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from issues.commands import clock, linting


class Command(BaseCommand):
    help = (
        "Name rungs that reach nobody, ladders that end low, calendars that run out, points without anybody."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        run = linting.lint(now=clock.now())
        for warned in linting.warnings():
            self.stdout.write(f"{warned.sentence} (since {warned.since:%F})")
        self.stdout.write(f"{run.found} findings.")
        if run.found:
            sys.exit(1)
