"""Writing down why problems happen, and what is done about it."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from issues.commands.causes import LONGEST_TITLE, LONGEST_WHY, MOST_WHYS
from issues.forms.choices import PersonField, PointField
from issues.forms.moves import moment, words
from issues.forms.sentences import NAME_NOBODY, Helpful, in_a_sentence
from issues.models import Remedy, RootCause
from issues.rules.events import ActionKind


class OnceForm(Helpful):
    """`client_key` is made with the page: sending it twice is sending it once."""

    client_key = forms.UUIDField(
        widget=forms.HiddenInput(attrs={"autocomplete": "off"}), initial=uuid.uuid4, required=False
    )


class CauseForm(OnceForm):
    """The cause in a sentence, where it begins, and the five whys that led to it."""

    title = forms.CharField(
        label=_("Why does it happen?"),
        max_length=LONGEST_TITLE,
        help_text=_("The cause, not the symptom, in one sentence."),
        error_messages={"required": _("Say in one sentence why it happens.")},
    )
    origin = PointField(
        label=_("Where does it begin?"),
        help_text=_("Often further upstream than where customers feel it."),
        empty_label=_("Choose a point"),
        error_messages={"required": _("Choose the point where it begins.")},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_WHYS + 1):
            label = _("Why?") if number == 1 else _("And why is that?")
            self.fields[f"why_{number}"] = forms.CharField(
                label=label, max_length=LONGEST_WHY, required=False
            )

    def clean_title(self) -> str:
        return in_a_sentence(self.cleaned_data["title"])

    def warn_of_readers(self) -> None:
        """Warn whoever writes it down on an issue that not everybody may read."""
        self.fields["title"].help_text = f"{self.fields['title'].help_text} {NAME_NOBODY}"

    @property
    def whys(self) -> list[forms.BoundField]:
        return [self[f"why_{number}"] for number in range(1, MOST_WHYS + 1)]

    def facts(self) -> dict[str, Any]:
        """What the commands take."""
        told = self.cleaned_data
        whys = [told[field.name] for field in self.whys]
        return {"title": told["title"], "origin": told["origin"], "whys": whys}

    @staticmethod
    def initial_of(cause: RootCause) -> dict[str, Any]:
        """The form filled with what is known."""
        whys = {f"why_{number}": why for number, why in enumerate(cause.whys, 1)}
        return {"title": cause.title, "origin": cause.origin.slug, "seen": cause.revision, **whys}


class RemedyForm(OnceForm):
    """Work against a cause."""

    description = words(_("What will be done?"), rows=2)
    assignee = PersonField(label=_("Who does it?"), error_messages={"required": _("Choose who does it.")})
    due_at = moment(_("By when?"))
    kind = forms.ChoiceField(
        label=_("What is it for?"),
        choices=Remedy.Kinds.choices,
        initial=ActionKind.PREVENTIVE,
        widget=forms.RadioSelect,
    )

    def facts(self) -> dict[str, Any]:
        return {**self.cleaned_data, "kind": ActionKind(self.cleaned_data["kind"])}


class CompleteRemedyForm(Helpful):
    evidence = words(_("What was done?"), rows=2, help_text=_("So that others can see it and learn from it."))
