"""Compare every projection with the events it comes from; when asked to, rewrite it and take back what was set aside."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from issues.commands import auditing
from issues.models import Issue


class Command(BaseCommand):
    help = "Compute every issue from its events and report where the stored columns differ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="rewrite what differs")

    def handle(self, *_args: Any, **options: Any) -> None:
        looked_at = wrong = 0
        for issue in Issue.objects.order_by("pk").iterator(chunk_size=1000):
            looked_at += 1
            found = auditing.differences(issue)
            for name, (stored, computed) in found.items():
                wrong += 1
                self.stdout.write(f"#{issue.pk} {name}: stored {stored!r}, events say {computed!r}")
            if options["repair"] and (found or issue.set_aside_at):
                auditing.repair(issue=issue.pk)
        self.stdout.write(f"{looked_at} issues folded, {wrong} differences.")
        if wrong and not options["repair"]:
            sys.exit(1)
