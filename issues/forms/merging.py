"""Saying that two issues are the same problem, and that they are not after all."""

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from issues.forms.choices import NumberField, issue_number
from issues.forms.moves import MoveForm, words
from issues.querysets import IssueQuerySet


class MergeForm(MoveForm):
    heading = _("The same problem as another issue?")
    lead = _(
        "This issue is closed as a duplicate. Its reports, and those who reported it, go to the other one, which counts from the earlier report. Merging is not an act."
    )
    button = _("Merge")
    is_final = True

    into = NumberField(
        label=_("Number of the other issue"),
        min_value=1,
        max_value=2**31 - 1,
        error_messages={
            "required": _("Give the number of the other issue."),
            "invalid": _("Give the number of the other issue, such as 1042."),
            "max_value": _("There is no issue with this number. Look it up in the list of issues."),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )

    def name_the_other(self, visible: IssueQuerySet) -> None:
        """Say which issue the number is, as far as this person may see it."""
        field = self.fields["into"]
        typed = self.data.get("into") if self.is_bound else self.get_initial_for_field(field, "into")
        for other in visible.filter(pk=issue_number(field, typed) or 0):
            field.help_text = format_html(str(_("#{} is “{}”.")), other.pk, other.title)


class UnmergeForm(MoveForm):
    heading = _("Not the same problem after all?")
    lead = _(
        "This issue opens again and takes its reports back. Its clocks have run on since it was reported."
    )
    button = _("Take it apart")

    reason = words(_("Why is it another problem?"), rows=2)
