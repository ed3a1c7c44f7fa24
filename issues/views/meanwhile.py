"""What happened to an issue while somebody looked at an older page of it, in the words of its timeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from issues.models import Event
from issues.views.history import told
from people.models import User
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
    actor = row.actor.name if row.actor else "Somebody"
    named = words if words.startswith(actor) else f"{actor}: {words[0].lower()}{words[1:]}"
    return f"{named} (that was you)" if row.actor_id == person.pk else named


def in_a_sentence(one: Since, refused: Sequence[str] = ()) -> str:
    """For a button without a form: the page that comes with it shows how things stand now.

    `refused` are the sentences that say why pressing it again would not help.
    """
    then = " ".join(refused) or "Look at it, then press again."
    return f"Not done. Since you opened this: {one.words}, {one.when}. {then}"
