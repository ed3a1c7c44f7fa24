"""Ask the auditor now. Ends with 1 when the promise is broken somewhere."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from issues.commands import auditing, clock


class Command(BaseCommand):
    help = "Look whether every open issue has an owner, a next deadline, and the rung that its age demands."

    def handle(self, *_args: Any, **_options: Any) -> None:
        run = auditing.audit(now=clock.now())
        for finding in run.findings:
            self.stdout.write(f"#{finding['issue']}: {finding['what']}")
        self.stdout.write(f"{run.looked_at} open issues looked at, {run.found} findings.")
        if run.found:
            sys.exit(1)
