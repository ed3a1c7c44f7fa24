"""Numbers as people type them. In text fields: a browser sends a number field that it finds bad as an empty one."""

import re
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import get_format, number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

WHOLE: Final = _("Write a whole number, such as 3.")
_SPACES: Final = re.compile(r"(?<=\d)[\s'’](?=\d{3}(?!\d))")  # 1 800: so it is written elsewhere
_PLAIN: Final = re.compile(r"[+-]?(?:\d+[.,]?\d*|[.,]\d+)")
_SHOWN: Final = Decimal("1800.5")


def plainly(typed: str) -> str:
    """Without marks between thousands, and with a point before the decimals: 1,800.50 as 1800.50.

    What could be either is read as the language that is active writes it: 1.800 is eighteen hundred in German, and one
    and eight tenths in English. Raises `ValueError` for what is no number.
    """
    text, mark = _SPACES.sub("", typed.strip()), str(get_format("THOUSAND_SEPARATOR"))
    decimal = str(get_format("DECIMAL_SEPARATOR"))
    grouped = rf"[+-]?[1-9]\d{{0,2}}(?:{re.escape(mark)}\d{{3}})+(?:{re.escape(decimal)}\d*)?"
    if re.fullmatch(grouped, text):
        text = text.replace(mark, "")
    if not _PLAIN.fullmatch(text):
        raise ValueError(typed)
    return text.replace(",", ".")


class WholeField(forms.IntegerField):
    """A whole number; with marks between its thousands, too, as the reader's language has them."""

    widget = forms.TextInput(attrs={"inputmode": "numeric"})
    default_error_messages = {"invalid": WHOLE}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(localize=True, **kwargs)

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str) and value.strip():
            value = _read(self, value)
            if "." in value:  # nor 1.000 in English, which may have been meant as a thousand
                raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class AmountField(forms.DecimalField):
    """A number of at most so many decimals, as the reader's language writes it."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})
    default_error_messages = {"invalid": _("Write a number, such as 12.5.")}

    def __init__(self, *, decimal_places: int, **kwargs: Any) -> None:
        super().__init__(localize=True, **kwargs)
        self.places = decimal_places  # not Django's: it would say a second sentence of its own

    def to_python(self, value: Any) -> Any:
        if not (isinstance(value, str) and value.strip()):
            return super().to_python(value)
        plain = _read(self, value)
        if len(plain.partition(".")[2]) > self.places:
            raise ValidationError(self._too_exact(), code="max_decimal_places")
        return Decimal(plain)

    def _too_exact(self) -> str:
        said = ngettext(
            "Write at most %(places)s decimal. Here a number is written like %(shown)s.",
            "Write at most %(places)s decimals. Here a number is written like %(shown)s.",
            self.places,
        )
        shown = number_format(_SHOWN, decimal_pos=self.places, force_grouping=True)
        return said % {"places": self.places, "shown": shown}


def _read(field: forms.Field, typed: str) -> str:
    try:
        return plainly(typed)
    except ValueError:
        raise ValidationError(field.error_messages["invalid"], code="invalid") from None
