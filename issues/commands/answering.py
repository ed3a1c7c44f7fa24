"""Answering with a receipt whether it is fixed: somebody without a name says yes or no, once for each time it is asked.

What the page showed is told as `about` (the issue) and `seen` (its last event then); an answer to what is no longer asked
is refused, and the same answer sent twice is one.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from inflection_points.commands.calendars import held_calendar
from issues.commands.meanwhile import happened_since
from issues.commands.recording import Locked, lock, record_on
from issues.commands.refolding import reckon_by_calendar_of_now
from issues.commands.settling import settle
from issues.models import Event, Issue, Report
from issues.rules import events as e
from issues.rules import refusals as no
from issues.rules.state import Phase, State
from notifications.commands.outbox import enqueued_last

Answer = e.Verified | e.Reopened

# What changes the question; whatever else happened is none of a guest's business.
_CHANGES_IT: Final = frozenset(
    e.kind_of(kind) for kind in (e.Resolved, e.Verified, e.Reopened, e.Declined, e.Merged, e.Undone)
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page showed: the issue, and up to which of its events."""

    about: int
    seen: int


@transaction.atomic
@enqueued_last()
def confirm_fixed(*, report: Report, now: datetime, asked: Asked) -> Issue:
    """Whoever has the receipt of `report` says: yes, it is fixed. The reporter's yes, so the issue is closed.

    Raises `FollowsAnother`, `AlreadyAnswered`, `IssueNotResolved`, `NotAskedThen`.
    """
    return _answer(report, now, asked, e.Verified(None, receipt=report.pk))


@transaction.atomic
@enqueued_last()
def say_not_fixed(*, report: Report, now: datetime, asked: Asked, reason: str) -> Issue:
    """Whoever has the receipt says: no. A new cycle, one rung higher. Raises `ReasonMissing`, and as `confirm_fixed`."""
    held_calendar(Issue.objects.values_list("calendar", flat=True).get(pk=report.issue_id))
    return _answer(report, now, asked, e.Reopened(None, reason.strip(), receipt=report.pk))


def can_confirm(report: Report, state: State) -> bool:
    """Whether a yes counts now: it is resolved, and was reported before that."""
    asked = state.phase is Phase.RESOLVED and state.resolved_at is not None
    return asked and (state.resolved_at is None or report.received_at <= state.resolved_at)


def can_doubt(state: State) -> bool:
    """Whether a no counts now. What was declined has had its answer."""
    return state.phase in {Phase.RESOLVED, Phase.VERIFIED}


def _answer(report: Report, now: datetime, asked: Asked, answer: Answer) -> Issue:
    locked = lock(report.issue_id, now)
    _must_belong(report, locked, asked)
    since = [row for row in happened_since(locked.issue.pk, asked.seen) if row.kind in _CHANGES_IT]
    if any(_is_same(row, answer) for row in since[-1:]):
        return locked.issue  # sent twice
    if since:
        raise no.AlreadyAnswered
    if isinstance(answer, e.Verified):
        _must_be_asked(report, locked.state)
    elif not can_doubt(locked.state):
        raise no.IssueNotResolved
    else:
        reckon_by_calendar_of_now(locked)
        settle(locked, actor=None)  # whoever had it may have left since
    return record_on(locked, answer, actor=None)


def _must_belong(report: Report, locked: Locked, asked: Asked) -> None:
    """Raises `FollowsAnother` when it was merged, or taken apart, while the page was open or the lock was waited for."""
    belongs_to = Report.objects.values_list("issue", flat=True).get(pk=report.pk)
    if not belongs_to == locked.issue.pk == asked.about:
        raise no.FollowsAnother


def _must_be_asked(report: Report, state: State) -> None:
    if state.phase is not Phase.RESOLVED:
        raise no.IssueNotResolved
    if not can_confirm(report, state):
        raise no.NotAskedThen


def _is_same(row: Event, answer: Answer) -> bool:
    return row.kind == e.kind_of(answer) and row.payload.get("receipt") == answer.receipt
