"""One issue in one line of a list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from issues.commands.places import Places
from issues.commands.promising import next_promises
from issues.commands.prospects import Outlook, outlooks
from issues.models import Issue
from issues.rules.moves import Standing
from issues.rules.state import Phase
from issues.templatetags.moves import first_told
from people.templatetags.times import due, relative

PHASES: Final = {
    Phase.REPORTED: gettext_lazy("reported"),
    Phase.ACCEPTED: gettext_lazy("accepted"),
    Phase.COMMITTED: gettext_lazy("planned"),
    Phase.ACTING: gettext_lazy("acted on"),
    Phase.RESOLVED: gettext_lazy("resolved"),
    Phase.VERIFIED: gettext_lazy("fixed"),
    Phase.DECLINED: gettext_lazy("declined"),
    Phase.MERGED: gettext_lazy("merged"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """What `components/_issue_row.html` shows. `key` is the number as text: written many times on a page."""

    url: str
    number: int
    key: str
    title: str
    severity: str
    severity_label: str
    place: str
    status: str
    status_label: str
    due: SafeString | str
    next: str
    is_confidential: bool = False
    promise: SafeString | str = ""  # to a customer, that nobody has kept yet
    seen: str = ""  # what a tick sends: the number, and up to which event it is shown

    @property
    def badge(self) -> SafeString:
        """How bad it is, as shape and word."""
        return _shaped("row-severity badge severity", self.severity, self.severity_label)

    @property
    def standing(self) -> SafeString:
        """How it stands, as shape and word."""
        return _shaped("status status", self.status, self.status_label)


@lru_cache(maxsize=256)
def _shaped(look: str, shape: str, word: str) -> SafeString:
    """One of the few marks of which a long list is full, made once."""
    return format_html(
        '<span class="{}-{}"><svg class="shape" aria-hidden="true"><use href="#shape-{}"/></svg>{}</span>',
        look,
        shape,
        shape,
        word,
    )


def status_word(outlook: Outlook) -> str:
    """The state as the screen says it."""
    return state_word(outlook.standing, outlook.state.phase)


def state_word(standing: Standing, phase: Phase) -> str:
    return _("not acted on") if standing is Standing.UNACTED else str(PHASES[phase])


def promise_words(by: datetime | None, now: datetime) -> SafeString | str:
    """By when a customer was promised something: "Customer promised something: in 2 h"."""
    if by is None:
        return ""
    said = _("Promised to a customer: %(when)s") % {"when": relative(by, now, due=True)}
    return format_html('<span class="row-promise{}">{}</span>', " is-overdue" if by < now else "", said)


def row(outlook: Outlook, now: datetime, url: str = "", promised_by: datetime | None = None) -> Row:
    issue, move = outlook.issue, outlook.move
    return Row(
        url=url or issue.get_absolute_url(),
        number=issue.pk,
        key=str(issue.pk),
        title=issue.title,
        severity=issue.severity,
        severity_label=severity_word(issue.severity, get_language()),
        place=f"{issue.point.name} · {issue.site.name}" if issue.site else issue.point.name,
        status=outlook.standing,
        status_label=status_word(outlook),
        due=due(move.deadline, now) if move else "",
        is_confidential=issue.is_confidential,
        promise=promise_words(promised_by, now),
        seen=f"{issue.pk}.{outlook.state.seq}",
        next=_("then %(name)s") % {"name": first_told(outlook)} if outlook.then else "",
    )


@lru_cache(maxsize=64)
def severity_word(severity: str, language: str | None) -> str:  # noqa: ARG001  the word is of the language
    return str(Issue.Severities(severity).label).capitalize()


def rows(issues: Iterable[Issue], now: datetime, *, places: Places | None = None) -> list[Row]:
    """A row an issue, in their order."""
    found = outlooks(issues, now, places=places)
    promised = next_promises(one.issue.pk for one in found)
    return [row(one, now, promised_by=promised.get(one.issue.pk)) for one in found]
