"""A machine's clock is two hours wrong: nothing fires early, nothing twice, and nobody waits for it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from issues.models import Escalation, Event, Issue, SweepRun
from notifications.models import Message
from tests.cast import make_company
from tests.engine import wait_until
from tests.faults import invariants
from tests.faults.invariants import at_rest, fired
from tests.faults.late import make_due, make_due_soon
from tests.faults.load import Reporter, ask
from tests.faults.scale import dose

pytestmark = pytest.mark.fault

WRONG = {"ahead": 7200, "behind": -7200}  # seconds
MARGIN = timedelta(seconds=20)  # in which a request or a sweep is over


def sweeps_go_on(times, seconds=60):
    began = SweepRun.objects.count()
    wait_until(lambda: SweepRun.objects.count() >= began + times, seconds, "nobody sweeps")


@pytest.mark.parametrize(("side", "seconds"), WRONG.items())
def test_a_worker_whose_clock_is_two_hours_wrong_fires_nothing_early_and_nothing_twice(
    engine, mailbox, figure, side, seconds
):
    due = dose(500, 100)
    company, now = make_company(), timezone.now()
    make_due(company, due, now)
    make_due_soon(company, due, now)  # in half an hour: by a clock two hours ahead long ago
    engine.environment["SHARED_CLOCK"] = "true"
    engine.beat()
    engine.clock_ahead = seconds
    engine.worker()
    wait_until(lambda: fired() >= due, 60, "the worker with the wrong clock does nothing")
    sweeps_go_on(3)  # it takes what a right beat sends, too
    engine.clock_ahead = 0
    engine.worker()
    sweeps_go_on(6)
    wait_until(lambda: mailbox.mails and at_rest(), 60, "not everything was told")
    engine.stop()

    assert not Escalation.objects.filter(fired_at__gt=timezone.now()).exists()
    assert not Event.objects.filter(at__gt=timezone.now()).exists()
    assert Message.objects.filter(kind="escalated").count() == due  # all to one person: they come as one
    assert len(mailbox.mails) == len({mail["Message-ID"] for mail in mailbox.mails}) >= 1
    invariants.hold(due=due)
    assert invariants.told_twice() == 0
    figure(
        f"F8 a worker's clock 2 h {side}, beside a right one",
        f"{due} due and {due} due in half an hour: {fired()} fired, 0 early, 0 double, told in {len(mailbox.mails)} mails, none twice",
    )


@pytest.mark.parametrize(("side", "seconds"), WRONG.items())
def test_what_a_web_server_with_a_wrong_clock_records_is_dated_by_the_shared_one(
    engine, figure, side, seconds
):
    company, now = make_company(), timezone.now()
    acted, ignored = make_due_soon(company, 2, now)
    engine.environment["SHARED_CLOCK"] = "true"
    engine.clock_ahead = seconds
    port = engine.web()
    reporter = Reporter(port, company.reporter)
    before = timezone.now()
    for _ in range(dose(50, 5)):
        assert reporter.report().status == 201
    done = {"evidence": "Sent a courier"}
    assert ask(port, company.owner, f"/api/v1/issues/{acted.pk}/record-containment/", done) == 200
    assert ask(port, company.owner, f"/api/v1/issues/{ignored.pk}/comment/", {"text": "Who has this?"}) == 200

    reported = Issue.objects.exclude(pk__in=[acted.pk, ignored.pk])
    assert all(before - MARGIN <= issue.reported_at <= timezone.now() for issue in reported)
    assert before <= Issue.objects.get(pk=acted.pk).acted_at <= timezone.now()
    assert fired() == 0, "a rung fired before it was due"
    engine.clock_ahead = 0
    engine.manage("sweep")
    invariants.hold(due=0, acknowledged=reporter.acknowledged)
    figure(
        f"F8 a web server's clock 2 h {side}",
        f"{len(reporter.acknowledged)} reports and 2 moves dated right to the second, 0 rungs fired early",
    )


def test_a_beat_whose_clock_was_set_back_goes_on_when_it_is_started_again(engine, tmp_path, figure):
    due = dose(200, 50)
    company, schedule = make_company(), tmp_path / "schedule"
    engine.environment["SHARED_CLOCK"] = "true"
    engine.worker()
    engine.clock_ahead = 7200
    beat = engine.beat(schedule)
    sweeps_go_on(3)
    engine.kill(beat)
    engine.clock_ahead = 0
    make_due(company, due, timezone.now())
    engine.beat(schedule)
    wait_until(lambda: fired() >= due, 30, "beat waits for the time at which it last spoke")
    engine.stop()
    invariants.settle()
    invariants.hold(due=due)
    figure(
        "F8 beat's clock set back by 2 h", f"started again it goes on at once: {due} due, 0 missing, 0 double"
    )
