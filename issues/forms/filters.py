"""What the lists can be narrowed by. All of it stands in the address, so that a list can be sent to somebody."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from inflection_points.models import Stage
from issues.forms.choices import PersonField, PointField
from issues.models import Issue
from people.models import Department

LONGEST_QUERY = 100
RUNGS = [("0", _("Nobody yet")), ("1", _("The holder")), ("2", _("The owner")), ("3", _("The head")), ("4", _("The top"))]


class IssueFilter(forms.Form):
    q = forms.CharField(
        label=_("Words or number"),
        required=False,
        max_length=LONGEST_QUERY,
        widget=forms.TextInput(attrs={"type": "search", "data-key": "/"}),
    )
    phase = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Any")), ("open", _("open")), *Issue.Phases.choices]
    )
    severity = forms.ChoiceField(
        label=_("How bad"), required=False, choices=[("", _("Any")), *Issue.Severities.choices]
    )
    stage = forms.ModelChoiceField(
        Stage.objects.order_by("position"), label=_("Stage"), required=False, empty_label=_("Any")
    )
    point = PointField(label=_("Point"), required=False, empty_label=_("Any"))
    department = forms.ModelChoiceField(
        Department.objects.active(),
        label=_("Department"),
        required=False,
        empty_label=_("Any"),
        to_field_name="slug",
    )
    holder = PersonField(label=_("In whose hands"), required=False)
    unacted = forms.BooleanField(label=_("Not acted on"), required=False)

    def chosen(self) -> dict[str, Any]:
        """What was asked for and understood; what could not be read is left out and said beside its field."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class NotActedOnFilter(forms.Form):
    department = forms.ModelChoiceField(
        Department.objects.active(),
        label=_("Department"),
        required=False,
        empty_label=_("Any"),
        to_field_name="slug",
    )
    reached = forms.TypedChoiceField(
        label=_("Who was told last"), required=False, coerce=int, empty_value=None, choices=[("", _("Any")), *RUNGS]
    )

    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in {None, ""}}
