"""The lint: what it finds, since when, whom it tells, and when it looks."""

from datetime import date, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command

from inflection_points.commands.calendars import save_calendar
from inflection_points.commands.policies import save_version
from inflection_points.models import InflectionPoint
from inflection_points.rules.policies import Clock, Recipient, Rung, Whom
from issues.commands.absences import announce_absence
from issues.commands.leaving import deactivate_person
from issues.commands.linting import lint, lint_if_asked, warnings
from issues.models import LintFinding, LintRun
from issues.rules.linting import Gap
from notifications.commands.rendering import render
from notifications.models import Message
from people.commands.absences import end_absence
from people.commands.leaving import reactivate
from people.models import Rearrangement, User
from people.rules.permissions import Role
from tests.cast import DAY, HOUR, OFFICE_HOURS, REPORTED, person

NOW = REPORTED


def gaps():
    return {warned.gap for warned in warnings()}


def only(gap):
    return [warned.sentence for warned in warnings() if warned.gap is gap]


def ladder(*last):
    return (
        Rung(Clock.ACT, 1, 100, (Recipient(Whom.OWNER),)),
        Rung(Clock.ACT, 2, 200, last),
        Rung(Clock.RESOLVE, 1, 100, (Recipient(Whom.EXECUTIVE_SPONSOR),)),
    )


class TestFindings:
    def test_are_none_in_a_company_where_everybody_is_there(self, company):
        assert lint(now=NOW).found == 0
        assert warnings() == []

    def test_name_a_rung_whose_people_are_gone(self, company):
        company.delivery.head = None
        company.delivery.save()
        lint(now=NOW)
        assert gaps() == {Gap.RUNG_REACHES_NOBODY}
        assert only(Gap.RUNG_REACHES_NOBODY) == [
            f"Rung {rung} of the {clock} ladder of “Default” (version 1) reaches nobody now at “Delivery slot kept”: "
            "it tells the department head, and nobody who is here acts for them."
            for clock, rung in (("act", 3), ("resolve", 2))
        ]

    def test_name_the_rungs_of_somebody_who_is_away_without_a_deputy_and_of_nobody_else(self, company):
        announce_absence(person=company.owner, since=NOW, until=NOW + DAY, now=NOW)
        lint(now=NOW)
        assert {(w.finding.facts["clock"], w.finding.facts["rung"]) for w in warnings()} == {
            ("accept", 1),
            ("act", 1),
            ("act", 2),
            ("resolve", 1),
        }
        lint(now=NOW + DAY)
        assert warnings() == []

    def test_do_not_name_the_rungs_of_somebody_whose_deputy_is_there(self, company):
        announce_absence(person=company.executive, deputy=company.head, since=NOW, until=NOW + DAY, now=NOW)
        assert lint(now=NOW).found == 0

    def test_name_a_ladder_that_ends_below_an_executive(self, company):
        save_version(name="Default", now=NOW, rungs=ladder(Recipient(Whom.DEPARTMENT_HEAD)))
        lint(now=NOW)
        (sentence,) = only(Gap.LADDER_ENDS_LOW)
        assert sentence == (
            "The act ladder of “Default” (version 2) ends below an executive at “Delivery slot kept”: its last rung "
            "tells the department head."
        )

    def test_let_a_ladder_end_with_a_role_or_a_person_as_long_as_an_executive_is_among_them(self, company):
        save_version(name="Default", now=NOW, rungs=ladder(Recipient(Whom.ROLE, role=Role.EXECUTIVE)))
        assert lint(now=NOW).found == 0
        named = Recipient(Whom.PERSON, person=company.executive.pk)
        save_version(name="Default", now=NOW, rungs=ladder(Recipient(Whom.DEPARTMENT_HEAD), named))
        assert lint(now=NOW).found == 0

    def test_name_versions_that_only_open_issues_still_have_once_for_all_of_them(self, company):
        company.report()
        company.report()
        save_version(name="Default", now=NOW)
        company.delivery.head = None
        company.delivery.save()
        lint(now=NOW)
        assert all("(versions 1 and 2)" in sentence for sentence in only(Gap.RUNG_REACHES_NOBODY))
        assert len(only(Gap.RUNG_REACHES_NOBODY)) == 2

    def test_name_points_whose_people_have_left_or_are_missing(self, company):
        values = InflectionPoint.objects.values().get(pk=company.point.pk) | {"id": None}

        def point(slug, **changes):
            InflectionPoint.objects.create(**values | {"slug": slug, "name": slug.title()} | changes)

        gone = person("Gus Gone", Role.MANAGER)
        User.objects.filter(pk=gone.pk).update(is_active=False)
        point("parcels", owner_id=gone.pk)
        point("ovens", deputy_id=gone.pk)
        point("doors", deputy_id=None)
        point("taps", deputy_id=company.owner.pk)
        point("closed", deputy_id=None, is_active=False)
        lint(now=NOW)
        assert only(Gap.OWNER_LEFT) == ["Gus Gone, who answers for “Parcels”, has left."]
        assert only(Gap.DEPUTY_LEFT) == ["Gus Gone, the deputy at “Ovens”, has left."]
        assert only(Gap.NO_DEPUTY) == ["“Doors” has no deputy: nobody takes over when Olga Owner leaves."]
        assert only(Gap.OWNER_IS_DEPUTY) == [
            "Olga Owner is owner and deputy of “Taps” at once, so nobody stands beside them."
        ]

    def test_name_calendars_in_use_without_working_time(self, company):
        save_calendar(name="Nobody's", zone="UTC", week={})
        save_calendar(name="Office hours", zone="UTC", week={})
        lint(now=NOW)
        assert only(Gap.CALENDAR_IS_DRY) == [
            "The calendar “Office hours” has no working time in the next 30 days: its clocks run round the clock."
        ]

    @pytest.mark.parametrize(("days", "found"), [(60, 1), (61, 0), (-5, 1)])
    def test_name_calendars_whose_holidays_end_within_sixty_days(self, company, days, found):
        last = (NOW + timedelta(days=days)).date()
        save_calendar(name="Office hours", zone="UTC", week=OFFICE_HOURS, holidays={last: "Founders' day"})
        assert lint(now=NOW).found == found
        assert len(only(Gap.HOLIDAYS_RUN_OUT)) == found

    def test_of_a_leap_day_are_written_as_a_date(self, company):
        holidays = {date(2028, 2, 29): "Leap day"}
        save_calendar(name="Office hours", zone="UTC", week=OFFICE_HOURS, holidays=holidays)
        lint(now=NOW.replace(year=2028))
        assert "end on 29 Feb 2028" in only(Gap.HOLIDAYS_RUN_OUT)[0]

    def test_keep_since_when_they_are_there_and_go_when_they_are_mended(self, company):
        InflectionPoint.objects.update(deputy=None)
        lint(now=NOW)
        lint(now=NOW + DAY)
        assert [warned.since for warned in warnings()] == [NOW]
        InflectionPoint.objects.update(deputy=company.deputy)
        lint(now=NOW + 2 * DAY)
        assert not LintFinding.objects.exists()

    def test_cost_no_more_queries_for_more_points(self, company, django_assert_max_num_queries):
        values = InflectionPoint.objects.values().get(pk=company.point.pk) | {"id": None, "deputy_id": None}
        for number in range(40):
            InflectionPoint.objects.create(**values | {"slug": f"p{number}", "name": f"Point {number}"})
        with django_assert_max_num_queries(30):
            assert lint(now=NOW).found == 40


class TestTelling:
    def test_comes_once_a_day_with_the_list_and_only_of_what_is_new(self, company):
        InflectionPoint.objects.update(deputy=None)
        lint(now=NOW)
        company.delivery.head = None
        company.delivery.save()
        lint(now=NOW + HOUR)
        lint(now=NOW + 2 * HOUR)
        first = Message.objects.get(kind="would_go_wrong")
        assert first.recipient == company.administrator
        assert "- “Delivery slot kept” has no deputy" in render(first, first.recipient).text
        lint(now=NOW + DAY)
        lint(now=NOW + 2 * DAY)
        second = Message.objects.filter(kind="would_go_wrong").exclude(pk=first.pk).get()
        text = render(second, second.recipient).text
        assert "2 gaps are new" in text
        assert "has no deputy" not in text

    def test_says_nothing_when_there_is_nothing(self, company):
        lint(now=NOW)
        assert not Message.objects.filter(kind="would_go_wrong").exists()


class TestWhenItLooks:
    @pytest.fixture(autouse=True)
    def looked(self, company):
        lint(now=NOW)

    def test_not_without_a_reason(self, company):
        assert lint_if_asked(now=NOW + HOUR) is None

    def test_once_after_many_changes(self, company):
        absence = announce_absence(person=company.owner, since=NOW, until=NOW + DAY, now=NOW)
        end_absence(absence=absence.pk, person=company.owner, now=NOW + HOUR)
        deactivate_person(person=company.deputy, actor=company.administrator, now=NOW)
        assert Rearrangement.objects.count() == 3
        assert lint_if_asked(now=NOW + HOUR) is not None
        assert lint_if_asked(now=NOW + HOUR) is None
        assert gaps() == {Gap.NO_DEPUTY}

    def test_after_a_saved_policy_and_somebody_who_came_back(self, company):
        save_version(name="Default", now=NOW)
        assert lint_if_asked(now=NOW + HOUR) is not None
        reactivate(person=company.stranger, now=NOW)
        assert lint_if_asked(now=NOW + HOUR) is not None

    def test_after_a_missed_night(self, company):
        assert lint_if_asked(now=NOW + 26 * HOUR) is not None

    def test_after_a_change_in_the_data_administration(self, company, signed_in):
        company.administrator.is_staff = company.administrator.is_superuser = True
        company.administrator.save()
        sent = {"name": "Delivery", "slug": "delivery", "head": "", "parent": "", "contribution": ""}
        path = f"/admin/people/department/{company.delivery.pk}/change/"
        with time_machine.travel(NOW, tick=False):
            assert signed_in(company.administrator).post(path, sent).status_code == 302
        assert lint_if_asked(now=NOW + HOUR) is not None
        assert gaps() == {Gap.RUNG_REACHES_NOBODY}


class TestTheCommandLine:
    def test_names_what_it_found_and_ends_with_one(self, company):
        out = StringIO()
        call_command("lint", stdout=out)
        assert out.getvalue() == "0 findings.\n"
        InflectionPoint.objects.update(deputy=None)
        with pytest.raises(SystemExit, match="1"):
            call_command("lint", stdout=out)
        assert "“Delivery slot kept” has no deputy" in out.getvalue()


class TestTheStatusPage:
    def test_says_so_when_nobody_looked_yet_and_when_nothing_was_found(self, company, signed_in):
        client = signed_in(company.stranger)
        assert "Nobody has looked yet" in client.get("/status/").content.decode()
        lint(now=NOW)
        assert "nothing that we know of" in client.get("/status/").content.decode()

    def test_leads_to_where_each_gap_is_mended(self, company, signed_in):
        InflectionPoint.objects.update(deputy=None)
        company.delivery.head = None
        company.delivery.save()
        save_version(name="Default", now=NOW, rungs=ladder(Recipient(Whom.STAGE_SPONSOR)))
        lint(now=NOW)
        page = signed_in(company.stranger).get("/status/").content.decode()
        assert f'<a href="/points/{company.point.slug}/">“Delivery slot kept” has no deputy' in page
        company.administrator.is_staff = True
        company.administrator.save()
        page = signed_in(company.administrator).get("/status/").content.decode()
        assert (
            f'<a href="/admin/inflection_points/inflectionpoint/{company.point.pk}/change/">“Delivery' in page
        )

    def test_lists_fifty_and_says_how_many_are_left(self, company, signed_in):
        LintRun.objects.create(at=NOW, found=60)
        for number in range(60):
            facts = {"point": f"Point {number}", "person": "Olga", "slug": "delivery-slot", "point_id": 1}
            LintFinding.objects.create(key=f"{number}", gap=Gap.NO_DEPUTY, facts=facts, since=NOW)
        page = signed_in(company.stranger).get("/status/").content.decode()
        assert "And 10 more" in page
