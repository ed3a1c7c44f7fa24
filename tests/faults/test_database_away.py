"""PostgreSQL loses its backends, is stopped hard, or its answer gets lost: nothing is half written or double."""

import http.client
import os
import signal
import time
from collections import Counter

import pytest
from django.db import connection
from django.utils import timezone

from issues.models import Report
from tests.cast import make_company
from tests.engine import wait_until
from tests.faults import invariants
from tests.faults.invariants import fired
from tests.faults.late import make_due
from tests.faults.load import Reporter
from tests.faults.proxy import proxy_to
from tests.faults.scale import dose

pytestmark = pytest.mark.fault

STOPPED = dose(60, 4)  # seconds
LOST = dose(20, 5)  # answers to a commit
RECOVERY = 60  # seconds in which everything must be as if nothing had been


def backends_terminated(_server, _proxy):
    """As an administrator, or a failing-over proxy, ends sessions: all but this one, again and again."""
    for _ in range(dose(20, 6)):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        time.sleep(0.25)


def stopped_immediately(server, _proxy):
    """`pg_ctl stop -m immediate`: no session is ended properly, the start is a crash recovery."""
    connection.close()
    os.kill(server.pid(), signal.SIGQUIT)
    time.sleep(STOPPED)
    server.start()


def connections_cut(_server, proxy):
    for _ in range(dose(20, 6)):
        proxy.cut()
        time.sleep(0.25)


FAULTS = {
    "backends terminated": backends_terminated,
    f"stopped -m immediate for {STOPPED} s": stopped_immediately,
    "connections cut": connections_cut,
}


@pytest.fixture
def proxy(own_postgres, engine):
    """Between the engine and its database."""
    port = connection.settings_dict["PORT"]
    with proxy_to(int(port)) as between:
        url = engine.environment["DATABASE_URL"]
        engine.environment["DATABASE_URL"] = url.replace(f":{port}/", f":{between.port}/")
        yield between


def test_while_the_database_is_away_people_are_asked_to_come_back_and_nothing_is_lost(
    own_postgres, engine, proxy, figure
):
    due = dose(300, 100)
    company = make_company()
    web = engine.web()
    reporter = Reporter(web, company.reporter)
    engine.worker()
    engine.beat()
    wait_until(lambda: reporter.report().status == 201, 30, "the web server does not report")
    seen = {}
    with reporter:
        for name, fault in FAULTS.items():
            before, told = fired(), len(reporter.answers)
            make_due(company, due, timezone.now())
            fault(own_postgres, proxy)
            healed = time.monotonic()
            wait_until(lambda: answered_well(reporter), RECOVERY, "no report is accepted again")
            wait_until(lambda: fired() >= before + due, RECOVERY, "the engine does not catch up")  # noqa: B023
            seen[name] = (Counter(a.status for a in reporter.answers[told:]), time.monotonic() - healed)

    answers = Counter(answer.status for answer in reporter.answers)
    assert set(answers) == {201, 503}
    assert all(answer.retry_after for answer in reporter.answers if answer.status == 503)
    reporter.repeat()
    assert reporter.unanswered == set()
    engine.stop()
    invariants.settle()
    invariants.hold(due=due * len(FAULTS), acknowledged=reporter.acknowledged)
    assert invariants.told_twice() == 0
    assert Report.objects.count() == len(reporter.acknowledged)
    for name, (statuses, seconds) in seen.items():
        figure(
            f"F5 PostgreSQL, {name}",
            f"{statuses[201]} reports accepted, {statuses[503]} answered 503 with Retry-After and accepted when "
            f"repeated, 0 lost, 0 double, 0 half-written; recovered unaided in {seconds:.1f} s",
        )


def answered_well(reporter):
    return reporter.answers[-1].status == 201


def test_a_report_whose_commit_was_not_answered_is_the_same_report_when_repeated(engine, figure, mailbox):
    company = make_company()
    port = connection.settings_dict["PORT"]
    with proxy_to(int(port)) as proxy:
        url = engine.environment["DATABASE_URL"]
        engine.environment["DATABASE_URL"] = url.replace(f":{port}/", f":{proxy.port}/")
        web = engine.web()
        reporter = Reporter(web, company.reporter)
        wait_until(lambda: reporter.report().status == 201, 30, "the web server does not report")
        for _ in range(LOST):
            proxy.lose_the_answer_to(b"COMMIT")
            first = reporter.report()
            assert proxy.has_lost_it
            assert (first.status, first.retry_after) == (503, "5")
            stored = Report.objects.get(client_key=first.key)
            again = reporter.report(first.key)
            assert (again.status, again.number) == (200, stored.issue_id)
        assert status_of(web, "/health/") == 200

    engine.environment["DATABASE_URL"] = url
    engine.manage("sweep")
    invariants.hold(due=0, acknowledged=reporter.acknowledged)
    assert Report.objects.count() == len(reporter.acknowledged) == LOST + 1
    figure(
        "F5 PostgreSQL, commit reply lost",
        f"{LOST} times 503 with Retry-After; repeated under its key each is the same report: 0 lost, 0 double",
    )


def status_of(port, path):
    talk = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    talk.request("GET", path)
    return talk.getresponse().status
