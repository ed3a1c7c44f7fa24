"""What is asked once for many issues: the forms of the single commands, in words for many."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from issues.commands.wishes import Bulk
from issues.forms.merging import MergeForm
from issues.forms.moves import (
    AcceptForm,
    ChangeSeverityForm,
    HandOverForm,
    MoveForm,
    PlanActionForm,
    SnoozeForm,
)
from people.models import User

MOST_DIGITS: Final = 15
MORNING: Final = 10  # o'clock
Chosen = dict[int, int | None]  # issues, each with the last event that was seen of it, where that is known

_FORMS: Final[dict[Bulk, type[MoveForm]]] = {
    Bulk.ACCEPT: AcceptForm,
    Bulk.HAND_OVER: HandOverForm,
    Bulk.PLAN_ACTION: PlanActionForm,
    Bulk.CHANGE_SEVERITY: ChangeSeverityForm,
    Bulk.MERGE: MergeForm,
    Bulk.SNOOZE: SnoozeForm,
}
_HEADINGS: Final = {
    Bulk.ACCEPT: _("Accept %(issues)s?"),
    Bulk.HAND_OVER: _("Hand over %(issues)s"),
    Bulk.PLAN_ACTION: _("Plan one action for %(issues)s"),
    Bulk.CHANGE_SEVERITY: _("How bad are %(issues)s really?"),
    Bulk.MERGE: _("Merge %(issues)s into one"),
    Bulk.SNOOZE: _("Hide %(issues)s from your list"),
}
_LEADS: Final = {
    Bulk.ACCEPT: _("You say: mine, of each of them. The time to act runs on; only an act stops it."),
    Bulk.HAND_OVER: (
        _(
            "The clocks run on, and whoever is accountable stays so. The new holder is told of them in one message."
        )
    ),
    Bulk.PLAN_ACTION: _(
        "The same work for each of them. Where it is not started by then, those further up are told."
    ),
    Bulk.MERGE: (
        _(
            "They are closed as duplicates. Their reports, and those who reported them, go to the one that stays open. Merging is not an act."
        )
    ),
}


class ChosenForm(forms.Form):
    """What goes along from step to step: which issues, where the person came from, and what makes a repetition the same."""

    command = forms.CharField(widget=forms.HiddenInput)
    numbers = forms.CharField(widget=forms.HiddenInput)
    back = forms.CharField(widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, command: Bulk, chosen: Chosen, back: str, key: UUID | None) -> "ChosenForm":
        listed = ",".join(str(pk) if seq is None else f"{pk}.{seq}" for pk, seq in chosen.items())
        return cls(initial={"command": command, "numbers": listed, "back": back, "key": key or uuid4()})


def chosen_in(words: Collection[str]) -> Chosen:
    """The issues that these words name, as "12", or as "12.5" when they were seen up to event 5; others are left out."""
    found: Chosen = {}
    for one in (one.strip() for word in words for one in word.split(",")):
        number, dot, seen = one.partition(".")
        if _is_number(number) and (not dot or _is_number(seen)):
            found[int(number)] = int(seen) if dot else None
    return dict(sorted(found.items()))


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdecimal() and len(word) <= MOST_DIGITS


def form_for(
    command: Bulk, numbers: Collection[int], data: Any | None, *, actor: User, now: datetime
) -> MoveForm:
    """The form of the command in words for so many issues; with `data`, filled in."""
    initial = {
        Bulk.PLAN_ACTION: {"assignee": actor.pk, "due_at": tomorrow(now)},
        Bulk.SNOOZE: {"until": tomorrow(now)},
        Bulk.MERGE: {"into": min(numbers, default=None)},
    }
    form = _FORMS[command](data, initial=initial.get(command))
    form.heading = _HEADINGS[command] % {"issues": issues(len(numbers))}
    form.lead = _LEADS.get(command, form.lead)
    if isinstance(form, MergeForm):
        form.fields["into"].label = _("Number of the one that stays open")
    return form


def tomorrow(now: datetime) -> datetime:
    """The next morning at ten, in the viewer's zone: somewhere to begin from."""
    begins = timezone.localtime(now) + timedelta(days=1)
    return begins.replace(hour=MORNING, minute=0, second=0, microsecond=0)


def issues(number: int) -> str:
    """So many issues, in words: "1 issue", "1,240 issues"."""
    return ngettext("%(count)s issue", "%(count)s issues", number) % {"count": f"{number:,}"}
