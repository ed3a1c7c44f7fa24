"""Which points lie downstream of which."""

from collections import defaultdict

from inflection_points.models import Dependency
from insights.querysets.where import company, once


def dependencies() -> list[tuple[int, int]]:
    """Every point that depends directly on another, and that one."""
    return once("dependencies", lambda: list(Dependency.objects.values_list("point", "upstream")))


def escaped_pairs() -> set[tuple[int, int]]:
    """Every (origin, felt) in which the second point lies downstream of the first.

    It depends on it, directly or through others, or stands in a later stage of the same chain.
    """
    dependents: dict[int, set[int]] = defaultdict(set)
    for point, upstream in dependencies():
        dependents[upstream].add(point)
    points = {pk: (point.stage.chain_id, point.stage.position) for pk, point in company().points.items()}
    later = {
        (origin, felt)
        for origin, (chain, position) in points.items()
        for felt, (other, after) in points.items()
        if other == chain and after > position
    }
    return later | {(origin, felt) for origin in list(dependents) for felt in _reached(origin, dependents)}


def _reached(origin: int, dependents: dict[int, set[int]]) -> set[int]:
    found: set[int] = set()
    waiting = [origin]
    while waiting:
        new = dependents.get(waiting.pop(), set()) - found
        found |= new
        waiting.extend(new)
    return found
