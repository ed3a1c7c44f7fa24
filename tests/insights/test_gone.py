"""What is gone leaves nothing behind that a page would stumble over, neither before nor after it is counted anew."""

import pytest
from django.urls import reverse

from inflection_points.commands.calendars import save_calendar
from inflection_points.models import InflectionPoint
from inflection_points.rules.policies import Severity
from insights.commands.demo import forget
from insights.commands.keeping import keep_current
from insights.models import Cell, Change, Fact, OriginCell, StandingCell, TurnCell, WaitCell
from insights.querysets.figures import figures, figures_by
from insights.querysets.groups import By
from insights.querysets.origins import felt_elsewhere_by
from insights.querysets.rolled import turns_at
from insights.rules.periods import Period, Scope
from issues import commands
from issues.commands import causes
from issues.models import Issue, RootCause
from people.models import Department, User
from people.rules.permissions import Role
from tests.cast import DAY, HOUR, OFFICE_HOURS, REPORTED, person
from tests.insights.stories import second_point

PAGES = ["insights:overview", "issues:value_chain", "insights:departments", "insights:flow", "insights:cost"]
AS_OF = REPORTED + 2 * DAY


@pytest.fixture
def of_their_own(company):
    """An issue at a point with a department and a calendar of its own, whose cause lies elsewhere; all is counted."""
    point = second_point(company)
    own = Department.objects.create(name="Rentals", slug="rentals")
    hours = save_calendar(name="Nights", zone="UTC", week=OFFICE_HOURS)
    InflectionPoint.objects.filter(pk=point.pk).update(
        department=own, calendar=hours, owner=person("Sam Seller", Role.MANAGER, own)
    )
    point.refresh_from_db()
    company.report()
    told = {
        "severity": Severity.NORMAL,
        "now": REPORTED,
        "telling": commands.Telling(text="Nobody called back"),
    }
    issue = commands.report(point=point, kind=None, reporter=company.reporter, **told)
    cause = causes.note_cause(actor=company.owner, now=REPORTED, title="Nobody looks there", origin=point)
    causes.link_cause(issue=issue.pk, cause=cause.pk, actor=company.administrator, now=REPORTED + HOUR)
    keep_current(now=AS_OF)
    assert WaitCell.objects.filter(clock=hours.pk).exists()
    assert TurnCell.objects.filter(department=own).exists()
    assert OriginCell.objects.filter(origin=point).exists()
    return issue


def remove(issue) -> None:
    point = issue.point
    Issue.objects.filter(pk=issue.pk).delete()
    RootCause.objects.filter(origin=point).delete()
    point.delete()
    User.objects.filter(department=point.department).update(department=None)
    point.calendar.delete()
    point.department.delete()


def asked():
    """Everything of the present; the rollups answer."""
    scope = Scope(Period.of_weeks(4, AS_OF))
    assert turns_at(AS_OF) is not None
    by_place = {by: figures_by(scope, by) for by in By}
    return figures(scope), by_place, felt_elsewhere_by(scope)


class TestWhatIsGone:
    def test_is_left_out_of_all_figures_before_and_after_it_is_counted(self, of_their_own):
        before, by_place, _ = asked()
        assert before.bands.reported == 2
        assert {line.name for line in by_place[By.POINT]} >= {"Complaint call"}
        remove(of_their_own)
        _, by_place, elsewhere = asked()
        assert {line.name for line in by_place[By.POINT]} == {"Delivery slot kept"}
        assert "Rentals" not in {line.name for line in by_place[By.DEPARTMENT]}
        assert elsewhere == {}
        keep_current(now=AS_OF)
        after, by_place, _ = asked()
        assert after.bands.reported == 1
        assert sum(line.figures.bands.reported for line in by_place[By.POINT]) == 1

    @pytest.mark.parametrize("name", PAGES)
    def test_keeps_no_page_from_being_shown(self, company, of_their_own, signed_in, at, name):
        at.move_to(AS_OF)
        remove(of_their_own)
        client = signed_in(company.executive)
        changes = list(Change.objects.values("kind", "number"))
        Change.objects.all().delete()  # nobody has counted it yet
        assert client.get(reverse(name)).status_code == 200
        Change.objects.bulk_create(Change(**change) for change in changes)
        assert client.get(reverse(name)).status_code == 200
        assert Fact.objects.count() == 1


def test_with_the_demo_goes_all_that_was_counted_of_it(company, of_their_own):
    remove(of_their_own)
    forget(people=[])
    assert not Change.objects.exists()
    assert {cell.point_id for cell in Cell.objects.all()} == {company.point.pk}
    assert not OriginCell.objects.exists()
    assert not StandingCell.objects.filter(open=0).exists()
    assert TurnCell.objects.values("department").distinct().count() == 1
    assert figures(Scope(Period.of_weeks(4, AS_OF))).bands.reported == 1
