"""`manage.py load_demo`: put the demo company, Lindenholm Kitchens, into an empty database."""

import secrets
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from inflection_points.models import InflectionPoint, Site
from issues.management import demo
from issues.management.demo.generate import load
from issues.management.demo.people import PASSWORD
from issues.management.demo.removal import is_there
from issues.models import Issue
from people.models import Department, User

MIXED = (
    "This database already holds departments, inflection points, sites or issues of its own. "
    "The demo company is only loaded into an empty one, so that the two never mix."
)
IN_PRODUCTION = (
    "This is a production environment, and the demo company brings {people} sign-ins with one password. "
    "If you mean it, add --in-production: the password will then be a random one, printed once."
)


class Command(BaseCommand):
    help = "Load the demo company: one value chain, its people and 120 days of history."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Read the clock here only, or take the instant from `--now`."""
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing when there is anybody already"
        )
        parser.add_argument("--in-production", action="store_true", help="load it in production all the same")
        parser.add_argument("--now", type=_instant, help="the instant at which the history ends (ISO 8601)")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["if_empty"] and User.objects.exists():
            return
        _refuse(in_production=options["in_production"])
        password = secrets.token_urlsafe(12) if settings.PRODUCTION else PASSWORD
        now = options["now"] or timezone.now()
        with transaction.atomic():
            loaded = load(now=now, password=password)
            demo.loaded.send(Command, now=now)
        self.stdout.write(
            f"Loaded Lindenholm Kitchens: {loaded.people} people, {loaded.points} inflection points, "
            f"{loaded.issues} issues with {loaded.events} events."
        )
        if settings.PRODUCTION:
            self.stdout.write(f"Everybody's password, shown only now: {password}")


def _refuse(*, in_production: bool) -> None:
    if is_there():
        raise CommandError("The demo company is already there. Remove it first: manage.py remove_demo")
    if any(model.objects.exists() for model in (Department, InflectionPoint, Site, Issue)):
        raise CommandError(MIXED)
    if settings.PRODUCTION and not in_production:
        raise CommandError(IN_PRODUCTION.format(people="about sixty"))


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else timezone.make_aware(found)
