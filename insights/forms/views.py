"""Naming what the measures are narrowed down to, and saying who else sees it."""

from django import forms

from issues.forms.saved_views import LONGEST_QUERY, ViewForm


class SaveScopeForm(ViewForm):
    """`query` is what was chosen, `back` the page on which it was."""

    query = forms.CharField(required=False, max_length=LONGEST_QUERY, widget=forms.HiddenInput)
    back = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
