"""What a person fills in about being reached."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.humanize.templatetags.humanize import ordinal
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from notifications.models import Channel, Choice, Reach
from notifications.rules.choosing import Wants
from people.models import User

WANTS = [
    (Wants.EVERYTHING, _("Everything")),
    (Wants.PRESSING, _("Only escalations and what is critical")),
    (Wants.NOTHING, _("Nothing")),
]
EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Row:
    """One channel in the form; None is e-mail."""

    channel: Channel | None
    wants: BoundField
    place: BoundField


class ChoicesForm(forms.Form):
    """For each way that is offered to a person: for what, and at which place in the order."""

    def __init__(self, channels: list[Channel | None], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channels = channels
        places = [(str(n), str(ordinal(n))) for n in range(1, len(channels) + 1)]
        for channel in channels:
            name, key = str(channel or _("e-mail")), _key(channel)
            self.fields[f"wants_{key}"] = forms.ChoiceField(
                label=_("For what on %(channel)s?") % {"channel": name}, choices=WANTS
            )
            self.fields[f"place_{key}"] = forms.TypedChoiceField(
                label=_("When is %(channel)s tried?") % {"channel": name}, choices=places, coerce=int
            )
        for field in self.fields.values():
            sentence = _("This is not in the list, or no longer. Choose another.")
            field.error_messages |= {"required": _("Choose one."), "invalid_choice": sentence}

    @classmethod
    def of(cls, person: User, data: Mapping[str, Any] | None = None) -> "ChoicesForm":
        """The ways offered to the person, in the order that they chose; those not chosen so far come last."""
        reach = Reach.objects.filter(person=person).first() or Reach(person=person)
        chosen = {c.channel_id: c for c in Choice.objects.filter(person=person)}
        offered = list(Channel.objects.offered_to(person.pk))
        last = len(offered) + 1
        ranked: list[tuple[int, Channel | None]] = [(reach.email_position, None)]
        ranked += [(chosen[c.pk].position if c.pk in chosen else last, c) for c in offered]
        ranked.sort(key=lambda one: one[0])
        initial: dict[str, Any] = {}
        for place, (_rank, channel) in enumerate(ranked, 1):
            choice = chosen.get(channel.pk) if channel else None
            wants = reach.email_wants if channel is None else choice.wants if choice else Wants.NOTHING
            initial |= {f"wants_{_key(channel)}": wants, f"place_{_key(channel)}": str(place)}
        return cls([channel for _rank, channel in ranked], data, initial=initial)

    def rows(self) -> list[Row]:
        return [Row(c, self[f"wants_{_key(c)}"], self[f"place_{_key(c)}"]) for c in self.channels]

    def chosen(self) -> dict[int | None, tuple[Wants, int]]:
        """What the command takes."""
        said = self.cleaned_data
        return {
            (c.pk if c else None): (Wants(said[f"wants_{_key(c)}"]), said[f"place_{_key(c)}"])
            for c in self.channels
        }


class QuietHoursForm(forms.Form):
    """From when until when nothing but the critical may disturb. Both times or neither."""

    since = forms.TimeField(
        label=_("From"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Write a time, such as 20:00.")},
    )
    until = forms.TimeField(
        label=_("Until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Write a time, such as 07:00.")},
    )
    weekends = forms.BooleanField(label=_("Also on Saturdays and Sundays, all day"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "quiet_%s"  # an absence on the same page is since and until, too

    @classmethod
    def of(cls, person: User) -> "QuietHoursForm":
        reach = Reach.objects.filter(person=person).first() or Reach(person=person)
        return cls(
            initial={
                "since": reach.quiet_since,
                "until": reach.quiet_until,
                "weekends": reach.quiet_weekends,
            }
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        since, until = said.get("since"), said.get("until")
        if self.errors:
            return said
        if (since is None) != (until is None):
            self.add_error("until" if until is None else "since", _("Give both times, or neither."))
        elif since is not None and since == until:
            self.add_error("until", _("The end has to differ from the beginning."))
        return said


def _key(channel: Channel | None) -> str:
    return str(channel.pk) if channel else EMAIL
