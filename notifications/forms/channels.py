"""What is filled in about a channel, and how the log of deliveries is searched."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.models import Channel, Delivery

_ADDRESS_ONCE = _("It is shown to nobody again, you neither: keep it where you have it from.")


def _name() -> forms.CharField:
    return forms.CharField(
        label=_("Name"),
        max_length=60,
        help_text=_("As people know it, such as #delivery."),
        error_messages={"required": _("Give it a name."), "max_length": _("Use at most 60 letters.")},
    )


def _address(*, required: bool, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Address of the webhook"),
        required=required,
        max_length=2000,
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=help_text,
        error_messages={"required": _("Paste the address."), "max_length": _("This address is too long.")},
    )


class AddChannelForm(forms.Form):
    """A new channel."""

    kind = forms.ChoiceField(
        label=_("Where to?"),
        choices=[
            (Channel.Kind.SLACK, _("Slack (an incoming webhook)")),
            (Channel.Kind.TEAMS, _("Microsoft Teams (a webhook of Workflows)")),
            (Channel.Kind.WEBHOOK, _("A program of your own (signed webhook)")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    name = _name()
    address = _address(required=True, help_text=_ADDRESS_ONCE)

    def facts(self) -> dict[str, Any]:
        return {**self.cleaned_data, "kind": Channel.Kind(self.cleaned_data["kind"])}


class ChangeChannelForm(forms.Form):
    """Another name, and perhaps another address."""

    name = _name()
    address = _address(required=False, help_text=_("Leave it empty to keep the one it has."))


class DeliveryFilter(forms.Form):
    """Everything of it stands in the address."""

    q = forms.CharField(
        label=_("Person, address or error"), required=False, max_length=100, widget=forms.SearchInput
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Any")), *Delivery.State.choices]
    )
    channel = forms.ChoiceField(
        label=_("Channel"), required=False, choices=[("", _("Any")), *Delivery.Kind.choices]
    )
