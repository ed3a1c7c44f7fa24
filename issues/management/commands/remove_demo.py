"""`manage.py remove_demo`: remove the demo company and leave everything else alone."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from issues.management.demo.removal import RealDataHangsOnIt, is_there, remove


class Command(BaseCommand):
    help = "Remove the demo company, with everything that was reported by hand at its inflection points."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--with-imports",
            action="store_true",
            help="also remove what was imported at the demo's inflection points",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if not is_there():
            self.stdout.write("There is no demo company here; nothing was removed.")
            return
        try:
            issues = remove(with_imports=options["with_imports"])
        except RealDataHangsOnIt as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"Removed Lindenholm Kitchens with {issues} issues.")
