"""What a field says when it was not filled in as it must be: what to do, instead of Django's own words."""

from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from issues.forms.numbers import WHOLE
from issues.rules.guards import must_be_a_sentence
from issues.rules.refusals import Refusal

_SENTENCES: Final[dict[str, Any]] = {
    "required": _("Fill this in."),
    "invalid_choice": _("This is not in the list, or no longer. Choose another."),
    "min_value": _("Write %(limit_value)s or more."),
    "max_value": _("Write %(limit_value)s or less."),
    "max_length": _("This is too long: %(show_value)d letters. Write at most %(limit_value)d."),
}
_WHAT_IT_IS: Final[dict[type[forms.Field], Any]] = {
    forms.IntegerField: WHOLE,
    forms.DateField: _("Write a day, such as 2026-03-05."),
}


NAME_NOBODY: Final = _("Everybody can read causes: name nobody.")


def in_a_sentence(cause: str) -> str:
    """The cause as typed, unless it is too short to be one. Raises `ValidationError`."""
    try:
        must_be_a_sentence(cause)
    except Refusal as refusal:
        raise ValidationError(str(refusal)) from None
    return cause


class Helpful(forms.Form):
    """A form whose fields say what to do, wherever no sentence of their own was given to them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            help_with(field)


def help_with(field: forms.Field) -> None:
    """Replace Django's own words by ours."""
    ours = dict(_SENTENCES)
    if isinstance(most := getattr(field, "max_value", None), int | Decimal):
        ours["max_value"] = _("Write %(most)s or less.") % {"most": number_format(most, force_grouping=True)}
    if isinstance(least := getattr(field, "min_value", None), Decimal):
        ours["min_value"] = _("Write %(least)s or more.") % {"least": number_format(least)}
    if type(field) in _WHAT_IT_IS:
        ours["invalid"] = _WHAT_IT_IS[type(field)]
    for code, sentence in ours.items():
        if field.error_messages.get(code) is _djangos(field, code):
            field.error_messages[code] = sentence


def _djangos(field: forms.Field, code: str) -> Any:
    """What the field's class says, the nearest one first."""
    classes = (vars(one).get("default_error_messages", {}) for one in type(field).__mro__)
    return next((said[code] for said in classes if code in said), None)
