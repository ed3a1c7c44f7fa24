"""Saying something on an issue, to somebody or to everybody."""

import uuid
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from issues.commands.mentioning import mentioned_in
from issues.forms.files import FilesField
from issues.forms.moves import MoveForm, words
from issues.models import Issue
from issues.rules.refusals import UnknownMention


class CommentForm(MoveForm):
    heading = _("Comment")
    lead = _("A comment is not an act: the clock runs on.")
    button = _("Comment")

    text = words(
        _("What do you want to say?"),
        rows=2,
        required=False,
        help_text=_("@ and a name tells somebody, and lets them follow the issue."),
    )
    photos = FilesField()
    client_key = forms.UUIDField(
        required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"}), initial=uuid.uuid4
    )

    issue: Issue | None = None  # the one that is commented on; the view says
    now: datetime | None = None

    def clean_text(self) -> str:
        """Whoever is mentioned must be found before anything is written."""
        text = str(self.cleaned_data["text"])
        if self.issue is not None and self.now is not None:
            try:
                mentioned_in(text, issue=self.issue, now=self.now)
            except UnknownMention as refusal:
                raise ValidationError(str(refusal)) from refusal
        return text

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not self.errors and not said["text"].strip() and not said["photos"]:
            self.add_error("text", _("Write something before you send the comment."))
        return said

    def facts(self) -> dict[str, Any]:
        """The same words from the same page are one comment; other words are another one."""
        facts = super().facts()
        if page := facts["client_key"]:
            digests = sorted(one.digest for one in facts["files"])
            facts["client_key"] = uuid.uuid5(page, "\n".join([*digests, facts["text"].strip()]))
        return facts
