"""How long the lists are behind what came back at a point, and behind what happened again since preventive work."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from insights.querysets.lessons import (
    Done,
    Prevented,
    Returned,
    action_done,
    again_since,
    came_back,
    remedy_done,
)
from insights.rules.periods import Scope
from issues.querysets import IssueQuerySet


def differing(
    here: Scope, seen: IssueQuerySet, back: Iterable[Returned], done: Iterable[Prevented]
) -> Iterator[str]:
    """Where there are not as many as the number says."""
    as_of = here.period.as_of
    for one in back:
        listed = came_back(here, seen, kind=one.kind, site=one.site).count()
        if listed != one.times:
            yield f"{one} lists {listed}"
    for work in done:
        listed = again_since(_done(work, seen, as_of), Scope(here.period), seen).count()
        if listed != work.since:
            yield f"{work} lists {listed}"


def _done(work: Prevented, seen: IssueQuerySet, as_of: datetime) -> Done:
    if work.action is not None:
        found = action_done(work.action, seen, as_of=as_of)
    else:
        found = remedy_done(work.remedy or 0, as_of=as_of)
    assert found is not None
    return found
