"""What an administrator does with what was set aside: have it taken in at once, or say that it is no report."""

from datetime import datetime
from functools import partial

from django.db import transaction

from issues.commands.intake import remove_files
from issues.models import Overflow
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
    waiting = Overflow.objects.filter(poster=poster, state__in=[_State.WAITING, _State.STUCK])
    rows = list(waiting.select_for_update(skip_locked=True))
    found = Overflow.objects.filter(pk__in=[row.pk for row in rows])
    found.update(state=_State.DISCARDED, ended_at=now, reason=reason.strip()[:500], files=[])
    for row in rows:
        transaction.on_commit(partial(remove_files, row))
    return len(rows)


@transaction.atomic
def try_overflow_again(*, poster: int, actor: User) -> int:
    """Let what could not be taken in wait once more, and return how many. Raises `PermissionDenied`."""
    must_administer(actor)
    stuck = Overflow.objects.filter(poster=poster, state=_State.STUCK)
    return stuck.update(state=_State.WAITING, ended_at=None, reason="")
