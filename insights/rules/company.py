"""What a company aims at, and what it assumes where nobody can measure.

The rates of leaving and telling are what 12,500 consumers said of themselves ("Fixing the fundamentals", 2020): an
assumption, not a measurement of any company's customers. So each company can put its own.
"""

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Final

REALISATION: Final = 100  # percent
CURRENCY: Final = "EUR"


@dataclass(frozen=True, slots=True)
class Targets:
    """What the company aims at; None where it has set itself nothing."""

    action_rate: int | None = None  # percent, at least
    not_acted_on: int | None = None  # percent, at most
    hours_to_act: Decimal | None = None  # working hours of the median, at most
    at_risk: int | None = None  # customers, at most


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What becomes of customers whom nobody helps. Rates in whole percent; the survey's, unless the company has others."""

    leave_once: int = 26  # leave after one bad experience
    leave_more: int = 52  # after two or more
    post: int = 36  # on social media
    review: int = 46  # a negative one
    tell: int = 58  # their network
    value: Decimal | None = None  # of one customer in a year; None: not known
    currency: str = CURRENCY  # ISO 4217
    realisation: int = REALISATION  # percent of that value that is lost with a customer

    @property
    def changed(self) -> set[str]:
        """The names of what is not the survey's any more, or was added to it."""
        return {
            field.name for field in fields(self) if getattr(self, field.name) != getattr(SURVEY, field.name)
        }


SURVEY: Final = Assumptions()
