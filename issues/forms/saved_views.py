"""Naming a list of issues, and saying who else can open it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from issues.forms.sentences import Helpful

LONGEST_NAME = 80
LONGEST_QUERY = 4000


class ViewForm(Helpful):
    """What can be changed of a view."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    is_shared = forms.BooleanField(
        label=_("Everybody can open it"),
        required=False,
        help_text=_("It shows each person only what they may see. Others can copy it, not change it."),
    )


class SaveViewForm(ViewForm):
    """A new one. `query` is the address of the list that it keeps."""

    is_default = forms.BooleanField(
        label=_("My list of issues opens with it"),
        required=False,
        help_text=_("“All issues” stays one press away."),
    )
    query = forms.CharField(required=False, max_length=LONGEST_QUERY, widget=forms.HiddenInput)
