"""A policy is retired in mid-ladder and its open issues are moved: workers die over it, and no rung notices."""

from collections import Counter

import pytest
from django.utils import timezone

from inflection_points.commands.policies import save_version
from inflection_points.commands.retiring import retire_policy
from inflection_points.rules.calendars import Target, Unit
from inflection_points.rules.policies import DEFAULT_TARGETS, Clock, Severity
from issues.commands.policy_moves import add_policy_move, run_policy_move
from issues.commands.sweeping import sweep
from issues.models import Escalation, Event, Issue
from tests.cast import DAY, make_company
from tests.engine import wait_until
from tests.faults import forked, invariants
from tests.faults.late import make_due
from tests.faults.scale import dose
from tests.faults.test_killed_worker import BATCH, kill_in_the_middle

pytestmark = pytest.mark.fault

QUICKER = {**DEFAULT_TARGETS, (Severity.NORMAL, Clock.ACT): Target(2, Unit.HOURS)}


def test_a_policy_retired_in_mid_ladder_hands_every_issue_on_once(transactional_db, figure):
    due, kills = dose(2000, 300), dose(20, 4)
    now, company = timezone.now(), make_company()
    make_due(company, due, now)
    successor = save_version(name="At home", now=now - 30 * DAY, targets=QUICKER)
    retire_policy(
        policy=company.version.policy, successor=successor.policy, actor=company.administrator, now=now
    )
    company.point.refresh_from_db()
    new = company.report(now=now, text="Reported in the same minute")
    assert new.policy_version == successor

    run = add_policy_move(
        policy=company.version.policy, version=successor, actor=company.administrator, now=now
    )
    movers = [forked.mover(run.pk) for _ in range(2)]
    sweepers = [forked.sweeper(BATCH) for _ in range(2)]
    for _ in range(kills):
        place = kill_in_the_middle(movers)
        movers[place] = forked.mover(run.pk)
    wait_until(lambda: Issue.objects.filter(policy_version=successor).count() == due + 1, 300, "all moved")
    for process in (*movers, *sweepers):
        if process.is_alive():
            forked.kill(process)

    assert run_policy_move(run=run.pk, now=timezone.now()) is False
    sweep(now=timezone.now())
    run.refresh_from_db()
    assert (run.state, run.moved, run.passed) == ("done", due, 0)
    assert set(Counter(Event.objects.filter(kind="policy_moved").values_list("issue")).values()) == {1}
    rungs = Counter(Escalation.objects.values_list("issue", "cycle", "clock", "rung"))
    assert set(rungs.values()) == {1}
    invariants.settle()
    invariants.hold(due=due)
    assert invariants.told_twice() == 0
    figure(
        "F13 policy retired in mid-ladder",
        f"{due:,} open issues moved to its successor beside 2 sweepers, {kills} SIGKILLs over the movers: "
        f"{run.moved:,} moved, each once, {due:,} rungs due: 0 missing, 0 double",
    )
