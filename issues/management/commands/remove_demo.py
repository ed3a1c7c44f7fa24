"""`manage.py remove_demo`: remove the demo company and leave everything else alone."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from issues.management.demo.removal import RealDataHangsOnIt, is_there, remove


class Command(BaseCommand):
    help = "Remove the demo company, with everything that was reported at its inflection points."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not is_there():
            self.stdout.write("There is no demo company here; nothing was removed.")
            return
        try:
            issues = remove()
        except RealDataHangsOnIt as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"Removed Lindenholm Kitchens with {issues} issues.")
