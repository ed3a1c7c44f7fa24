"""What every one of many issues would refuse is said before anything begins, while the form is still open."""

from collections.abc import Collection
from datetime import datetime

from inflection_points.rules.policies import Severity
from issues.commands.wishes import Bulk, Wish
from issues.models import Issue
from issues.rules import refusals as no
from issues.rules.guards import LONGEST_SNOOZE, require
from issues.rules.state import CLOSED, Phase
from people.rules.words import say


def must_make_sense(wish: Wish, numbers: Collection[int], now: datetime) -> None:
    """Raises `DueInThePast`, `SnoozeEndsInThePast`, `SnoozeTooLong`, `SeverityUnchanged`, `ReasonMissing`, `NoSuchIssue`,
    `CannotTakeReports`. What only some of the issues refuse is told of each of them afterwards."""
    match wish.command:
        case Bulk.PLAN_ACTION:
            require(wish.facts["due_at"] > now, no.DueInThePast)
        case Bulk.SNOOZE:
            require(wish.facts["until"] > now, no.SnoozeEndsInThePast)
            require(wish.facts["until"] <= now + LONGEST_SNOOZE, no.SnoozeTooLong)
        case Bulk.CHANGE_SEVERITY:
            _must_say_why(wish, numbers, now, **wish.facts)
        case Bulk.MERGE:
            _must_take_reports(wish, now)


def _must_say_why(wish: Wish, numbers: Collection[int], now: datetime, *, to: Severity, reason: str) -> None:
    """One that becomes less severe is enough: the others would be done, and the words for it lost."""
    chosen = Issue.objects.visible_to(wish.actor, now).open().filter(pk__in=numbers)
    known = {Severity(one) for one in chosen.order_by().values_list("severity", flat=True).distinct()}
    require(known != {to}, no.SeverityUnchanged)
    if not reason.strip() and any(one.rank > to.rank for one in known):
        raise no.ReasonMissing(
            say("Some of them become less severe. Say why: the people concerned will read it.")
        )


def _must_take_reports(wish: Wish, now: datetime) -> None:
    visible = Issue.objects.visible_to(wish.actor, now)
    phase = visible.filter(pk=wish.into or 0).values_list("phase", flat=True).first()
    require(phase is not None, no.NoSuchIssue)
    require(phase not in {*CLOSED, Phase.RESOLVED}, no.CannotTakeReports)
