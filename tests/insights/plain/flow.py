"""What came in and went out, week by week; how old is what is open; how late rungs fired."""

from collections import Counter
from datetime import datetime, timedelta

from tests.insights.plain.bands import ever_acted, is_open
from tests.insights.plain.histories import ACTS, Told, week
from tests.insights.plain.rows import rows

DAY = timedelta(days=1)
AGES = (DAY, 3 * DAY, 10 * DAY, 30 * DAY)


def flow(issues: list[Told], since: datetime, as_of: datetime) -> dict[str, dict[str, int]]:
    """Reported, first acted on and first resolved, in each week of the period."""
    found: dict[str, Counter[str]] = {}
    for one in issues:
        if not one.counted:
            continue
        happened = {"reported": [one.reported]}
        happened["acted"] = [event.at for event in one.events if event.kind in ACTS][:1]
        happened["resolved"] = [event.at for event in one.events if event.kind == "resolved"][:1]
        for name, instants in happened.items():
            for at in instants:
                if since <= at <= as_of:
                    found.setdefault(week(at), Counter())[name] += 1
    return {name: dict(counted) for name, counted in found.items()}


def ages(issues: list[Told], as_of: datetime, *, unacted: bool) -> list[int]:
    """By age since the report: under 1 day, 1–3, 3–10, 10–30, over 30 days."""
    found = [0] * (len(AGES) + 1)
    for one in issues:
        if not one.counted or one.reported > as_of or not is_open(one, as_of):
            continue
        if unacted and ever_acted(one, as_of):
            continue
        found[sum(as_of - one.reported >= age for age in AGES)] += 1
    return found


def lags(since: datetime, as_of: datetime, *, only: set[int] | None = None) -> list[timedelta]:
    """How long after it was due each rung fired that fired in the period, in order."""
    fired = rows("SELECT issue_id, due_at, fired_at, caught_up FROM issues_escalation")
    return sorted(
        fired_at - due_at
        for issue, due_at, fired_at, _ in fired
        if since <= fired_at <= as_of and (only is None or issue in only)
    )
