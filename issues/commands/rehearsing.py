"""What a changed calendar would do to the open issues that run on it, before anybody saves. Writes nothing."""

from dataclasses import dataclass
from datetime import datetime

from inflection_points.models import Calendar
from inflection_points.rules.calendars import WorkingCalendar
from issues.models import Issue
from issues.rules.ladder import schedule
from issues.rules.memory import thaw
from issues.rules.state import State, Terms


@dataclass(slots=True)
class Rehearsal:
    """Open issues on a calendar by where the first of their deadlines that moves would go.

    `at_once`: something would be due as soon as it is saved.
    """

    open: int = 0
    earlier: int = 0
    later: int = 0
    at_once: int = 0

    @property
    def unmoved(self) -> int:
        return self.open - self.earlier - self.later


def rehearse(calendar: Calendar, value: WorkingCalendar, now: datetime) -> Rehearsal:
    """Compute every open issue of the calendar as if it were `value` from now on."""
    done = Rehearsal()
    rows = Issue.objects.open().filter(calendar=calendar).select_related("policy_version")
    for issue in rows.only("memory", "policy_version__id").iterator(chunk_size=2000):
        state = thaw(issue.memory)
        terms = Terms(issue.policy_version.value(), value)
        _count(done, state, state._replace(alarms=schedule(state, terms)), now)
    return done


def _count(done: Rehearsal, was: State, will_be: State, now: datetime) -> None:
    done.open += 1
    due = {(alarm.kind, alarm.rung): alarm.due for alarm in will_be.alarms}
    moved = [(a.due, due.get((a.kind, a.rung), a.due)) for a in was.alarms]
    first = next((pair for pair in moved if pair[0] != pair[1]), None)
    if first is not None:
        done.earlier += first[1] < first[0]
        done.later += first[1] > first[0]
    if was.next_due is not None and will_be.next_due is not None:
        done.at_once += will_be.next_due <= now < was.next_due
