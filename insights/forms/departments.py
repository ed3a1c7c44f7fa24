"""What the pages of departments and of the flow can be asked for."""

from datetime import datetime
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from insights.forms.scope import ScopeForm
from insights.rules.periods import Scope

SORTS: Final = [
    ("never", _("Reported, not acted on")),
    ("action_rate", _("Acted on in time")),
    ("late", _("Acted on late")),
    ("time_to_act", _("Median time to act")),
    ("buck", _("Buck index")),
    ("again_30", _("Came back within 30 days")),
    ("verified", _("Verified fixed")),
    ("reopened", _("Reopened")),
    ("urgent", _("Urgent-only bias")),
    ("proactive", _("Proactive share")),
]


class DepartmentForm(ScopeForm):
    """What the measures can be asked for, but for the department, which the page is about."""

    keeps_views = False
    does_not_ask = ("department",)

    def __init__(self, data: Any, *, now: datetime) -> None:
        super().__init__({name: data[name] for name in data if name != "department"}, now=now)
        del self.fields["department"]

    def scope(self) -> Scope:
        self.cleaned_data.setdefault("department", None)
        return super().scope()


class FlowForm(ScopeForm):
    """The same for what flows and ages, which is compared with nothing: its weeks stand beside each other."""

    def __init__(self, data: Any, *, now: datetime) -> None:
        super().__init__(data, now=now)
        self.fields["compare"].widget = forms.HiddenInput()


class DepartmentsForm(DepartmentForm):
    """The same for all departments side by side, and by which measure the worst stand first."""

    keeps_views = True

    sort = forms.ChoiceField(label=_("The worst first by"), required=False, choices=SORTS)

    def __init__(self, data: Any, *, now: datetime) -> None:
        super().__init__(data, now=now)
        self.fields["compare"].widget = forms.HiddenInput()  # with each other

    def clean_sort(self) -> str:
        return self.cleaned_data["sort"] or SORTS[0][0]
