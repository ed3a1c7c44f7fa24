"""Which issues a preview looks at: all of them, or evenly spread some when there are too many."""

from dataclasses import dataclass
from typing import Final

from django.db.models import BigIntegerField, F, QuerySet, Value
from django.db.models.functions import Mod

from issues.models import Issue

_SPREAD: Final = 2_654_435_761  # Knuth's multiplier: neighbours end up far apart, the same ones every time

_GOLDEN: Final = (5**0.5 - 1) / 2
_MANY: Final = 10  # times the budget: from here on sorting takes longer than trying
_CHUNK: Final = 5_000
_TRIES: Final = 60_000


@dataclass(frozen=True, slots=True)
class Sample:
    """Some issues out of `of`."""

    issues: list[Issue]
    of: int

    @property
    def n(self) -> int:
        return len(self.issues)

    @property
    def scale(self) -> float:
        """What a count in the sample is multiplied by; 1 when every issue was looked at."""
        return self.of / self.n if self.n else 1.0

    @property
    def is_all(self) -> bool:
        return self.n == self.of

    def scaled(self, count: float) -> int:
        """The count as it would be among all issues."""
        return round(count * self.scale)


def sample(issues: QuerySet[Issue], budget: int) -> Sample:
    """At most `budget` of the issues, the same ones each time it is asked, in an order that has nothing to do with
    what they are: the first of them are a sample too."""
    of = issues.count()
    chosen = _tried(issues, budget) if of > budget * _MANY else []
    return Sample(chosen or _sorted(issues, budget), of)


def _sorted(issues: QuerySet[Issue], budget: int) -> list[Issue]:
    """Reads all of them to sort them, so it is for few."""
    number = Mod(F("pk"), Value(2**31), output_field=BigIntegerField())
    spread = Mod(number * Value(_SPREAD), Value(2**32), output_field=BigIntegerField())
    return list(issues.order_by(spread, "pk")[:budget])


def _tried(issues: QuerySet[Issue], budget: int) -> list[Issue]:
    """Tries numbers all over the range by the golden ratio, each at most once, so it costs the same among millions.

    Nothing when too few of all issues are wanted ones for that.
    """
    newest = Issue.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    numbers = 1 << newest.bit_length()
    step = int(numbers * _GOLDEN) | 1  # odd: it comes by every number once
    found: list[Issue] = []
    for start in range(0, min(numbers, _TRIES), _CHUNK):
        tried = [n * step % numbers for n in range(start, min(start + _CHUNK, numbers))]
        there = issues.in_bulk(tried)
        found += [there[number] for number in tried if number in there]
        if len(found) >= budget:
            return found[:budget]
        if len(found) * _TRIES < budget * (start + _CHUNK):
            break
    return []
