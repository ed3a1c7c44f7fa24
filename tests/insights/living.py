"""Companies whose issues have lived at random, kept for the tests of a module and rolled back after them."""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from insights.commands.keeping import keep_current
from insights.rules.figures import Figures
from insights.rules.periods import Scope
from tests.cast import Company, make_company
from tests.insights import plain
from tests.insights.lives import SECOND, random_lives
from tests.insights.stirring import stir
from tests.insights.stories import START
from tests.insights.surroundings import surround
from tests.insights.world import build

SEEDS = range(1, 1 + int(os.environ.get("HISTORIES", "3")))
IS_BIG_DOSE = "HISTORIES" in os.environ
SINCE = START + timedelta(days=14)
LIVES = 110
STIRRED = START + timedelta(days=140)
NOW = START + timedelta(days=165)
TABLES = [f"insights_{name}" for name in ("fact", "spell", "holding", "fix", "work")] + ["issues_issue"]


@dataclass
class Lived:
    """A company whose issues have lived, and what the raw rows say of it."""

    company: Company
    book: plain.Book


@contextmanager
def lived_company(blocker: Any, seed: int) -> Iterator[Lived]:
    """Everything that random people did in half a year, and once more by the commands themselves."""
    with blocker.unblock(), transaction.atomic():
        dice = random.Random(seed)
        company = make_company()
        world = build(company, dice)
        random_lives(world, dice, LIVES)
        surround(world, random.Random(seed))
        keep_current(now=NOW)
        stir(world, dice, times=25, now=STIRRED)
        keep_current(now=NOW)
        with (
            connection.cursor() as cursor
        ):  # nobody else tells PostgreSQL how much there is before it is rolled back
            cursor.execute(f"ANALYZE {', '.join(TABLES)}")
        yield Lived(company, plain.Book.of(plain.everything()))
        transaction.set_rollback(True)


def asked(scope: Scope) -> plain.Asked:
    period = scope.period
    return plain.Asked(
        period.since,
        period.as_of,
        period.until,
        scope.stage,
        scope.point,
        scope.department,
        scope.severity,
    )


def edges(book: plain.Book) -> list[datetime]:
    """Exactly when something happened, was due, or was old enough to judge; and a second before."""
    found = []
    for one in book.issues:
        fixed = [event.at for event in one.events if event.kind == "resolved"]
        found += [one.act_by, *(event.at for event in one.events)]
        found += [at + timedelta(days=days) for at in fixed for days in (7, 30, 90)]
        found += [telling.observed_at for telling in one.tellings]
    return sorted(at for at in found if SINCE <= at <= NOW)


def instants(book: plain.Book) -> list[datetime]:
    mondays = [START + timedelta(weeks=weeks) for weeks in (5, 12, 20)]
    exact = edges(book)
    dice = random.Random(len(exact))
    chosen = dice.sample(exact, 14)
    return [*mondays, NOW, *chosen, *(at - SECOND for at in chosen[:5])]


def said(of: Figures) -> dict[str, Any]:
    """What both tell: the counts and the quantiles."""
    found = asdict(of)
    for took in (found["time_to_act"], found["time_to_act_again"]):
        del took["low"], took["high"]
    return found
