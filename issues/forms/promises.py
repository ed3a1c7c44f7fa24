"""Saying that a customer's promise was kept."""

from django.utils.translation import gettext_lazy as _

from issues.forms.moves import MoveForm, words


class KeepPromiseForm(MoveForm):
    heading = _("Was the promise kept?")
    lead = _(
        "For the customer who was promised something when this was reported. It stops no clock: it is not an act."
    )
    button = _("It was kept")

    note = words(
        _("How?"), required=False, rows=2, help_text=_("So that colleagues know what the customer knows.")
    )
