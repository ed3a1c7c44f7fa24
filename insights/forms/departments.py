"""What the pages of departments and of the flow can be asked for."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from insights.forms.scope import ScopeForm

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
    does_not_ask: tuple[str, ...] = ("department",)
    is_about: Any = _("This page is about one department.")

    department = None  # type: ignore[assignment]  # so Django leaves it out


class DepartmentsForm(DepartmentForm):
    """The same for all departments side by side, and by which measure the worst stand first."""

    keeps_views = True
    is_about = _("All departments stand here beside each other.")

    sort = forms.ChoiceField(label=_("The worst first by"), required=False, choices=SORTS)

    def clean_sort(self) -> str:
        return self.cleaned_data["sort"] or SORTS[0][0]
