"""What somebody with a receipt code sends: the code, a yes, a no with the reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from issues.commands.answering import Asked
from issues.forms.moves import words
from issues.forms.sentences import Helpful

_LONGEST_CODE = 40


class FindReceiptForm(Helpful):
    """The code as it was read from a screen or a piece of paper: letters, spaces and dashes are forgiven later."""

    code = forms.CharField(
        label=_("Your receipt code"),
        max_length=_LONGEST_CODE,
        help_text=_("Twelve letters and digits, such as K7QM-2XNA-OPRD. Spaces and dashes do not matter."),
        error_messages={"required": _("Type the code that stood on your receipt.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class ConfirmFixedForm(Helpful):
    """Yes, as of what the page showed."""

    about = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def facts(self) -> dict[str, Any]:
        """The command's own arguments."""
        facts = dict(self.cleaned_data)
        return {"asked": Asked(facts.pop("about"), facts.pop("seen"))} | facts


class SayNotFixedForm(ConfirmFixedForm):
    """No, and why."""

    reason = words(
        _("What is still wrong?"),
        help_text=_("Whoever has it reads this. Name nobody whom you need not name."),
    )
