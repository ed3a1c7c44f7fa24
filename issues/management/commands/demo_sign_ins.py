"""`manage.py demo_sign_ins`: one sign-in of the demo company for each role."""

from typing import Any

from django.core.management.base import BaseCommand

from issues.management.demo.company import email_of
from issues.management.demo.people import PASSWORD, SIGN_INS
from people.models import User


class Command(BaseCommand):
    help = "Print e-mail address, password and role, one sign-in a line; nothing without the demo company."

    def handle(self, *_args: Any, **_options: Any) -> None:
        for role, name in SIGN_INS:
            person = User.objects.active().filter(email=email_of(name)).first()
            if person is None:
                continue
            # In production, or after a change of password, only its owner knows it.
            password = PASSWORD if person.check_password(PASSWORD) else "(its own password)"
            self.stdout.write(f"{person.email:<38} {password:<20} {role}")
