"""Where it is worst. Too few to judge are never ranked."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from insights.rules.shares import SMALL, Share

T = TypeVar("T")


def worst_first(places: Iterable[T], share: Callable[[T], Share]) -> tuple[list[T], list[T]]:
    """Those with enough to judge, the highest share first, ties by the larger n; and those with too few, as given."""
    places = list(places)
    ranked = [place for place in places if not share(place).small]
    ranked.sort(key=lambda place: (-(share(place).value or 0), -share(place).n))
    return ranked, [place for place in places if share(place).small]


def worst_by(
    places: Iterable[T], *, badness: Callable[[T], float], n: Callable[[T], int]
) -> tuple[list[T], list[T]]:
    """The same for a measure that is no share of its own: the greatest badness first, ties by the larger n."""
    places = list(places)
    ranked = [place for place in places if n(place) >= SMALL]
    ranked.sort(key=lambda place: (-badness(place), -n(place)))
    return ranked, [place for place in places if n(place) < SMALL]
