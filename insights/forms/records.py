"""Which turns, fixes, work, promises, reports or rungs are behind a number."""

from datetime import datetime
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from insights.forms.scope import ANY, ScopeForm, departments, key_of
from insights.querysets.records import Recorded, Whose

RECORDS: Final[dict[str, Any]] = {
    Recorded.DONE: _("Actions completed"),
    Recorded.PREVENTIVE: _("Preventive actions completed"),
    Recorded.FIXES_30: _("Fixes at least 30 days old"),
    Recorded.AGAIN_30: _("Fixes after which the same came back within 30 days"),
    Recorded.FIXES_90: _("Fixes at least 90 days old"),
    Recorded.AGAIN_90: _("Fixes after which the same came back within 90 days"),
    Recorded.TOLD: _("Reports received"),
    Recorded.TIMED: _("Reports whose filling in was timed"),
    Recorded.BEGUN: _("Report pages that somebody began to fill in"),
    Recorded.NEVER_SENT: _("Begun and never sent"),
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
    leafs = ("page",)
    stays = ("what",)

    what = forms.ChoiceField(label=_("Which"), choices=list(RECORDS.items()))
    holder = departments(_("Whose turn"))
    partner = departments(_("To or from"))
    roots = forms.ChoiceField(label=_("Which fixes"), required=False, choices=ROOTS)

    def __init__(self, data: Any, *, now: datetime) -> None:
        super().__init__(data, now=now)
        self.fields["compare"].widget = forms.HiddenInput()
        for name in ("holder", "partner", "roots"):
            if not self.data.get(name):
                del self.fields[name]

    @property
    def notes(self) -> list[str]:
        """With what was begun, which no severity narrows. Of a valid form."""
        is_begun = self.which() in (Recorded.BEGUN, Recorded.NEVER_SENT)
        if not is_begun or not self.cleaned_data["severity"]:
            return super().notes
        return [*super().notes, gettext("What was only begun knows no severity, so none narrows this list.")]

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
