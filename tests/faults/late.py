"""Issues that are due: reported a while ago and that nobody has looked at since."""

from datetime import datetime

from inflection_points.rules.policies import Severity
from issues.commands.histories import History, write
from issues.models import Issue
from issues.rules import events as e
from tests.cast import DAY, Company


def make_due(company: Company, how_many: int, now: datetime, *, story: str = "Late") -> list[Issue]:
    """Reported fourteen days ago; each owes one rung to one person: the executive, at the top of the ladder."""
    reported_at = now - 14 * DAY
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
            e.Reported(Severity.NORMAL, company.owner.pk, company.delivery.pk, company.reporter.pk),
            reported_at,
        )
        histories.append(history)
    return write(histories, now=now)
