"""While it was open, and how many customers were known of then."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from insights.rules.facts import telling as t
from insights.rules.facts.telling import Happened
from insights.rules.facts.values import SpellRow


def spells(
    reported_at: datetime, events: Sequence[Happened], also_told: Sequence[tuple[datetime, int]]
) -> tuple[SpellRow, ...]:
    """One spell for each time that it was open with so many reports; being a duplicate for a while closed nothing."""
    own = [(one.at, int(one.payload.get("customers", 0))) for one in events if one.kind in t.TELLINGS]
    told = sorted([*own, *also_told])
    return tuple(
        SpellRow(since, until, max(1, sum(n for at, n in told if at <= since)), _reports(told, since) > 1)
        for opened, closed in _open(reported_at, events)
        for since, until in _parts(opened, closed, [at for at, _ in told])
    )


def _reports(told: Sequence[tuple[datetime, int]], since: datetime) -> int:
    return sum(at <= since for at, _ in told)


def _open(reported_at: datetime, events: Sequence[Happened]) -> list[tuple[datetime, datetime | None]]:
    """When it was open. What another system dated before the report happened with it."""
    stretches: list[tuple[datetime, datetime | None]] = []
    since: datetime | None = reported_at
    for one in events:
        at = max(one.at, reported_at)
        if one.kind in {t.VERIFIED, t.DECLINED} and since is not None:
            stretches.append((since, at))
            since = None
        elif one.kind == t.REOPENED and since is None:
            since = at
    if since is not None:
        stretches.append((since, None))
    return stretches


def _parts(
    opened: datetime, closed: datetime | None, told: Sequence[datetime]
) -> list[tuple[datetime, datetime | None]]:
    """The stretch, cut at each report that was added meanwhile; none when it lasted no time."""
    cuts = sorted({at for at in told if at > opened and (closed is None or at < closed)})
    edges = [opened, *cuts, closed]
    return [] if opened == closed else [(a, b) for a, b in pairwise(edges) if a is not None]
