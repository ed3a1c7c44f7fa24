"""Who has to move now, as the overview says it to one reader; in the terms of the plain loops."""

from collections.abc import Iterator
from datetime import datetime

from insights.rules.periods import Scope
from insights.views.movers import MOST_MOVERS, movers
from people.models import User
from tests.insights import plain
from tests.insights.living import asked


def told(scope: Scope, reader: User, now: datetime) -> plain.Moving:
    shown = movers(scope, {}, reader, now)
    burdens = []
    for one in shown["movers"]:
        worst = one.worst
        stands = worst.issue.pk, worst.issue.reached, worst.issue.act_by
        next_at = max(now, worst.then.at)
        burdens.append(plain.Burden(one.person.pk, one.issues.number, *stands, worst.move.deadline, next_at))
    return plain.Moving(burdens, shown["unacted"].number, shown["hidden_movers"].number)


def differing(book: plain.Book, scopes: list[Scope], readers: list[User], now: datetime) -> Iterator[str]:
    """One line for each scope and reader where the overview says something else than the events."""
    for reader in readers:
        eyes = plain.Reader(reader.pk, now)
        for scope in scopes:
            expected, found = plain.moving(book, asked(scope), eyes), told(scope, reader, now)
            first = plain.Moving(expected.burdens[:MOST_MOVERS], expected.issues, expected.kept_back)
            if first != found:
                yield f"{reader.name}, {scope}:\n {found}\nby plain loops\n {first}"
