"""What an executive says the company aims at and assumes. Empty targets are none."""

from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from insights.rules.company import CURRENCY, REALISATION, SURVEY, Assumptions, Targets
from issues.forms.numbers import AmountField, WholeField
from issues.forms.sentences import Helpful

AIMS: Final = ("action_rate", "not_acted_on", "hours_to_act", "at_risk")
RATES: Final = ("leave_once", "leave_more", "post", "review", "tell")
WORTH: Final = ("value", "currency", "realisation")
MOST_CUSTOMERS: Final = 100_000_000
MOST_VALUE: Final = Decimal("9999999999.99")


def _share(label: Any, *, required: bool = True, **kwargs: Any) -> WholeField:
    return WholeField(label=label, required=required, min_value=0, max_value=100, **kwargs)


def _filled(text: Any, share: int) -> str:
    return str(text) % {"share": share}


_with_share = lazy(_filled, str)  # in the language of whoever reads, not of whoever started the server


def _rate(name: str, label: Any, help_text: Any) -> WholeField:
    """A rate that the survey knows; empty is the survey's again."""
    return _share(label, required=False, help_text=_with_share(help_text, getattr(SURVEY, name)))


class PremisesForm(Helpful):
    """Targets and assumptions together, so that what belongs together changes together."""

    action_rate = _share(
        _("Acted on in time, at least (%)"),
        required=False,
        help_text=_("Of what was reported and had its time to act."),
    )
    not_acted_on = _share(
        _("Reported, not acted on, at most (%)"),
        required=False,
        help_text=_("For reference: 29 % of firms admit that they report and do not act."),
    )
    hours_to_act = AmountField(
        label=_("Median time to act, at most (working hours)"),
        required=False,
        min_value=Decimal("0.1"),
        max_value=Decimal("9999.9"),
        decimal_places=1,
        help_text=_("From the report to the first act, the waiting ones counted in."),
    )
    at_risk = WholeField(
        label=_("Customers at risk, at most"),
        required=False,
        min_value=0,
        max_value=MOST_CUSTOMERS,
        help_text=_("Behind issues that nobody ever acted on. With a value below, it is a sum of money too."),
    )
    leave_once = _rate(
        "leave_once",
        _("Leave after one bad experience (%)"),
        _("The survey: %(share)s %% of consumers say that they do. Empty means this."),
    )
    leave_more = _rate(
        "leave_more",
        _("Leave after two or more (%)"),
        _("The survey: %(share)s %% say so after two or three. Empty means this."),
    )
    post = _rate(
        "post", _("Post about it (%)"), _("The survey: %(share)s %% do, on social media. Empty means this.")
    )
    review = _rate(
        "review", _("Leave a negative review (%)"), _("The survey: %(share)s %% do. Empty means this.")
    )
    tell = _rate("tell", _("Tell their network (%)"), _("The survey: %(share)s %% do. Empty means this."))
    value = AmountField(
        label=_("Value of one customer in a year"),
        required=False,
        min_value=Decimal("0.01"),
        max_value=MOST_VALUE,
        decimal_places=2,
        help_text=_("No survey knows it. Leave it empty, and people are shown instead of money."),
    )
    currency = forms.CharField(
        label=_("Currency"),
        required=False,
        max_length=3,
        validators=[
            RegexValidator(r"^[A-Z]{3}$", _("Write the three letters of the currency, such as EUR."))
        ],
        help_text=_("Three letters, such as EUR or PLN."),
    )
    realisation = _share(
        _("Realisation factor (%)"),
        required=False,
        help_text=_("How much of that value is really lost when a customer says so. Empty means 100 %."),
    )
    why = forms.CharField(
        label=_("Why is it changed?"),
        required=False,
        max_length=200,
        help_text=_("It stands in the history, with your name."),
    )
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def clean_currency(self) -> str:
        return self.cleaned_data["currency"] or CURRENCY

    def clean_realisation(self) -> int:
        said = self.cleaned_data["realisation"]
        return REALISATION if said is None else said

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        for name in RATES:
            if name in said and said[name] is None:
                said[name] = getattr(SURVEY, name)
        if said.get("leave_more", 100) < said.get("leave_once", 0):
            again = _(
                "Two bad experiences drive away no fewer than one. Write a share that is not below that."
            )
            self.add_error("leave_more", ValidationError(again))
        if (said.get("action_rate") or 0) + (said.get("not_acted_on") or 0) > 100:
            most = _(
                "Acted on in time and never acted on are parts of the same 100 %. Write a smaller share."
            )
            self.add_error("not_acted_on", ValidationError(most))
        return said

    def targets(self) -> Targets:
        """Call it when the form is valid."""
        return Targets(**{name: self.cleaned_data[name] for name in AIMS})

    def assumptions(self) -> Assumptions:
        """Call it when the form is valid."""
        return Assumptions(**{name: self.cleaned_data[name] for name in (*RATES, *WORTH)})


def label_of(name: str) -> str:
    """What the form calls a target or an assumption, without its unit."""
    label = str(PremisesForm.base_fields[name].label)
    return label.rpartition(" (")[0] or label
