"""How a length and a day are asked for: what is offered, what is understood, and what of nonsense stays to be read."""

from datetime import UTC, date, datetime
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from insights.forms.selects import QuickDate
from insights.rules.periods import Named

WEEKS: Final = 12
LENGTHS: Final = (4, WEEKS, 26, 52)
MOST_WEEKS: Final = 104
OWN: Final = "own"
OWN_FIELDS: Final = ("last", "since", "to")  # what is typed where none of the lengths fits
FIRST_DAY: Final = datetime(2000, 1, 1, tzinfo=UTC)
NAMED: Final = [
    (Named.QUARTER.value, _("this quarter")),
    (Named.LAST_QUARTER.value, _("last quarter")),
    (Named.YEAR.value, _("this year")),
    (OWN, _("other weeks …")),
]


def lengths(*more: int) -> list[tuple[str, str]]:
    """So many weeks, in order, those of `more` among them."""
    return [(str(n), in_weeks(n)) for n in sorted({*LENGTHS, *more})]


def in_weeks(count: int) -> str:
    return ngettext("%(n)d week", "%(n)d weeks", count) % {"n": count}


def number_of_weeks(said: Any) -> int | None:
    """As an address names it; None when it does not, or when they are too many."""
    text = str(said or "").strip()
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= len(str(MOST_WEEKS)) else 0
    return number if 1 <= number <= MOST_WEEKS else None


class LengthField(forms.ChoiceField):
    """One of the lengths, or any other number of weeks."""

    def valid_value(self, value: Any) -> bool:
        return number_of_weeks(value) is not None or super().valid_value(value)

    def tell(self, asked: Any) -> None:
        """Offer what is asked for, if it can be, among the others."""
        number = number_of_weeks(asked)
        self.choices = [*lengths(*([] if number is None else [number])), *NAMED]


class DayField(forms.DateField):
    """A day. What is typed and is none stays to be read."""

    widget = QuickDate(attrs={"type": "date"})

    def tell(self, asked: Any) -> None:
        try:
            is_day = not asked or parse_date(str(asked)) is not None
        except ValueError:  # such as 30 February
            is_day = False
        if not is_day:
            self.widget.input_type = "text"  # a browser would empty it


class AsOfField(DayField):
    """A day, or an instant as links of ours name it: 2026-03-09T00:00:00Z."""

    def to_python(self, value: Any) -> date | datetime | None:
        text = str(value or "").strip()
        if "T" not in text:
            return super().to_python(value)
        try:
            at = parse_datetime(text)
        except ValueError:  # such as 30 February
            at = None
        if at is None or at.tzinfo is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return at
