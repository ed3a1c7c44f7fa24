"""What the pages of departments and of the flow can be asked for, and the lists behind their numbers."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from insights.forms.scope import ANY, NAME_A_WEEK, BehindForm, ScopeForm, key_of
from insights.querysets.listed import Listed, Narrower
from insights.querysets.records import Recorded, Whose
from insights.rules.flow import HIGHEST, Age
from insights.rules.periods import WEEK, Scope, monday_of
from issues.rules.moves import last_told
from people.models import Department

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


LISTS: Final[dict[str, Any]] = {
    Listed.CAME_IN: _("Reported"),
    Listed.ACTED: _("First acted on in this time"),
    Listed.RESOLVED: _("First resolved in this time"),
    Listed.OPEN: _("Open"),
    Listed.UNACTED: _("Open, and nobody ever acted"),
    Listed.OPEN_ACTED: _("Open, and somebody has acted"),
    Listed.OPENED_AGAIN: _("Opened again"),
    Listed.VALID: _("Reported and not declined"),
    Listed.JUDGED: _("Their time to act is over"),
    Listed.DECIDED: _("Acted on or declined"),
    Listed.DECLINED: _("Declined"),
    Listed.URGENT_ONLY: _("Acted on when it was urgent"),
    Listed.FELT_ELSEWHERE: _("Caused in one department, felt in another"),
}
AGES: Final[dict[str, Any]] = {
    Age.UNDER_1: _("under 1 day"),
    Age.UNDER_3: _("1 to 3 days"),
    Age.UNDER_10: _("3 to 10 days"),
    Age.UNDER_30: _("10 to 30 days"),
    Age.OLDER: _("over 30 days"),
}


def _rungs() -> list[tuple[str, str]]:
    return [("", str(ANY)), *((str(rung), last_told(rung)) for rung in range(HIGHEST + 1))]


class ListedForm(BehindForm):
    """Which issues are behind a number of the departments' and the flow's pages. Shows only what it is asked for."""

    what = forms.ChoiceField(label=_("Which"), choices=list(LISTS.items()))
    up_to = forms.CharField(label=_("Up to the week"), required=False, max_length=8)
    age = forms.ChoiceField(label=_("Age"), required=False, choices=[("", ANY), *AGES.items()])
    rung = forms.ChoiceField(label=_("Who was told last"), required=False, choices=_rungs)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=500)
    began_in = forms.ModelChoiceField(
        Department.objects.order_by("name"),
        label=_("Began in"),
        required=False,
        empty_label=ANY,
        to_field_name="slug",
    )

    def __init__(self, data: Any, *, now: datetime) -> None:
        super().__init__(data, now=now)
        for name in ("band", "origin", "in_hand", "in_hand_of", "told"):
            del self.fields[name]
        for name in ("week", "up_to", "age", "rung", "reason", "began_in"):
            if not self.data.get(name):
                del self.fields[name]

    def clean_week(self) -> datetime | None:
        return super().clean_week() if "week" in self.fields else None

    def clean_up_to(self) -> datetime | None:
        if not (name := self.cleaned_data.get("up_to")):
            return None
        try:
            return monday_of(name) + WEEK
        except (ValueError, OverflowError):
            raise ValidationError(NAME_A_WEEK) from None

    def scope(self) -> Scope:
        self.cleaned_data.setdefault("week", None)
        scope, until = super().scope(), self.cleaned_data.get("up_to")
        if until is None or until <= scope.period.since:
            return scope
        return replace(scope, period=replace(scope.period, until=until))

    def which(self) -> Listed:
        """Call it when the form is valid."""
        return Listed(self.cleaned_data["what"])

    def narrower(self) -> Narrower:
        """What else was asked. Call it when the form is valid."""
        chosen = self.cleaned_data
        return Narrower(
            Age(chosen["age"]) if chosen.get("age") else None,
            int(chosen["rung"]) if chosen.get("rung") else None,
            chosen.get("reason", "").strip().lower(),
            key_of(chosen.get("began_in")),
        )


RECORDS: Final[dict[str, Any]] = {
    Recorded.DONE: _("Actions completed"),
    Recorded.PREVENTIVE: _("Preventive actions completed"),
    Recorded.FIXES_30: _("Fixes at least 30 days old"),
    Recorded.AGAIN_30: _("Fixes after which the same came back within 30 days"),
    Recorded.FIXES_90: _("Fixes at least 90 days old"),
    Recorded.AGAIN_90: _("Fixes after which the same came back within 90 days"),
    Recorded.TOLD: _("Reports received"),
    Recorded.TIMED: _("Reports whose filling in was timed"),
    Recorded.RECEIVED: _("Turns at an issue"),
    Recorded.PASSED: _("Passed on without acting"),
    Recorded.RETURNED: _("Came back"),
    Recorded.DUE: _("Promises to customers that were due"),
    Recorded.KEPT: _("Promises kept by their date"),
    Recorded.MISSED: _("Promises missed"),
    Recorded.BLOCKED: _("Promises missed while a department had the issue"),
    Recorded.RUNGS: _("Rungs that were reached"),
}


ROOTS: Final = [
    ("", ANY),
    ("quick", _("quick: no root cause, nothing preventive")),
    ("rooted", _("with a root cause or preventive work")),
]


class RecordsForm(ScopeForm):
    """Which turns, promises, finished work or rungs are behind a number."""

    tells_days = False
    keeps_views = False

    what = forms.ChoiceField(label=_("Which"), choices=list(RECORDS.items()))
    holder = forms.ModelChoiceField(
        Department.objects.order_by("name"),
        label=_("Whose turn"),
        required=False,
        empty_label=ANY,
        to_field_name="slug",
    )
    partner = forms.ModelChoiceField(
        Department.objects.order_by("name"),
        label=_("To or from"),
        required=False,
        empty_label=ANY,
        to_field_name="slug",
    )

    roots = forms.ChoiceField(label=_("Which fixes"), required=False, choices=ROOTS)

    def __init__(self, data: Any, *, now: datetime) -> None:
        super().__init__(data, now=now)
        self.fields["compare"].widget = forms.HiddenInput()
        for name in ("holder", "partner", "roots"):
            if not self.data.get(name):
                del self.fields[name]

    def which(self) -> Recorded:
        """Call it when the form is valid."""
        return Recorded(self.cleaned_data["what"])

    def whose(self) -> Whose:
        """Call it when the form is valid."""
        chosen = self.cleaned_data
        roots = chosen.get("roots")
        return Whose(
            key_of(chosen.get("holder")),
            key_of(chosen.get("partner")),
            None if not roots else roots == "rooted",
        )
