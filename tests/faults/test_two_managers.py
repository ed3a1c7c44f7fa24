"""Two managers send what they decided about one issue at the same instant: one is done, the other learns of it."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from issues import commands
from issues.commands.meanwhile import unless_it_moved_on
from issues.commands.wanting import unwanted
from issues.models import Action
from issues.rules.events import ActionKind
from issues.rules.refusals import MovedOn
from notifications.commands.delivery import deliver
from tests.cast import DAY, HOUR, REPORTED, make_company
from tests.faults import invariants
from tests.faults.scale import dose

pytestmark = pytest.mark.fault

NOW = REPORTED + HOUR


class Desk:
    """What two people send about one issue, begun together, each on a connection of their own."""

    def __init__(self, company):
        self.company = company
        self.start = threading.Barrier(2)

    def plan(self, issue, actor, waits):
        return self._sent(issue, actor, waits, commands.plan_action, **self._plan(actor))

    def hand_over(self, issue, actor, waits):
        return self._sent(issue, actor, waits, commands.hand_over, to=self.company.manager)

    def plan_knowingly(self, issue, actor, seen):
        unless_it_moved_on(
            commands.plan_action, issue=issue.pk, seen=seen, actor=actor, now=NOW, **self._plan(actor)
        )

    def _plan(self, actor):
        return {
            "kind": ActionKind.CORRECTIVE,
            "description": "Call",
            "assignee": actor,
            "due_at": NOW + DAY,
        }

    def _sent(self, issue, actor, waits, command, **facts):
        """None when it was done, else from where the sender can go on."""
        self.start.wait(30)
        time.sleep(waits)
        try:
            unless_it_moved_on(command, issue=issue.pk, seen=1, actor=actor, now=NOW, **facts)
        except MovedOn as moved:
            return moved.seen
        return None


def test_of_two_who_decide_at_the_same_instant_one_learns_of_the_other_first(transactional_db, figure):
    rounds = dose(300, 60)
    company, chance = make_company(), random.Random(7)
    desk, told_first, handed = Desk(company), 0, 0
    with ThreadPoolExecutor(2) as pool:
        for n in range(rounds):
            issue = company.report(now=REPORTED + timedelta(seconds=n), text=f"Late, {n}")
            delays = [0.0, chance.uniform(0, 0.02)]
            waits, other_waits = delays if n % 2 else reversed(delays)
            planned = pool.submit(desk.plan, issue, company.owner, waits)
            given = pool.submit(desk.hand_over, issue, company.deputy, other_waits)
            stopped = [planned.result(30), given.result(30)]
            assert stopped.count(None) == 1, "both were done, or neither"
            if stopped[0] is not None:
                told_first += 1
                desk.plan_knowingly(issue, company.owner, stopped[0])
            handed += stopped[1] is None
        for done in [pool.submit(close_connection, desk.start) for _ in range(2)]:
            done.result(30)
    assert Action.objects.count() == rounds, "a plan was lost"
    assert 0 < told_first == handed < rounds, "the races must end both ways"
    deliver(clock=lambda: NOW + HOUR, unwanted=unwanted)
    invariants.hold(due=0, now=NOW + HOUR)
    figure(
        "F7 two managers, one issue",
        f"{rounds} races, {handed} won by the hand-over and {rounds - handed} by the plan: each time one was done, "
        f"the other was told of it, and the {told_first} plans sent again knowingly stand; 0 lost",
    )


def close_connection(together):
    together.wait(30)
    connection.close()
