"""Which sentence about change the issues are asked for."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from insights.forms.addresses import LEAFS
from insights.forms.scope import TIME, ScopeForm
from insights.rules.changes import MONTH, WEEK, What

WHATS: Final = [
    (What.WORSE, _("Reported, not acted on")),
    (What.BETTER, _("Reported, not acted on")),
    (What.SPONSOR, _("Reached the executive sponsor")),
    (What.QUEUE, _("Open, and nobody ever acted")),
    (What.FIRST, _("First reports after 90 days of silence")),
    (What.DECLINED, _("Declined")),
]


class ChangedForm(ScopeForm):
    """Of the last whole week, or of four; the period of the overview says nothing here."""

    tells_days = False
    keeps_views = False
    leafs = LEAFS
    stays = ("what", "days")

    what = forms.ChoiceField(label=_("What changed"), choices=WHATS)
    days = forms.ChoiceField(
        label=_("In the last"),
        required=False,
        choices=[(WEEK, _("seven days")), (MONTH, _("four weeks"))],
    )

    def __init__(self, data: Any, **rest: Any) -> None:
        super().__init__(data, **rest)
        for name in (*TIME, "compare", "what", "days"):
            self.fields[name].widget = forms.HiddenInput()

    def clean_days(self) -> int:
        return int(self.cleaned_data["days"] or WEEK)
