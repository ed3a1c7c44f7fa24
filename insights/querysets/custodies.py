"""Hand-overs between departments, and issues that came straight back."""

from datetime import datetime

from django.db.models import F, Q, Window
from django.db.models.functions import Lag

from insights.querysets import counters
from insights.querysets.tables import holdings
from issues.models import Issue
from issues.querysets import IssueQuerySet


def handovers_between_departments(as_of: datetime | None = None) -> int:
    """How often an issue passed from one department to another by `as_of`, all counted issues together."""
    passed = Q(passed_at__isnull=False) if as_of is None else counters.happened("passed_at", as_of)
    return holdings().filter(passed).count()


def ping_pong_issues(as_of: datetime | None = None) -> IssueQuerySet:
    """Issues that came straight back to a department: A, B, A. What a re-organisation moves comes from nowhere."""
    known = holdings() if as_of is None else holdings().filter(since__lte=as_of)
    turns = known.annotate(
        passed_before=_before("passed_to", 1),
        one_before=_before("department", 2),
        passed_to_next=_before("passed_to", 2),
    )
    back = turns.filter(one_before=F("department"), passed_before__isnull=False, passed_to_next__isnull=False)
    return Issue.objects.filter(pk__in=back.values("fact"))


def _before(column: str, turns: int) -> Window:
    return Window(Lag(column, turns), partition_by="fact", order_by="pk")
