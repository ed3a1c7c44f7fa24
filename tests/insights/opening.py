"""What tests of the overview ask of its page, and an issue that climbed the ladder."""

import re
from datetime import datetime
from html import unescape

from inflection_points.rules.policies import Severity
from issues.commands.histories import write
from issues.models import Issue
from issues.rules import events as e
from tests.cast import DAY, REPORTED
from tests.insights.stories import history

LATER = REPORTED + 30 * DAY


def words(response) -> str:
    """The text without tags, in single spaces."""
    text = re.sub(r"<(script|svg|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    said = " ".join(unescape(re.sub(r"<[^>]*>", " ", text)).split())
    return re.sub(r" ([:,.])", r"\1", said)


def escalated(company, at: datetime, **fields) -> Issue:
    """An issue that nobody acted on, with the rungs that were reached since."""
    point = fields.pop("point", company.point)
    story = history(company, point, **fields)
    story.add(e.Reported(Severity.NORMAL, point.owner_id, company.delivery.pk, None, customers=1), at)
    story.live(LATER)
    [issue] = write([story], now=LATER)
    return issue
