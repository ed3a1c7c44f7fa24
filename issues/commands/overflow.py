"""What an administrator does with what was set aside: have it taken in next, or say that it is no report."""

from datetime import datetime
from functools import partial

from django.db import transaction

from issues.commands.intake import remove_files
from issues.models import Overflow
from issues.models.intake import LEFT
from issues.rules.refusals import ReasonMissing
from people.commands.leaving import must_administer
from people.models import User

_State = Overflow.State


@transaction.atomic
def discard_overflow(*, poster: int, actor: User, now: datetime, reason: str) -> int:
    """Say that what waits at a poster are no reports, and return how many; whoever follows one reads the reason.

    Their words stay; their files do not. Raises `PermissionDenied`, `ReasonMissing`.
    """
    must_administer(actor)
    if not reason.strip():
        raise ReasonMissing
    waiting = Overflow.objects.filter(poster=poster, state__in=LEFT)
    rows = list(waiting.select_for_update(skip_locked=True))
    found = Overflow.objects.filter(pk__in=[row.pk for row in rows])
    found.update(state=_State.DISCARDED, ended_at=now, reason=reason.strip()[:500], files=[])
    for row in rows:
        transaction.on_commit(partial(remove_files, row))
    return len(rows)


def take_in_overflow(*, poster: int, actor: User) -> int:
    """Have what waits at a poster taken in next, also what could not be before, and return how many.

    The worker does it, in turn with the other posters: nobody waits for a page meanwhile. Raises `PermissionDenied`.
    """
    must_administer(actor)
    left = Overflow.objects.filter(poster=poster, state__in=LEFT)
    return left.update(state=_State.WAITING, is_too_fast=False, tries=0, ended_at=None, reason="")
