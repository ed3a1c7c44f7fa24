"""Compare every projection with the events it comes from; when asked to, rewrite it and take back what was set aside."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import F, Q

from issues.commands import auditing
from issues.models import Issue
from issues.querysets import IssueQuerySet
from issues.rules.state import Phase


class Command(BaseCommand):
    help = "Compute every issue from its events and report where the stored columns differ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="rewrite what differs")

    def handle(self, *_args: Any, **options: Any) -> None:
        looked_at = wrong = 0
        compared, passed_over = _comparable()
        for issue in compared.order_by("pk").iterator(chunk_size=1000):
            looked_at += 1
            found = auditing.differences(issue)
            for name, (stored, computed) in found.items():
                wrong += 1
                self.stdout.write(f"#{issue.pk} {name}: stored {stored!r}, events say {computed!r}")
            if options["repair"] and (found or issue.set_aside_at):
                auditing.repair(issue=issue.pk)
        self.stdout.write(f"{looked_at} issues folded, {wrong} differences.")
        if passed_over:
            self.stdout.write(
                f"{passed_over} closed issues stay as they are: their calendar was changed since."
            )
        if wrong and not options["repair"]:
            sys.exit(1)


def _comparable() -> tuple[IssueQuerySet, int]:
    """All issues but those closed by a calendar that is no more, and the number of these.

    Calendars are kept only as they are now. What such an issue was measured by stands in its columns alone.
    """
    gone = Q(phase__in=(Phase.VERIFIED, Phase.DECLINED), closed_at__lt=F("calendar__changed_at"))
    return Issue.objects.exclude(gone), Issue.objects.filter(gone).count()
