"""Counting what fires and whom it tells, each person looked up as of now."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from inflection_points.rules.policies import Clock, Policy
from issues.commands.previewing.samples import Sample
from issues.commands.recipients import Directory
from issues.commands.telling import comes_in_a_digest
from issues.models import Issue
from issues.rules.simulation import Fired
from notifications.rules.digests import next_digest
from people.models import User

WEEK: Final = timedelta(weeks=1)
Step = tuple[Clock, int]  # a rung: its clock and its position


@dataclass(slots=True)
class RungCount:
    """How often a rung fired for the first time and again, in the sample; and how often each person was told."""

    first: int = 0
    again: int = 0
    told: Counter[int] = field(default_factory=Counter)


@dataclass(slots=True)
class Load:
    """What one person would get, in all issues: messages at once, digests, and the busiest of the weeks."""

    alone: int = 0
    digests: int = 0
    busiest: int = 0

    @property
    def messages(self) -> int:
        return self.alone + self.digests


@dataclass(slots=True)
class Outcome:
    """What a policy would have done to the sample in the window."""

    rungs: dict[Step, RungCount]
    loads: dict[int, Load]
    people: dict[int, User]
    unreached: int = 0

    @property
    def fired(self) -> int:
        """All firings in the sample."""
        return sum(count.first + count.again for count in self.rungs.values())


def count(
    fired: Iterable[tuple[Issue, Fired]], policy: Policy, sample: Sample, *, since: datetime, now: datetime
) -> Outcome:
    """Count what fired, weeks from `since` on. A digest a morning is one message, however many issues stand in it."""
    fired = list(fired)
    directory = _directory(sample, fired)
    outcome = Outcome(
        {(rung.clock, rung.position): RungCount() for rung in policy.rungs}, defaultdict(Load), {}
    )
    known: dict[tuple[object, ...], list[User]] = {}
    alone: dict[int, Counter[int]] = defaultdict(Counter)
    digests: dict[int, set[datetime]] = defaultdict(set)
    for issue, one in fired:
        clock, rung = Clock(one.event.clock), one.event.rung
        key = (issue.point_id, one.state.holder, one.state.holder_department, clock, rung)
        if key not in known:
            held = Issue(point_id=key[0], holder_id=key[1], holder_department_id=key[2])
            known[key] = directory.climb(held, policy.ladders[clock][rung - 1 :], now)[0]
        _note(outcome, outcome.rungs[clock, rung], one, known[key])
        for person in known[key]:
            if comes_in_a_digest(one.state, one.event):
                digests[person.pk].add(next_digest(one.at, person.time_zone))
            else:
                alone[person.pk][_week(one.at, since)] += 1
    for pk in outcome.people:
        outcome.loads[pk] = _load(alone[pk], Counter(_week(at, since) for at in digests[pk]), sample)
    return outcome


def _note(outcome: Outcome, rung: RungCount, one: Fired, told: list[User]) -> None:
    if one.event.again:
        rung.again += 1
    else:
        rung.first += 1
    outcome.unreached += not told
    for person in told:
        rung.told[person.pk] += 1
        outcome.people[person.pk] = person


def _load(alone: Counter[int], digests: Counter[int], sample: Sample) -> Load:
    """Single messages grow with the number of issues; digests do not: one a morning is all there is."""
    weeks = alone.keys() | digests.keys()
    busiest = max((sample.scaled(alone[week]) + digests[week] for week in weeks), default=0)
    return Load(sample.scaled(alone.total()), digests.total(), busiest)


def _week(at: datetime, since: datetime) -> int:
    return (at - since) // WEEK


def _directory(sample: Sample, fired: Iterable[tuple[Issue, Fired]]) -> Directory:
    directory = Directory.around(sample.issues)
    holders = {one.state.holder for _, one in fired if one.state.holder is not None}
    directory.people |= User.objects.in_bulk(holders)
    return directory
