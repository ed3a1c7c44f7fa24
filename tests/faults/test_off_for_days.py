"""Everything is off for three days: afterwards the highest due rung fires, once, and the gap is on the record."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import Max

from inflection_points.rules.policies import Severity
from issues.commands.sweeping import sweep
from issues.commands.wanting import unwanted
from issues.models import Escalation, Event, SweepRun
from issues.rules import events as e
from notifications.commands.delivery import deliver
from notifications.models import Message
from tests.cast import DAY, HOUR, REPORTED
from tests.faults import invariants
from tests.issues.oracle import Oracle

pytestmark = pytest.mark.fault

MINUTE = timedelta(minutes=1)
OFF = datetime(2026, 3, 4, 16, 0, tzinfo=UTC)  # Wednesday afternoon
ON = OFF + 3 * DAY  # Saturday
MONDAY = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
AT_THE_TOP = REPORTED - 12 * DAY


def run(since, until):
    """The engine, once an hour, from `since` up to `until`."""
    now = since
    while now <= until:
        sweep(now=now)
        deliver(clock=lambda at=now: at, unwanted=unwanted)
        now += HOUR


def told_by_the_oracle(company, issue, until):
    """The rungs that an issue which everybody ignores must have reached by then, without repeats."""
    oracle = Oracle(company.version.value(), company.calendar.value())
    oracle.people(e.Reported(Severity(issue.severity), None, None, None), issue.reported_at)
    oracle.look(until)
    return oracle.reached


@pytest.fixture
def lived(company, mailbox):
    """Forty issues about to be breached, and ten at the top of the ladder for which it speaks every day."""
    young = [company.report(text=f"Young, number {n}.") for n in range(40)]
    old = [company.report(text=f"Old, number {n}.", now=AT_THE_TOP) for n in range(10)]
    sweep(now=REPORTED)
    run(REPORTED, OFF)
    assert not SweepRun.objects.filter(at__gte=OFF).exclude(at=OFF).exists()
    mailbox.mails.clear()
    return young, old


def test_after_three_days_off_each_issue_speaks_once_at_its_highest_rung(company, lived, mailbox, figure):
    young, old = lived
    before = Escalation.objects.aggregate(last=Max("pk"))["last"]
    sweep(now=ON)
    sweep(now=ON + MINUTE)
    fresh = Escalation.objects.filter(pk__gt=before)
    spoken = {issue: list(fresh.filter(issue=issue, caught_up=False)) for issue in [*young, *old]}
    assert {len(rungs) for rungs in spoken.values()} == {1}
    for issue in young:
        highest = max(fresh.filter(issue=issue).values_list("rung", flat=True))
        assert spoken[issue][0].rung == highest
    assert Event.objects.filter(kind="escalated", at__gte=ON).count() == 50
    gap = SweepRun.objects.get(at=ON).gap_seconds
    assert gap == (ON - OFF).total_seconds()

    run(ON + HOUR, MONDAY)  # Monday morning, when the digest comes
    digests = [s for s in mailbox.subjects("xavier@example.test") if "still wait" in s]
    assert len(digests) == 1
    assert Message.objects.filter(state="gathered").values("about").distinct().count() >= len(old)
    for issue in [*young, *old]:
        rungs = Escalation.objects.filter(issue=issue).order_by("pk")
        seen, first = set(), set()
        for rung in rungs.values_list("cycle", "policy_version", "clock", "rung", "due_at"):
            first |= {rung} if rung[:4] not in seen else set()
            seen.add(rung[:4])
        assert first == told_by_the_oracle(company, issue, MONDAY)
    invariants.hold(due=invariants.fired(), now=MONDAY)
    figure(
        "F9 everything off for 3 days",
        f"{len(spoken)} issues: 1 rung each, the highest due; {fresh.filter(caught_up=True).count()} below logged as "
        f"caught up; 1 digest for {len(old)}; gap of {gap / 3600:.0f} h on the record",
    )
