"""Working time as it is typed: an amount, and of what."""

from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from inflection_points.commands.policies import MOST
from inflection_points.rules.calendars import Target, Unit
from inflection_points.rules.wording import UNITS
from issues.forms.numbers import WholeField
from issues.forms.sentences import Helpful


def units() -> list[tuple[str, str]]:
    """What working time is counted in, in the reader's words."""
    return [(unit.value, str(words)) for unit, words in UNITS.items()]


class TargetForm(Helpful):
    """How long one clock may run for one severity."""

    amount = WholeField(label=_("How many"), min_value=1)
    unit = forms.ChoiceField(label=_("Of what"), choices=units)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        amount, unit = cleaned.get("amount"), cleaned.get("unit")
        if amount is not None and unit and amount > MOST[Unit(unit)]:
            most = number_format(MOST[Unit(unit)], force_grouping=True)
            sentence = _("A target is at most a year. Write %(most)s or less.")
            self.add_error("amount", sentence % {"most": most})
        return cleaned

    @property
    def target(self) -> Target:
        return Target(self.cleaned_data["amount"], Unit(self.cleaned_data["unit"]))
