"""Which open issues are moved to which policy, and how much time they are given."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from inflection_points.models import InflectionPoint, Policy, PolicyVersion
from inflection_points.rules.calendars import Target, Unit
from inflection_points.rules.policies import Severity
from issues.forms.numbers import WholeField
from issues.forms.sentences import Helpful
from issues.forms.targets import units
from issues.models import Issue
from issues.rules.moving import within_reason
from issues.rules.refusals import GraceTooLong


class MovePolicyForm(Helpful):
    """Everything that decides what is moved. `previewed` is the version whose effect stood on the page."""

    to = forms.ModelChoiceField(
        queryset=Policy.objects.none(),
        label=_("To the newest version of"),
        empty_label=None,
        error_messages={"required": _("Choose a policy.")},
    )
    point = forms.ModelChoiceField(
        queryset=InflectionPoint.objects.none(),
        label=_("Only those at"),
        required=False,
        empty_label=_("every point"),
    )
    severity = forms.ChoiceField(
        label=_("Only those that are"),
        required=False,
        choices=[("", _("of every severity")), *Issue.Severities.choices],
    )
    amount = WholeField(label=_("Nothing becomes due for"), min_value=1, initial=1)
    unit = forms.ChoiceField(label=_("of working time"), choices=units, initial=Unit.DAYS)
    reason = forms.CharField(
        label=_("Why?"),
        required=False,
        max_length=200,
        help_text=_("It stands in the timeline of every issue that is moved."),
    )
    previewed = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, policy: Policy, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose_from("to", Policy.objects.offered().filter(versions__isnull=False).distinct())
        open_ones = Issue.objects.open().filter(policy_version__policy=policy)
        self._choose_from("point", InflectionPoint.objects.filter(pk__in=open_ones.values("point")))

    def _choose_from(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  for the type checker
        field.queryset = rows

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        amount, unit = cleaned.get("amount"), cleaned.get("unit")
        if amount is not None and unit:
            try:
                within_reason(Target(amount, Unit(unit)))
            except GraceTooLong as refusal:
                self.add_error("amount", str(refusal))
        return cleaned

    @property
    def version(self) -> PolicyVersion:
        policy: Policy = self.cleaned_data["to"]
        return policy.current()

    def facts(self) -> dict[str, Any]:
        """What the command takes besides policy and version."""
        chosen = self.cleaned_data
        return {
            "point": chosen["point"],
            "severity": Severity(chosen["severity"]) if chosen["severity"] else None,
            "grace": Target(chosen["amount"], Unit(chosen["unit"])),
            "reason": chosen.get("reason", ""),
        }
