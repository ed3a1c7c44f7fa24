"""What a changed calendar would do to the open issues that run on it, before anybody saves. Writes nothing."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from inflection_points.models import Calendar
from inflection_points.models.policies import policy_value
from inflection_points.rules.calendars import WorkingCalendar
from issues.commands.pasts import History, fold_by, histories_of
from issues.models import Issue
from issues.querysets import Claimed
from issues.rules.events import CalendarChanged
from issues.rules.memory import thaw
from issues.rules.state import State, Terms

log = logging.getLogger(__name__)

BATCH: Final = 500


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
    """What the change would do to every open issue of the calendar, reckoned as the change itself does."""
    done = Rehearsal()
    running = Issue.objects.open().filter(calendar=calendar)
    pks = list(running.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), BATCH):
        some = pks[start : start + BATCH]
        histories = histories_of(some)
        for issue in Issue.objects.filter(pk__in=some).order_by("pk").for_engine():
            done.open += 1
            try:
                was, will_be = _one(issue, histories[issue.pk], value, now)
            except Exception:
                log.exception("Issue %s could not be rehearsed.", issue.pk)
            else:
                _count(done, was, will_be, now)
    return done


def _one(issue: Claimed, history: History, value: WorkingCalendar, now: datetime) -> tuple[State, State]:
    was = thaw(issue.memory)
    event = CalendarChanged("", was.first_act_by), max(now, was.last_at)
    return was, fold_by([*history, event], Terms(policy_value(issue.policy_version_id), value))


def _count(done: Rehearsal, was: State, will_be: State, now: datetime) -> None:
    due = {(alarm.kind, alarm.rung): alarm.due for alarm in will_be.alarms}
    moved = [(a.due, due.get((a.kind, a.rung), a.due)) for a in was.alarms]
    first = next((pair for pair in moved if pair[0] != pair[1]), None)
    if first is not None:
        done.earlier += first[1] < first[0]
        done.later += first[1] > first[0]
    if was.next_due is not None and will_be.next_due is not None:
        done.at_once += will_be.next_due <= now < was.next_due
