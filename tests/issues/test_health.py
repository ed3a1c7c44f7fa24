"""What machines ask: whether the product lives, and whether escalations are in time. Cheap, open, never kept."""

from datetime import timedelta

import pytest
import time_machine

from issues.models import SweepRun
from tests.cast import DAY, REPORTED

NOW = REPORTED


@pytest.fixture
def at():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.mark.parametrize(("path", "queries"), [("/health/", 1), ("/health/escalations/", 3)])
def test_it_costs_nearly_nothing_and_leaves_nothing_behind(
    client, db, at, path, queries, django_assert_num_queries
):
    SweepRun.objects.create(at=NOW)
    with django_assert_num_queries(queries):
        answer = client.get(path)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
    assert client.post(path).status_code == 405


def test_escalations_are_late_when_something_was_due_for_longer_than_five_minutes(client, company, at):
    issue = company.report(now=NOW - 30 * DAY)
    SweepRun.objects.create(at=NOW)
    answer = client.get("/health/escalations/")
    assert answer.status_code == 503
    assert answer.json()["status"] == "escalations are late"
    assert answer.json()["late_since"] == issue.next_due_at.isoformat()


def test_they_are_in_time_until_five_minutes_have_passed(client, company, at):
    company.report(now=NOW - 30 * DAY)
    type(company.report()).objects.update(next_due_at=NOW - timedelta(minutes=5))
    SweepRun.objects.create(at=NOW - timedelta(minutes=5))
    assert client.get("/health/escalations/").status_code == 200


def test_a_web_process_that_stands_in_keeps_the_alarm_up(client, db, at):
    SweepRun.objects.create(at=NOW, stands_in=True)
    assert client.get("/health/escalations/").status_code == 503


def banner(signed_in, company):
    page = signed_in(company.executive).get("/status/").content.decode()
    return page.split("banner-late")[1].split("</div>")[0] if "banner-late" in page else ""


@pytest.mark.parametrize(
    ("engine", "stand_in", "words"),
    [
        (89, None, ""),
        (91, None, "were last looked at 1 min ago"),
        (91, 20, "This server looks at the deadlines in its place"),
        (None, 20, "This server looks at the deadlines in its place"),
        (None, None, "Nobody has looked at the deadlines yet"),
    ],
)
def test_every_page_says_how_the_deadlines_are_looked_at(signed_in, company, at, engine, stand_in, words):
    for age, stands_in in ((engine, False), (stand_in, True)):
        if age is not None:
            SweepRun.objects.create(at=NOW - timedelta(seconds=age), stands_in=stands_in)
    said = banner(signed_in, company)
    assert words in said
    assert bool(said) == bool(words)
