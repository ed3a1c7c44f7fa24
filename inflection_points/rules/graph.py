"""Dependencies between inflection points: a directed graph without cycles."""

from collections.abc import Iterable, Mapping


def would_close_a_cycle(edges: Mapping[int, Iterable[int]], point: int, upstream: int) -> bool:
    """Whether `point` depending on `upstream` would make some point depend on itself.

    `edges` maps each point to those directly upstream of it.
    """
    seen: set[int] = set()
    waiting = [upstream]
    while waiting:
        here = waiting.pop()
        if here == point:
            return True
        if here not in seen:
            seen.add(here)
            waiting.extend(edges.get(here, ()))
    return False
