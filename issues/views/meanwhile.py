"""What happened to an issue while somebody looked at an older page of it, in the words of its timeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from issues.models import Event
from issues.views.history import told
from people.models import User
from people.templatetags.joining import after
from people.templatetags.times import relative


@dataclass(frozen=True, slots=True)
class Since:
    """One thing that happened: by whom, in words, and when."""

    at: datetime
    words: str
    when: str
    quote: str


def told_since(events: Sequence[Event], person: User, now: datetime) -> list[Since]:
    """The events in words, in their order; what the person did in another window says so."""
    said = zip(events, told(events, now), strict=True)
    return [
        Since(row.at, _by(row, words, person), relative(row.at, now), quote) for row, (words, quote) in said
    ]


def _by(row: Event, words: str, person: User) -> str:
    actor = row.actor.name if row.actor else _("Somebody")
    named = words if words.startswith(actor) else after(actor, words)
    return _("%(said)s (that was you)") % {"said": named} if row.actor_id == person.pk else named


def in_a_sentence(one: Since, refused: Sequence[str] = ()) -> str:
    """For a button without a form: the page that comes with it shows how things stand now.

    `refused` are the sentences that say why pressing it again would not help.
    """
    then = " ".join(refused) or _("Look at it, then press again.")
    said = _("Not done. Since you opened this: %(words)s, %(when)s.") % {"words": one.words, "when": one.when}
    return f"{said} {then}"
