"""Being away, told to whoever stands in."""

from datetime import datetime
from typing import Final

from django.db import transaction

from notifications.commands.outbox import Draft, enqueue
from people.commands import absences
from people.models import Absence, User
from people.rules.kept import kept
from people.rules.words import say

_STANDS_IN: Final = kept(say("You stand in for %(person)s"))


@transaction.atomic
def announce_absence(
    *,
    person: User,
    since: datetime,
    until: datetime,
    now: datetime,
    deputy: User | None = None,
    reason: str = "",
) -> Absence:
    """Write down that the person is away, and tell the deputy. Raises what `people.commands.absences` does."""
    absence = absences.announce_absence(
        person=person, since=since, until=until, now=now, deputy=deputy, reason=reason
    )
    if deputy is not None:
        facts = {
            "person": person.name,
            "since_at": since.isoformat(),
            "until_at": until.isoformat(),
            "reason": absence.reason,
            "path": "/me/",
            "title": _STANDS_IN.of(person=person.name),
        }
        enqueue([Draft(f"stands_in:{absence.pk}", deputy.pk, "stands_in", "", facts)], now=now)
    return absence
