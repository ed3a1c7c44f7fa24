"""Issues that are due: reported a while ago and that nobody has looked at since."""

from datetime import datetime

from inflection_points.rules.policies import Severity
from issues.commands.histories import History, write
from issues.models import Issue
from issues.rules import events as e
from tests.cast import DAY, HOUR, Company


def make_due(company: Company, how_many: int, now: datetime, *, story: str = "Late") -> list[Issue]:
    """Reported fourteen days ago; each owes one rung to one person: the executive, at the top of the ladder."""
    return _reported(company, how_many, now - 14 * DAY, now, Severity.NORMAL, story)


def make_due_soon(company: Company, how_many: int, now: datetime) -> list[Issue]:
    """Critical, reported half an hour ago: the first rung, about accepting them, is due in half an hour."""
    return _reported(company, how_many, now - HOUR / 2, now, Severity.CRITICAL, "Soon due")


def _reported(
    company: Company, how_many: int, reported_at: datetime, now: datetime, severity: Severity, story: str
) -> list[Issue]:
    histories = []
    for n in range(how_many):
        issue = Issue(
            point=company.point,
            kind=company.kind,
            policy_version=company.version,
            calendar=company.calendar,
            title=f"{story}, {n}",
        )
        history = History.of(issue)
        history.add(
            e.Reported(severity, company.owner.pk, company.delivery.pk, company.reporter.pk), reported_at
        )
        histories.append(history)
    return write(histories, now=now)
