"""Keeping an issue to those who deal with it, and opening it again."""

from django.utils.translation import gettext_lazy as _

from issues.forms.moves import MoveForm, words


class MakeConfidentialForm(MoveForm):
    heading = _("Keep it to those who deal with it")
    lead = _(
        "Only those who reported it, have it, answer for it, work on it or are told by the ladder see it from here on, and you. Every clock runs on, and the numbers count it."
    )
    button = _("Make it confidential")

    reason = words(_("Why?"), rows=2, help_text=_("Only those who see it read this."))


class MakeOpenForm(MoveForm):
    heading = _("Open it to everybody")
    lead = _(
        "Everybody who signs in reads it again: its reports, its comments and its timeline, also from this time."
    )
    button = _("Open it to everybody")
    is_final = True

    reason = words(_("Why is there nothing left to keep?"), rows=2, help_text=_("Everybody will read this."))
