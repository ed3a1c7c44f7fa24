"""Choosing between policies: for a point, and as the successor of one that is retired."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from inflection_points.models import Policy
from issues.forms.choices import PointField
from issues.forms.sentences import Helpful


class AssignForm(Helpful):
    """A point that is to use the policy from now on."""

    point = PointField(
        label=_("Another point that uses it from now on"),
        empty_label=_("Choose a point"),
        error_messages={"required": _("Choose a point.")},
    )


class RetireForm(Helpful):
    """What follows a policy, and what becomes of its open issues."""

    successor = forms.ModelChoiceField(
        queryset=Policy.objects.none(),
        label=_("Which policy follows?"),
        empty_label=_("Choose a policy"),
        error_messages={"required": _("Choose the policy that its points use from now on.")},
    )
    open_issues = forms.ChoiceField(
        label=_("What becomes of its open issues?"),
        choices=[
            ("stay", _("They stay on the version that they were reported under")),
            ("move", _("They are moved to the successor: next, you see what that changes")),
        ],
        widget=forms.RadioSelect,
        initial="stay",
        error_messages={"required": _("Choose what becomes of them.")},
    )

    def __init__(self, policy: Policy, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["successor"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  for the type checker
        field.queryset = (
            Policy.objects.offered().exclude(pk=policy.pk).filter(versions__isnull=False).distinct()
        )
