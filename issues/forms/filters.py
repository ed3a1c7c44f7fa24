"""What the lists can be narrowed by. All of it stands in the address, so that a list can be sent to somebody."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from issues.forms.choices import FewField, PointField, StageField
from issues.forms.sentences import Helpful
from issues.models import Issue
from issues.rules.moves import LAST_TOLD
from people.models import Department, User

LONGEST_QUERY = 100
_MORE = ("stage", "point", "department")
RUNGS = [(str(rung), words.capitalize()) for rung, words in enumerate(LAST_TOLD)]


class IssueFilter(Helpful):
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
    stage = StageField(label=_("Stage"), required=False, empty_label=_("Any"))
    point = PointField(label=_("Point"), required=False, empty_label=_("Any"))
    department = FewField(
        Department.objects.active(),
        label=_("Department"),
        required=False,
        empty_label=_("Any"),
        to_field_name="slug",
    )
    holder = forms.ModelChoiceField(
        User.objects.all(),
        label=_("In whose hands"),
        required=False,
        widget=forms.HiddenInput,  # reached by links from names: a list of everybody would weigh down each page
    )
    unacted = forms.BooleanField(label=_("Not acted on"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].points = self.fields["point"]  # type: ignore[attr-defined]  # a StageField

    @property
    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in ("q", "phase", "severity")]

    @property
    def more(self) -> list[forms.BoundField]:
        return [self[name] for name in _MORE]

    @property
    def uses_more(self) -> bool:
        """Whether the filters that are seldom needed are shown: one of them is used, or the address asks for them."""
        return any(self.data.get(name) for name in (*_MORE, "more"))

    def chosen(self) -> dict[str, Any]:
        """What was asked for and understood; what could not be read is left out and said beside its field."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class NotActedOnFilter(Helpful):
    department = FewField(
        Department.objects.active(),
        label=_("Department"),
        required=False,
        empty_label=_("Any"),
        to_field_name="slug",
    )
    reached = forms.TypedChoiceField(
        label=_("Who was told last"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("Any")), *RUNGS],
    )

    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in {None, ""}}
