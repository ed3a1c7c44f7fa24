"""Setting what the company aims at and assumes. Every change is kept, with who and when."""

from dataclasses import asdict
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from insights.models import Premises
from insights.rules.company import Assumptions, Targets
from insights.rules.refusals import PremisesChangedMeanwhile
from people.models import User
from people.rules.permissions import Can
from people.rules.words import say

LOCK = "SELECT pg_advisory_xact_lock(hashtext('insights_premises'))"


def must_set_targets(actor: User) -> None:
    """Raises `PermissionDenied` with a sentence for the person."""
    if not actor.may(Can.SET_TARGETS):
        raise PermissionDenied(say("Only executives and administrators change targets and assumptions."))


@transaction.atomic
def set_targets(
    *,
    targets: Targets,
    assumptions: Assumptions,
    seen: int | None,
    actor: User | None,
    now: datetime,
    why: str = "",
) -> Premises | None:
    """Let these count from now on, if nobody has changed anything since the change number `seen` (0: none).

    Without an actor it is the product itself; with `seen` None whatever was there is replaced. What says the same as
    what counts already is no change: the row that counts is returned, None where there is none.
    Raises `PremisesChangedMeanwhile`, `PermissionDenied`.
    """
    if actor is not None:
        must_set_targets(actor)
    with connection.cursor() as cursor:  # there may be no row yet to lock
        cursor.execute(LOCK)
    newest = Premises.objects.select_related("by").order_by("-number").first()
    old = (newest.targets(), newest.assumptions()) if newest is not None else (Targets(), Assumptions())
    if old == (targets, assumptions):
        return newest  # the button was pressed twice, or nothing was changed
    number, by = (newest.number, newest.by) if newest is not None else (0, None)
    if seen is not None and seen != number:
        raise PremisesChangedMeanwhile(by.name if by is not None else say("Somebody"))
    at = max(now, newest.at) if newest is not None else now  # clocks of two servers may differ
    return Premises.objects.create(
        number=number + 1, at=at, by=actor, why=why, **asdict(targets), **asdict(assumptions)
    )
