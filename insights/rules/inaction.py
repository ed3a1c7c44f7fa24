"""What it costs not to act: customers, and money where the company knows what a customer is worth."""

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from insights.rules.company import SURVEY, Assumptions
from insights.rules.shares import wilson


@dataclass(frozen=True, slots=True)
class Inaction:
    """The customers behind `issues` that nobody acted on, by how many bad experiences each is taken to have had.

    No customer is identified, so that is an assumption: one where the problem was reported once (`once`), two or
    more where it was reported again (`more`). A customer is in one of the two, never in both.
    """

    issues: int
    once: int
    more: int
    assumed: Assumptions = SURVEY

    def assuming(self, assumed: Assumptions) -> "Inaction":
        """The same customers, judged by other assumptions."""
        return replace(self, assumed=assumed)

    def differs_from(self, other: "Inaction") -> bool:
        """Whether there are more or fewer issues than chance alone makes of as many."""
        both = self.issues + other.issues
        low, high = wilson(self.issues, both)
        return both > 0 and not low <= 1 / 2 <= high

    @property
    def customers(self) -> int:
        return self.once + self.more

    @property
    def at_risk(self) -> float:
        """Customers expected to leave: n₁ · 0.26 + n₂₊ · 0.52 by the survey."""
        return (self.once * self.assumed.leave_once + self.more * self.assumed.leave_more) / 100

    @property
    def at_least(self) -> float:
        """Were each of them to have had one bad experience only."""
        return self.customers * self.assumed.leave_once / 100

    @property
    def at_most(self) -> float:
        """Were each of them to have had several."""
        return self.customers * self.assumed.leave_more / 100

    @property
    def money(self) -> Decimal | None:
        """What those at risk would have brought in a year, whole; None when no value is known."""
        return self._worth(self.once * self.assumed.leave_once + self.more * self.assumed.leave_more)

    @property
    def money_range(self) -> tuple[Decimal, Decimal] | None:
        """The same of the fewest and of the most that may be at risk."""
        least = self._worth(self.customers * self.assumed.leave_once)
        most = self._worth(self.customers * self.assumed.leave_more)
        return (least, most) if least is not None and most is not None else None

    @property
    def tell(self) -> tuple[float, int]:
        """How many of them tell somebody: at least those who tell their network, at most everybody."""
        return self.customers * self.assumed.tell / 100, self.customers

    @property
    def mentions(self) -> float:
        """Posts, reviews and tellings together; one customer may do all three."""
        return self.customers * (self.assumed.post + self.assumed.review + self.assumed.tell) / 100

    def _worth(self, hundredths: int) -> Decimal | None:
        """Of so many hundredths of a customer."""
        if self.assumed.value is None:
            return None
        worth = self.assumed.value * hundredths * self.assumed.realisation / 10_000
        return worth.quantize(Decimal(1), ROUND_HALF_UP)
