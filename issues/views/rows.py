"""One issue in one line of a list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.safestring import SafeString

from issues.commands.prospects import Outlook, outlooks
from issues.models import Issue
from issues.rules.moves import Standing
from issues.rules.state import Phase
from issues.templatetags.moves import first_told
from people.templatetags.times import due

PHASES: Final = {
    Phase.REPORTED: "reported",
    Phase.ACCEPTED: "accepted",
    Phase.COMMITTED: "planned",
    Phase.ACTING: "acted on",
    Phase.RESOLVED: "resolved",
    Phase.VERIFIED: "fixed",
    Phase.DECLINED: "declined",
    Phase.MERGED: "merged",
}


@dataclass(frozen=True, slots=True)
class Row:
    """What `components/_issue_row.html` shows."""

    url: str
    number: int
    title: str
    severity: str
    severity_label: str
    point: str
    site: str
    status: str
    status_label: str
    due: SafeString | str
    next: str


def status_word(outlook: Outlook) -> str:
    """The state as the screen says it."""
    return state_word(outlook.standing, outlook.state.phase)


def state_word(standing: Standing, phase: Phase) -> str:
    return "not acted on" if standing is Standing.UNACTED else PHASES[phase]


def row(outlook: Outlook, now: datetime, url: str = "") -> Row:
    issue, move = outlook.issue, outlook.move
    return Row(
        url=url or issue.get_absolute_url(),
        number=issue.pk,
        title=issue.title,
        severity=issue.severity,
        severity_label=issue.get_severity_display().capitalize(),
        point=issue.point.name,
        site=issue.site.name if issue.site else "",
        status=outlook.standing,
        status_label=status_word(outlook),
        due=due(move.deadline, now) if move else "",
        next=f"then {first_told(outlook)}" if outlook.then else "",
    )


def rows(issues: Iterable[Issue], now: datetime) -> list[Row]:
    """A row an issue, in their order."""
    return [row(outlook, now) for outlook in outlooks(issues, now)]
