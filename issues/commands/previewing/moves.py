"""What moving open issues to a version would change, issue by issue, before anybody does it."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from inflection_points.models import Calendar
from inflection_points.models.policies import policy_value
from inflection_points.rules.calendars import Target
from inflection_points.rules.policies import Policy as Value
from inflection_points.rules.policies import Severity, calendar_for
from issues.commands.previewing.samples import Sample, sample
from issues.models import Issue
from issues.rules.lifecycle import apply
from issues.rules.memory import thaw
from issues.rules.moving import policy_moved
from issues.rules.simulation import caught_up
from issues.rules.state import State, Terms

log = logging.getLogger(__name__)

MOVE_BUDGET: Final = 1000  # issues: what keeps a web worker busy for less than half a second
_WORST: Final = 10


@dataclass(slots=True)
class Tally:
    """Counts of issues, in the sample. `by_grace`: later, but not without the grace period; `at_once`: overdue but for
    it; `late`: overdue as they are."""

    issues: int = 0
    earlier: int = 0
    later: int = 0
    by_grace: int = 0
    same: int = 0
    at_once: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """One issue: when its clock runs out, and when the engine speaks next, before and after."""

    issue: Issue
    severity: Severity
    deadline: datetime
    new_deadline: datetime
    next_due: datetime
    new_next_due: datetime
    bare_next_due: datetime  # if there were no grace period
    at_once: bool

    @property
    def later_by_grace(self) -> bool:
        """Whether the grace period alone puts off when somebody is told."""
        return self.new_next_due > self.next_due >= self.bare_next_due

    @property
    def sooner(self) -> timedelta:
        """How much sooner somebody is told; negative when it is later."""
        return self.next_due - self.new_next_due


@dataclass(frozen=True, slots=True)
class MovePreview:
    """All of the sample together, by severity, and those that change for the worse."""

    sample: Sample
    by_severity: dict[Severity, Tally]
    together: Tally
    worst: list[Change] = field(default_factory=list)


def preview_move(
    issues: QuerySet[Issue], version: Value, *, grace: Target, now: datetime, budget: int = MOVE_BUDGET
) -> MovePreview:
    """What `policy_moves.add_policy_move` would do to the open issues now. Beyond `budget` an even sample is looked at."""
    wanted = issues.only("pk", "title", "is_confidential", "memory", "calendar_id", "policy_version_id")
    chosen = sample(wanted, budget)
    found = MovePreview(chosen, {severity: Tally() for severity in Severity}, Tally())
    changes = list(_changes(chosen.issues, version, grace, now))
    for change in changes:
        _note(found.by_severity[change.severity], change, now)
        _note(found.together, change, now)
    sooner = [change for change in changes if change.sooner > timedelta()]
    found.worst.extend(sorted(sooner, key=lambda c: (not c.at_once, -c.sooner, c.issue.pk))[:_WORST])
    return found


def _changes(issues: Iterable[Issue], version: Value, grace: Target, now: datetime) -> Iterator[Change]:
    issues = list(issues)
    calendars = Calendar.objects.in_bulk({issue.calendar_id for issue in issues})
    for issue in issues:
        terms = Terms(policy_value(issue.policy_version_id), calendars[issue.calendar_id].value())
        try:
            change = _change(issue, terms, version, grace, now)
        except Exception:  # one that cannot be read is not moved either, and must not hide the others
            log.exception("Issue %s could not be foreseen under another policy version.", issue.pk)
            continue
        if change is not None:
            yield change


def _change(issue: Issue, terms: Terms, version: Value, grace: Target, now: datetime) -> Change | None:
    """None for an issue that needs no deadline any more."""
    before = caught_up(thaw(issue.memory), terms, now)
    given = grace.working_time(calendar_for(before.severity, terms.calendar))
    after = _moved(before, terms, version, given, now)
    bare = _moved(before, terms, version, timedelta(), now)
    if before.next_due is None or after.next_due is None:
        return None
    old, new = _deadline(before), _deadline(after)
    without_grace = bare.next_due or after.next_due
    at_once = _deadline(bare) <= now < old
    return Change(issue, before.severity, old, new, before.next_due, after.next_due, without_grace, at_once)


def _moved(before: State, terms: Terms, version: Value, grace: timedelta, now: datetime) -> State:
    event = policy_moved(before, terms, version, now=now, grace=grace)
    return apply(before, event, max(now, before.last_at), Terms(version, terms.calendar))


def _deadline(state: State) -> datetime:
    return state.act_by if state.awaits_act else state.resolve_by


def _note(tally: Tally, change: Change, now: datetime) -> None:
    tally.issues += 1
    tally.earlier += change.new_next_due < change.next_due
    tally.later += change.new_next_due > change.next_due
    tally.by_grace += change.later_by_grace
    tally.same += change.new_next_due == change.next_due
    tally.at_once += change.at_once
    tally.late += change.deadline <= now
