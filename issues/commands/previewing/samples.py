"""Which issues a preview looks at: all of them, or evenly spread some when there are too many."""

from dataclasses import dataclass
from typing import Final

from django.db.models import BigIntegerField, F, QuerySet, Value
from django.db.models.functions import Mod

from issues.models import Issue

_SPREAD: Final = 2_654_435_761  # Knuth's multiplier: neighbours end up far apart, the same ones every time


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
    number = Mod(F("pk"), Value(2**31), output_field=BigIntegerField())
    spread = Mod(number * Value(_SPREAD), Value(2**32), output_field=BigIntegerField())
    return Sample(list(issues.order_by(spread, "pk")[:budget]), issues.count())
