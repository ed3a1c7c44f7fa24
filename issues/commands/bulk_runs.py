"""Running one command for many issues: kept, so that a double press does it once and everybody can read what became of it.

A few hundred issues a transaction: others wait for seconds at the most, and what is done is done.
"""

import json
import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Model

from issues.commands import bulk
from issues.commands.many import LEAVES, UNREADABLE, Bulk, Outcome, State, Wish, attempt
from issues.commands.recording import locked_rows
from issues.commands.sweeping import is_passing
from issues.commands.untelling import keys_of
from issues.models import BulkItem, BulkRun
from issues.rules import refusals as no
from issues.rules.undoing import BREAK, UNDO_WITHIN
from notifications.commands import withdrawing
from notifications.commands.outbox import enqueued_last
from people.models import User
from people.rules.words import say

log = logging.getLogger(__name__)

MOST: Final = 2000
CHUNK: Final = 250
_OTHERWISE: Final = say(
    "You sent this before with something else filled in, and that is what was done. Go back to the list to see what became of them, and choose there what has to be different."
)
_KEPT: Final = ("state", "sentence", "seq")


def add_bulk_run(
    *,
    actor: User,
    command: Bulk,
    numbers: Iterable[int],
    client_key: UUID,
    now: datetime,
    facts: Mapping[str, Any],
    seen: Mapping[int, int | None] = MappingProxyType({}),
    into: int | None = None,
) -> BulkRun:
    """Note what is wanted of which issues. The same `client_key` again gives the same run.

    `seen`: up to which event the person knows an issue; what others did to it since refuses it.

    Raises `NothingChosen`, `TooManyChosen`, and `SentBefore` for a key of somebody else, or with something else.
    """
    chosen = _chosen(numbers, into)
    digest = _digest(command, chosen, into, facts)
    asked = {"actor": actor, "command": command, "client_key": client_key, "digest": digest, "into": into}
    run = BulkRun(**asked, started_at=now, unbroken_since=now, reached_at=now)
    try:
        with transaction.atomic():
            run.save()
            BulkItem.objects.bulk_create(
                [BulkItem(run=run, number=number, seen=seen.get(number)) for number in chosen]
            )
    except IntegrityError:
        return _sent_before(actor, client_key, digest)
    return run


def _chosen(numbers: Iterable[int], into: int | None) -> list[int]:
    chosen = sorted({number for number in numbers if number != into})
    if not chosen:
        raise no.NothingChosen
    if len(chosen) > MOST:
        raise no.TooManyChosen
    return chosen


def _sent_before(actor: User, client_key: UUID, digest: str) -> BulkRun:
    known = BulkRun.objects.filter(client_key=client_key, actor=actor).first()
    if known is None:
        raise no.SentBefore
    if known.digest != digest:
        raise no.SentBefore(_OTHERWISE)
    return known


def _digest(command: Bulk, numbers: Sequence[int], into: int | None, facts: Mapping[str, Any]) -> str:
    """What tells a repetition from another command that only has the same key."""
    named = {name: fact.pk if isinstance(fact, Model) else str(fact) for name, fact in facts.items()}
    told = json.dumps([command, numbers, into, named], sort_keys=True)
    return sha256(told.encode()).hexdigest()


def run_bulk(*, run: int, facts: dict[str, Any], clock: Callable[[], datetime]) -> BulkRun:
    """Give the command for each issue that was not reached yet, until none is left. Twice at once share the work."""
    while _step(run, facts, clock()):
        pass
    return BulkRun.objects.get(pk=run)


@transaction.atomic
@enqueued_last()
def _step(pk: int, facts: dict[str, Any], now: datetime) -> bool:
    run = BulkRun.objects.select_for_update(of=("self",)).select_related("actor").get(pk=pk)
    items = list(run.items.filter(state=State.WAITING).order_by("number")[:CHUNK])
    _go_on(run, now, is_over=not items)
    if not items:
        return False
    seen = {item.number: item.seen for item in items if item.seen is not None}
    wish = Wish(Bulk(run.command), facts, run.actor, run.into, seen)
    numbers = [item.number for item in items]
    note(items, each_or_all(lambda some: attempt(wish, some, now), numbers, run.into))
    return True


def _go_on(run: BulkRun, now: datetime, *, is_over: bool) -> None:
    """Note whether it goes on without a break. At the end nobody is told before it can be taken back no more."""
    if run.ended_at is not None:
        return
    if now > run.reached_at + BREAK:
        run.unbroken_since = now
    run.reached_at = now
    if is_over:
        run.ended_at = now
        event = LEAVES[Bulk(run.command)]
        done = run.items.filter(state=State.DONE).values_list("number", "seq")
        keys = [key for number, seq in done for key in keys_of(number, seq or 0, event)]
        withdrawing.hold(keys, now + UNDO_WITHIN)
    run.save(update_fields=["unbroken_since", "reached_at", "ended_at"])


def each_or_all(
    work: Callable[[Collection[int]], dict[int, Outcome]], numbers: Collection[int], into: int | None
) -> dict[int, Outcome]:
    """Together, and if the database refuses, one by one: a single issue must not take the others along."""
    try:
        with transaction.atomic(), enqueued_last():
            return work(numbers)
    except DatabaseError as error:
        if is_passing(error):
            raise
        log.exception("A command for many issues could not be written; they are tried one by one.")
    if into is not None:  # else each would lock itself and the other one, against the order of their numbers
        locked_rows([*numbers, into])
    outcomes: dict[int, Outcome] = {}
    for number in numbers:
        try:
            with transaction.atomic(), enqueued_last():
                outcomes |= work([number])
        except DatabaseError as error:
            if is_passing(error):
                raise
            outcomes[number] = Outcome(State.REFUSED, UNREADABLE)
    return outcomes


def note(items: Iterable[BulkItem], outcomes: dict[int, Outcome]) -> None:
    """Write down what became of each."""
    changed = list(items)
    for item in changed:
        outcome = outcomes[item.number]
        item.state, item.sentence = outcome.state, outcome.sentence
        item.seq = outcome.seq if outcome.seq is not None else item.seq
    bulk.rewrite(changed, _KEPT)
