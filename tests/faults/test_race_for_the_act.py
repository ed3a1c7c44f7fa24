"""Somebody acts in the moment in which the rung comes due: nobody is told after a committed act."""

import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from issues import commands
from issues.commands.sweeping import sweep
from issues.commands.wanting import unwanted
from issues.models import Event, Issue
from notifications.commands.delivery import deliver
from notifications.models import Message
from tests.cast import DAY, HOUR, REPORTED, make_company
from tests.faults import invariants
from tests.faults.scale import dose

pytestmark = pytest.mark.fault

ONE_SECOND = timedelta(seconds=1)


class Race:
    """An act and a sweep that start together, each on its own connection."""

    def __init__(self, company):
        self.company = company
        self.start = threading.Barrier(2)

    def act(self, issue, head_start):
        """The door has read the clock a second before the rung is due."""
        self._wait(head_start)
        commands.record_containment(
            issue=issue.pk,
            actor=self.company.owner,
            now=due_of(issue) - ONE_SECOND,
            evidence="Sent a courier",
        )

    def sweep(self, issue, head_start):
        self._wait(head_start)
        sweep(now=due_of(issue))

    def _wait(self, seconds):
        self.start.wait(30)
        time.sleep(seconds)


def due_of(issue):
    return issue.next_due_at


def reported_apart(company, how_many):
    """Issues at the last rung but one, whose next rung comes due one second after the other."""
    issues = [company.report(now=REPORTED + n * ONE_SECOND, text=f"Late, {n}") for n in range(how_many)]
    sweep(now=REPORTED + 6 * DAY + HOUR)
    return list(Issue.objects.filter(pk__in=[issue.pk for issue in issues]).order_by("next_due_at"))


def told_after_an_act():
    """The rungs of the act clock that were written after an act on the same issue."""
    late, acted = 0, set()
    for issue, kind, payload in Event.objects.order_by("issue", "seq").values_list(
        "issue", "kind", "payload"
    ):
        if kind == "containment_recorded":
            acted.add(issue)
        late += kind == "escalated" and issue in acted and payload["clock"] != "resolve"
    return late


def test_no_rung_is_written_after_a_committed_act(transactional_db, figure):
    races = dose(500, 100)
    company = make_company()
    issues = reported_apart(company, races)
    chance = random.Random(7)
    race = Race(company)
    before = invariants.fired()
    with ThreadPoolExecutor(2) as pool:
        for n, issue in enumerate(issues):
            delays = [0.0, chance.uniform(0, 0.012)]
            act_waits, sweep_waits = delays if n % 2 else reversed(delays)
            for done in [
                pool.submit(race.act, issue, act_waits),
                pool.submit(race.sweep, issue, sweep_waits),
            ]:
                done.result(30)
        for done in [pool.submit(close_connection, race.start) for _ in range(2)]:
            done.result(30)

    escalated_first = invariants.fired() - before
    later = due_of(issues[-1]) + 2 * DAY
    sweep(now=later)
    assert invariants.fired() - before == escalated_first, "a rung came due though all had been acted on"
    assert told_after_an_act() == 0
    assert 0 < escalated_first < races, "the races must end both ways"
    deliver(clock=lambda: later, unwanted=unwanted)
    assert (
        Counter(Message.objects.filter(kind="escalated").values_list("state", flat=True))["dispatched"] == 0
    )
    invariants.hold(due=before + escalated_first, now=later)
    figure(
        "F6 act against escalation",
        f"{races} races, {escalated_first} won by the rung and {races - escalated_first} by the act: "
        "0 rungs after an act, 0 messages about what was acted on",
    )


def close_connection(together):
    together.wait(30)
    connection.close()
