"""The nudge beside the next move: whom one could ask, or when one has."""

from dataclasses import dataclass
from datetime import datetime

from issues.commands.nudging import ONCE_IN, nudged_at, whom_to_nudge
from issues.commands.prospects import Outlook
from people.models import User
from people.rules.permissions import Can
from people.rules.words import listed


@dataclass(frozen=True, slots=True)
class Nudge:
    """Whom this person can nudge; with `at`, when they did within a day, and `again_at`, from when they can again."""

    whom: str
    at: datetime | None = None

    @property
    def again_at(self) -> datetime | None:
        return self.at + ONCE_IN if self.at is not None else None


def nudge_of(view: Outlook, person: User, now: datetime) -> Nudge | None:
    """None where there is nobody to nudge: the issue is closed, the move is one's own, or nobody knows whose."""
    if not person.may(Can.COMMENT) or view.move is None or not (whom := whom_to_nudge(view, person)):
        return None
    return Nudge(listed(one.name for one in whom), nudged_at(view.issue.pk, person, now))
