"""What it costs not to act, in customers.

Source of the rates: "Fixing the fundamentals" (2020), a survey of 12,500 consumers. They are what people said of
themselves, so they are assumptions here, not measurements.
"""

from dataclasses import dataclass
from typing import Final

LEAVE_AFTER_ONE: Final = 0.26
LEAVE_AFTER_MORE: Final = 0.52
POST: Final = 0.36  # on social media
REVIEW: Final = 0.46  # a negative one
TELL: Final = 0.58  # their network


@dataclass(frozen=True, slots=True)
class Inaction:
    """The customers behind `issues` that nobody acted on, by how many bad experiences each is taken to have had.

    No customer is identified, so that is an assumption: one where the problem was reported once (`once`), two or
    more where it was reported again (`more`). A customer is in one of the two, never in both.
    """

    issues: int
    once: int
    more: int

    @property
    def customers(self) -> int:
        return self.once + self.more

    @property
    def at_risk(self) -> float:
        """Customers expected to leave: n₁ · 0.26 + n₂₊ · 0.52."""
        return self.once * LEAVE_AFTER_ONE + self.more * LEAVE_AFTER_MORE

    @property
    def at_least(self) -> float:
        """Were each of them to have had one bad experience only."""
        return self.customers * LEAVE_AFTER_ONE

    @property
    def at_most(self) -> float:
        """Were each of them to have had several."""
        return self.customers * LEAVE_AFTER_MORE

    @property
    def tell(self) -> tuple[float, int]:
        """How many of them tell somebody: at least those who tell their network, at most everybody."""
        return self.customers * TELL, self.customers

    @property
    def mentions(self) -> float:
        """Posts, reviews and tellings together; one customer may do all three."""
        return self.customers * (POST + REVIEW + TELL)
