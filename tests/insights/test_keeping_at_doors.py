"""Of which instant a page is, what it says is missing, and that nothing that goes wrong keeps it from being shown."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inflection_points.commands.calendars import save_calendar
from insights.commands import keeping
from insights.commands.keeping import LATEST, Counted, counted, keep_current, waiting
from insights.models import Change, Fact, Keeping, Tally
from insights.querysets.figures import figures
from insights.querysets.rolled import turns_at
from insights.querysets.where import read_once
from insights.rules.periods import Period, Scope
from issues.models import Issue
from tests.cast import DAY, HOUR, OFFICE_HOURS, REPORTED
from tests.insights.opening import words

MOMENT = timedelta(microseconds=1)
NOW = REPORTED + DAY


def bands(as_of):
    return figures(Scope(Period.of_weeks(4, as_of))).bands


@pytest.fixture
def matures(company):
    """Four issues, all counted; when the first of them matures."""
    for n in range(4):
        company.report(now=REPORTED + n * timedelta(minutes=1))
    keep_current(now=NOW)
    return Fact.objects.order_by("act_by").first().act_by


class TestTheInstant:
    def test_is_now_when_all_is_counted(self, company):
        company.report()
        assert counted(NOW) == Counted(NOW)

    def test_is_the_last_one_of_which_all_is_counted_while_more_is_due(self, matures, monkeypatch):
        monkeypatch.setattr(keeping, "AT_A_DOOR", 0)  # nothing: another is at it
        Tally.objects.update(next_at=matures)
        found = counted(matures + 5 * HOUR / 60)
        assert found == Counted(matures - MOMENT, waiting=4)
        assert turns_at(found.as_of) is not None
        assert bands(found.as_of).maturing == 4

    def test_is_no_older_than_ten_minutes(self, matures, monkeypatch):
        monkeypatch.setattr(keeping, "AT_A_DOOR", 0)
        Tally.objects.update(next_at=matures)
        late = matures + LATEST + MOMENT
        assert counted(late) == Counted(late, waiting=4)
        assert turns_at(late) is None  # the facts are asked

    def test_is_that_of_whoever_has_kept_a_moment_later(self, company):
        company.report()
        keep_current(now=NOW + timedelta(seconds=1))
        with read_once():
            found = counted(NOW)
            assert found.as_of == NOW + timedelta(seconds=1)
            assert turns_at(found.as_of) is not None

    def test_stays_when_another_keeps_while_the_page_is_made(self, company):
        company.report()
        with read_once():
            found = counted(NOW)
            company.report(now=NOW)
            keep_current(now=NOW + timedelta(seconds=1))
            assert turns_at(found.as_of) is not None

    def test_is_not_that_of_a_clock_that_is_far_ahead(self, company):
        company.report()
        keep_current(now=NOW + DAY)
        assert counted(NOW).as_of == NOW


class TestKeeping:
    def test_never_goes_back(self, company):
        company.report()
        keep_current(now=NOW)
        company.report()
        keep_current(now=NOW - HOUR)
        assert Keeping.objects.get().at == NOW

    def test_leaves_a_share_for_what_is_due_however_many_wait(self, company, matures):
        for _ in range(9):
            company.report(now=NOW)
        Tally.objects.update(next_at=matures)
        keep_current(now=matures, limit=8)
        assert Tally.objects.filter(next_at__lte=matures).count() == 2

    def test_of_what_changes_many_issues_is_no_pages_work(self, company, matures, monkeypatch):
        monkeypatch.setattr(keeping, "FEW", 3)
        save_calendar(name="Office hours", zone="UTC", week=OFFICE_HOURS | {5: [(9 * 60, 17 * 60)]})
        assert counted(NOW).waiting == Change.objects.count() > 0
        assert set(Change.objects.values_list("kind", flat=True)) == {"calendar"}
        keep_current(now=NOW)
        assert waiting(NOW) == 0


class TestWhatGoesWrong:
    def test_fails_no_page(self, company, monkeypatch):
        company.report()
        monkeypatch.setattr(keeping, "recurring", None)
        assert counted(NOW) == Counted(NOW, waiting=Change.objects.count())
        assert not Fact.objects.exists()

    def test_with_an_issue_whose_calendar_is_gone_keeps_no_other_from_being_counted(self, company):
        lost, other = company.report(), company.report()
        Issue.objects.filter(pk=lost.pk).update(calendar_id=0)
        keep_current(now=NOW)
        assert Fact.objects.get().pk == other.pk
        Issue.objects.filter(pk=lost.pk).update(calendar_id=company.calendar.pk)
        keep_current(now=NOW)
        assert Fact.objects.count() == 2


@pytest.mark.parametrize(
    "name", ["insights:overview", "insights:flow", "insights:cost", "issues:value_chain"]
)
def test_a_page_says_how_many_changes_wait(company, opened, at, matures, monkeypatch, name):
    monkeypatch.setattr(keeping, "AT_A_DOOR", 0)
    Tally.objects.update(next_at=matures)
    at.move_to(matures + HOUR / 60)
    assert "4 changes of the last minutes are not counted here yet." in words(opened(name=name))


def test_a_page_asks_only_once_how_far_all_is_counted(company, opened, at, matures):
    at.move_to(NOW)
    for name in ("insights:flow", "insights:cost", "insights:overview"):
        with CaptureQueriesContext(connection) as asked:
            opened(name=name)
        assert sum("FROM insights_keeping" in one["sql"] for one in asked) == 1
