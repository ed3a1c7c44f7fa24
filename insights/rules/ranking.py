"""Where it is worst. Too few to judge are never ranked."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from insights.rules.shares import Share

T = TypeVar("T")


def worst_first(places: Iterable[T], share: Callable[[T], Share]) -> tuple[list[T], list[T]]:
    """Those with enough to judge, the highest share first, ties by the larger n; and those with too few, as given."""
    places = list(places)
    ranked = [place for place in places if not share(place).small]
    ranked.sort(key=lambda place: (-(share(place).value or 0), -share(place).n))
    return ranked, [place for place in places if share(place).small]
