"""One form a command. `facts` gives what the command takes; the words say what the move does."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from inflection_points.rules.policies import Severity
from issues.forms.choices import HolderField, PersonField
from issues.forms.files import FilesField
from issues.forms.sentences import Helpful, in_a_sentence
from issues.models import Action, Issue
from issues.rules.events import ActionKind, ClosureReason, WaitsFor
from people.models import User
from people.templatetags.joining import capital_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST_TEXT = 4000
SEVERITIES = [(one.value, capital_lazy(one.label)) for one in Issue.Severities]


def words(label: Any, *, rows: int = 3, **kwargs: Any) -> forms.CharField:
    """A few sentences."""
    return forms.CharField(
        label=label,
        error_messages={"required": _("Say it in a sentence.")},
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": rows}),
        **kwargs,
    )


def within_reason(at: datetime) -> None:
    """Refuse a year that was surely mistyped."""
    if not 2000 <= at.year <= 2100:
        raise ValidationError(_("This is too far away. Look at the year."))


def moment(label: Any, **kwargs: Any) -> forms.DateTimeField:
    """A date and a time in the viewer's zone."""
    return forms.DateTimeField(
        label=label,
        validators=[within_reason],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={
            "required": _("Choose a day and a time."),
            "invalid": _("Write a date and a time, such as 2026-03-05 16:00."),
        },
        **kwargs,
    )


class MoveForm(Helpful):
    """What one command asks of the person who uses it. A view may fit heading and lead to the issue."""

    heading: "StrOrPromise"
    lead: "StrOrPromise" = ""
    button: "StrOrPromise"
    is_final: ClassVar[bool] = False  # ends something for others: the button says so by its look

    def facts(self) -> dict[str, Any]:
        """The command's own arguments."""
        facts = dict(self.cleaned_data)
        return facts | {"files": facts.pop("photos")} if "photos" in facts else facts


class AcceptForm(MoveForm):
    heading = _("Accept this issue?")
    lead = _("You say: mine. The time to act runs on; only an act stops it.")
    button = _("Accept")


class NudgeForm(MoveForm):
    heading = _("Nudge whoever has to move?")
    lead = _(
        "They read that you ask for their next move, and by when it is due. No clock moves; it is no act."
    )
    button = _("Nudge")


class HandOverForm(MoveForm):
    heading = _("Hand over to whom?")
    lead = _("The clock runs on, and whoever is accountable stays so. The new holder is told at once.")
    button = _("Hand over")

    to = HolderField(label=_("To"), error_messages={"required": _("Choose a person or a department.")})
    reason = words(_("Why them?"), required=False, rows=2, help_text=_("They will read it."))

    def facts(self) -> dict[str, Any]:
        to = self.cleaned_data["to"]
        whom = {"to": to} if isinstance(to, User) else {"to_department": to}
        return {**whom, "reason": self.cleaned_data["reason"]}


class PlanActionForm(MoveForm):
    heading = _("Plan an action")
    lead = _("If it is not started by then, those further up are told.")
    button = _("Plan it")

    description = words(
        _("What will be done?"), rows=2, help_text=_("One sentence that the reporter can read.")
    )
    assignee = PersonField(label=_("Who does it?"), error_messages={"required": _("Choose who does it.")})
    due_at = moment(_("By when?"))
    kind = forms.ChoiceField(
        label=_("What is it for?"),
        choices=Action.Kinds.choices,
        initial=ActionKind.CORRECTIVE,
        widget=forms.RadioSelect,
    )
    is_required = forms.BooleanField(
        label=_("The issue cannot be resolved without it"), required=False, initial=True
    )

    def put_first(self, likely: Iterable[User], me: User) -> None:
        """Who will do it most likely comes before all others."""
        field = self.fields["assignee"]
        if isinstance(field, PersonField):
            field.put_first(likely, me)

    def facts(self) -> dict[str, Any]:
        return {**self.cleaned_data, "kind": ActionKind(self.cleaned_data["kind"])}


class StartActionForm(MoveForm):
    heading = _("Start this action?")
    lead = _("Starting is an act: from now on the issue is acted on.")
    button = _("Start")


class CompleteActionForm(MoveForm):
    heading = _("Is this action done?")
    button = _("It is done")

    evidence = words(
        _("What was done?"), required=False, help_text=_("So that others can see it and learn from it.")
    )
    photos = FilesField(label=_("Photos that show it"))


class RecordContainmentForm(MoveForm):
    heading = _("The harm is stopped")
    lead = _("For what you have already done so that no further customer suffers. This is an act.")
    button = _("Record it")

    evidence = words(_("What did you do?"))
    photos = FilesField(label=_("Photos that show it"))


class ChangeSeverityForm(MoveForm):
    heading = _("How bad is it really?")
    lead = _(
        "More severe: the earlier deadline counts, and people may be told at once. Less severe: say why."
    )
    button = _("Change it")

    to = forms.ChoiceField(
        label=_("How bad is it?"),
        choices=SEVERITIES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how bad it is.")},
    )
    reason = words(_("Why?"), required=False, rows=2, help_text=_("Needed when you make it less severe."))

    def facts(self) -> dict[str, Any]:
        return {**self.cleaned_data, "to": Severity(self.cleaned_data["to"])}


_CLOSURES = [
    (ClosureReason.FIXED, _("Fixed")),
    (ClosureReason.PARTLY_FIXED, _("Partly fixed")),
    (ClosureReason.NOT_REPRODUCIBLE, _("It could not be found again")),
    (ClosureReason.OUTSIDE_OUR_CONTROL, _("Outside our control")),
]


class ResolveForm(MoveForm):
    heading = _("Resolve")
    lead = _("Those who reported it are asked whether it is fixed. A no reopens it, one step higher.")
    button = _("Resolve")

    reason = forms.ChoiceField(
        label=_("What became of it?"),
        choices=_CLOSURES,
        initial=ClosureReason.FIXED,
        widget=forms.RadioSelect,
    )
    note = words(_("A note for those who reported it"), required=False, rows=2)
    root_cause = words(
        _("Why did it happen?"),
        required=False,
        rows=2,
        help_text=_("The cause, not the symptom. Needed for a critical issue and when it came back twice."),
    )

    def clean_root_cause(self) -> str:
        cause: str = self.cleaned_data["root_cause"]
        return in_a_sentence(cause) if cause else cause

    def facts(self) -> dict[str, Any]:
        return {**self.cleaned_data, "reason": ClosureReason(self.cleaned_data["reason"])}


class VerifyForm(MoveForm):
    heading = _("Is it fixed?")
    lead = _("Your yes closes the issue. Nothing else does.")
    button = _("Yes, it is fixed")


class ReopenForm(MoveForm):
    heading = _("It is not fixed")
    lead = _("The issue opens again, and goes one step higher than it was.")
    button = _("Open it again")

    reason = words(_("What is still wrong?"))


class DeclineForm(MoveForm):
    heading = _("Decide not to act")
    lead = _("Those who reported it read your reason. It counts as declined, never as acted on.")
    button = _("Decline")
    is_final = True

    reason = words(_("Why will nothing be done?"))


class StartWaitForm(MoveForm):
    heading = _("Wait for somebody outside")
    lead = _(
        "The time to resolve stands still until they answer, for five working days at most. The time to act never stands still."
    )
    button = _("Wait for them")

    waits_for = forms.ChoiceField(
        label=_("For whom?"),
        choices=[(WaitsFor.CUSTOMER, _("A customer")), (WaitsFor.SUPPLIER, _("A supplier"))],
        initial=WaitsFor.CUSTOMER,
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label=_("Who is it?"),
        max_length=120,
        error_messages={"required": _("Name the customer or supplier that everybody waits for.")},
        help_text=_("A name that colleagues recognise."),
    )
    until = moment(_("Until when at the latest?"))

    def facts(self) -> dict[str, Any]:
        return {**self.cleaned_data, "waits_for": WaitsFor(self.cleaned_data["waits_for"])}


class EndWaitForm(MoveForm):
    heading = _("Did they answer?")
    lead = _("The time to resolve runs on from now.")
    button = _("End the wait")

    note = words(_("What did they say?"), required=False, rows=2)


class SnoozeForm(MoveForm):
    heading = _("Hide it from your list")
    lead = _(
        "It comes back then, or as soon as something happens. You can do this three times, for a week at most. No clock stops, and those further up are told all the same."
    )
    button = _("Hide it")

    until = moment(_("Until when?"))


def suggested_due(issue: Issue, now: datetime) -> datetime | None:
    """The act target while it lies ahead: a promise beyond it is a late one."""
    return issue.act_by if issue.act_by > now else None
