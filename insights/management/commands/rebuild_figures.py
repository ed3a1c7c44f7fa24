"""Count all figures anew from the events, and say what was not as they say. Ends with 1 when there was anything."""

import sys
from argparse import ArgumentParser
from time import monotonic
from typing import Any, Final

from django.core.management.base import BaseCommand

from insights.commands import rebuilding, storing
from issues.commands import clock

MOST_NAMED: Final = 20


class Command(BaseCommand):
    help = "Count all figures anew from the events of every issue, and report what was not as they say."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--after", type=int, default=0, help="go on after this issue")

    def handle(self, *_args: Any, **options: Any) -> None:
        began, counted, wrong, fixes = monotonic(), 0, 0, 0
        for batch in rebuilding.rebuild(now=clock.now(), after=options["after"]):
            counted += batch.issues
            for issue in batch.wrong[: max(0, MOST_NAMED - wrong)]:
                self.stdout.write(f"#{issue} was not counted as its events say.")
            wrong += len(batch.wrong)
            fixes += batch.fixes
            self.stdout.write(f"{counted:,} issues counted, the last is #{batch.last}.")
            self.stdout.flush()
        remedies = rebuilding.rebuild_remedies()
        rebuilding.rebuild_rollups(now=clock.now())
        storing.analyse()
        self.stdout.write(
            f"{counted:,} issues and {remedies:,} remedies in {monotonic() - began:.0f} s: {wrong:,} issues "
            f"and {fixes:,} fixes were not counted as the events say. They are now."
        )
        if wrong or fixes:
            sys.exit(1)
