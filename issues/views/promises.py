"""What customers were promised with the reports of an issue, as its page shows it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from issues.commands.permissions import keeps_promises
from issues.models import Issue, Report
from issues.rules.promises import PromiseStand, promise_stand
from people.models import User


@dataclass(frozen=True, slots=True)
class Promise:
    """What a customer was promised with a report, and how it stands."""

    report: Report
    stand: PromiseStand
    can_keep: bool


def promises_of(issue: Issue, reports: Iterable[Report], person: User, now: datetime) -> list[Promise]:
    """Those of the reports, the next to be kept first, then those without a date, then what is kept."""
    told = [one for one in reports if one.promised]
    may = bool(told) and keeps_promises(issue, person)
    promises = [
        Promise(one, promise_stand(one.promised_by, one.kept_at, now), may and one.kept_at is None)
        for one in told
    ]
    return sorted(promises, key=_pressing)


def _pressing(one: Promise) -> tuple[bool, bool, datetime]:
    by = one.report.promised_by
    return one.report.kept_at is not None, by is None, by or one.report.received_at


def leading_promise(promises: Sequence[Promise], deadline: datetime | None) -> Promise | None:
    """The next promise to be kept, if it is due before the deadline of the next move, or no move is left."""
    first = promises[0] if promises else None
    if first is None or first.report.kept_at is not None or first.report.promised_by is None:
        return None
    return first if deadline is None or first.report.promised_by <= deadline else None
