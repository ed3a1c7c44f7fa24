"""Where problems begin, and where they are felt."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime

from tests.insights.plain.histories import Spot, Told, points
from tests.insights.plain.recurrence import cause
from tests.insights.plain.rows import rows


def known(issues: list[Told], as_of: datetime) -> Iterator[tuple[Spot, Told]]:
    """The issues whose origin was known by then, through the root cause that they have now; and that origin."""
    spots = points()
    origins = dict(rows("SELECT id, origin_id FROM issues_rootcause"))
    for one in issues:
        now = cause(one)
        if now is not None and now[1] <= as_of:
            yield spots[origins[now[0]]], one


def escape(issues: list[Told], as_of: datetime) -> dict[str, int]:
    upstream = origins_above()
    found = {"known": 0, "escaped": 0}
    for origin, one in known(issues, as_of):
        found["known"] += 1
        found["escaped"] += is_downstream(origin, one.spot, upstream)
    return found


def matrix(issues: list[Told], as_of: datetime) -> dict[tuple[int, int], tuple[int, bool]]:
    """By where they began and where they were felt: how many, and whether they escaped."""
    upstream, spots = origins_above(), points()
    counts = Counter((origin.pk, one.spot.pk) for origin, one in known(issues, as_of))
    return {
        (began, felt): (n, is_downstream(spots[began], spots[felt], upstream))
        for (began, felt), n in counts.items()
    }


def felt_elsewhere(issues: list[Told], as_of: datetime) -> dict[int, int]:
    """By the department where they began, how many were felt at the points of others."""
    return dict(
        Counter(
            origin.department_id
            for origin, one in known(issues, as_of)
            if origin.department_id != one.spot.department_id
        )
    )


def is_downstream(origin: Spot, felt: Spot, upstream: dict[int, set[int]]) -> bool:
    later = origin.chain_id == felt.chain_id and felt.position > origin.position
    return later or origin.pk in upstream[felt.pk]


def origins_above() -> dict[int, set[int]]:
    """All that each point depends on, directly or through others."""
    direct: dict[int, set[int]] = defaultdict(set)
    for point, above in rows("SELECT point_id, upstream_id FROM inflection_points_dependency"):
        direct[point].add(above)
    found: dict[int, set[int]] = defaultdict(set)
    for point in list(direct):
        waiting = list(direct[point])
        while waiting:
            above = waiting.pop()
            if above not in found[point]:
                found[point].add(above)
                waiting += direct[above]
    return found
