"""A calendar edited under open issues: deadlines move once, nothing fires early, nothing fires twice."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from inflection_points.commands.calendars import save_calendar
from inflection_points.models import Calendar, Holiday
from inflection_points.rules.calendars import Span
from inflection_points.rules.policies import Severity
from issues import commands
from issues.commands.auditing import audit, differences
from issues.commands.calendars import Draft, extend_holidays
from issues.commands.rehearsing import rehearse
from issues.commands.rescheduling import change_calendar
from issues.commands.sweeping import sweep
from issues.models import Escalation, Event, Issue
from issues.rules.events import ActionKind, ClosureReason
from notifications.models import Message
from tests.cast import DAY, HOUR, OFFICE_HOURS, REPORTED

WEDNESDAY, THURSDAY = (REPORTED.date() + n * DAY for n in (1, 2))
FRIDAY_MORNING = REPORTED + 3 * DAY


def edit(now, *holidays, week=OFFICE_HOURS, zone="UTC", **said):
    names = dict.fromkeys(holidays, "Founders' day")
    return change_calendar(name="Office hours", zone=zone, week=week, holidays=names, now=now, **said)


def fired():
    """The rungs that spoke, each with when it was due."""
    found = Escalation.objects.filter(caught_up=False).order_by("fired_at", "pk")
    return list(found.values_list("clock", "rung", "due_at"))


def sweep_hourly(since, until):
    now = since
    while now <= until:
        sweep(now=now)
        now += HOUR


class TestAHolidayIsAdded:
    def test_after_rungs_fired_they_stay_and_the_rest_comes_later_once_each(self, company):
        """On Thursday at noon three quarters have passed; then Thursday becomes a holiday after all."""
        issue = company.report()
        thursday_noon = REPORTED + 2 * DAY + 3 * HOUR
        sweep_hourly(REPORTED, thursday_noon)
        before = fired()
        assert [(clock, rung) for clock, rung, _ in before] == [("accept", 1), ("act", 1)]
        edit(thursday_noon, THURSDAY)
        assert audit(now=thursday_noon).found == 0
        sweep_hourly(thursday_noon, REPORTED + 13 * DAY)
        assert fired()[:2] == before
        assert [(clock, rung) for clock, rung, _ in fired()][:5] == [
            ("accept", 1),
            ("act", 1),
            ("act", 2),
            ("act", 3),
            ("act", 4),
        ]
        issue.refresh_from_db()
        assert fired()[2][2] == issue.act_by == FRIDAY_MORNING + 8 * HOUR

    def test_tells_nobody_twice(self, company):
        company.report()
        sweep(now=FRIDAY_MORNING)
        told = Message.objects.filter(kind="escalated").count()
        edit(FRIDAY_MORNING, THURSDAY)
        sweep(now=FRIDAY_MORNING + HOUR)
        assert Message.objects.filter(kind="escalated").count() == told

    def test_does_not_make_what_was_late_in_time(self, company):
        issue = company.report()
        counted_by = issue.first_act_by
        sweep(now=FRIDAY_MORNING)
        edit(FRIDAY_MORNING, THURSDAY)
        issue.refresh_from_db()
        assert issue.first_act_by == counted_by

    def test_twice_the_same_moves_it_once(self, company):
        issue = company.report()
        edit(REPORTED, WEDNESDAY)
        issue.refresh_from_db()
        once = issue.act_by
        edit(REPORTED + HOUR, WEDNESDAY)
        issue.refresh_from_db()
        assert issue.act_by == once


class TestAHolidayIsTakenAway:
    def test_what_is_due_by_the_new_calendar_fires_at_once_and_only_the_highest_is_told(self, company):
        edit(REPORTED - DAY, WEDNESDAY, THURSDAY)
        company.report()
        monday = REPORTED + 6 * DAY
        sweep_hourly(REPORTED, monday)
        assert [(clock, rung) for clock, rung, _ in fired()] == [("accept", 1)]
        edit(monday)
        assert [(clock, rung) for clock, rung, _ in fired()][1:] == [("act", 2)]
        assert audit(now=monday).found == 0
        sweep(now=monday)
        assert len(fired()) == 2

    def test_first_records_what_was_due_by_the_calendar_as_it_was(self, company):
        """Nobody swept since the report. Making the past a holiday must not undo what was due."""
        company.report()
        edit(FRIDAY_MORNING, WEDNESDAY, THURSDAY)
        assert [(clock, rung) for clock, rung, _ in fired()] == [("act", 2)]


class TestEveryIssueOnIt:
    @pytest.fixture
    def lives(self, company):
        """Issues in many states."""
        accepted, planned, acted, resolved, reopened, closed, waiting = (
            company.report(text=f"Story {n}") for n in range(7)
        )
        commands.accept(issue=accepted.pk, actor=company.owner, now=REPORTED + HOUR)
        commands.plan_action(
            issue=planned.pk,
            actor=company.owner,
            now=REPORTED + HOUR,
            kind=ActionKind.CORRECTIVE,
            description="Call everybody",
            assignee=company.holder,
            due_at=REPORTED + 2 * DAY,
        )
        for one in (acted, resolved, reopened, closed):
            commands.record_containment(
                issue=one.pk, actor=company.owner, now=REPORTED + HOUR, evidence="Sent"
            )
        for one in (resolved, reopened, closed):
            commands.resolve(
                issue=one.pk, actor=company.owner, now=REPORTED + 2 * HOUR, reason=ClosureReason.FIXED
            )
        commands.reopen(issue=reopened.pk, actor=company.reporter, now=REPORTED + 3 * HOUR, reason="No")
        commands.verify(issue=closed.pk, actor=company.reporter, now=REPORTED + 3 * HOUR)
        commands.change_severity(
            issue=waiting.pk, actor=company.owner, to=Severity.CRITICAL, reason="Fire", now=REPORTED + HOUR
        )
        return accepted, planned, acted, resolved, reopened, closed, waiting

    def test_is_the_fold_of_its_events_afterwards_and_the_auditor_is_content(self, company, lives):
        now = REPORTED + 4 * HOUR
        edit(now, WEDNESDAY, actor=company.administrator, reason="Decided today")
        assert [differences(issue) for issue in Issue.objects.open()] == [{}] * 6
        assert audit(now=now).found == 0
        for hours in range(0, 24 * 20, 5):
            sweep(now=now + timedelta(hours=hours))
        assert audit(now=now + timedelta(hours=24 * 20 - 5)).found == 0

    def test_says_so_in_its_timeline_with_who_and_why_unless_it_is_closed(self, company, lives, signed_in):
        closed = lives[5]
        edit(REPORTED + 4 * HOUR, WEDNESDAY, actor=company.administrator, reason="Decided today")
        told = Event.objects.filter(kind="calendar_changed", actor=company.administrator)
        critical = lives[6]  # runs round the clock: nothing changes for it
        assert told.count() == 5
        assert not told.filter(issue__in=[closed, critical]).exists()
        page = signed_in(company.stranger).get(f"/issues/{lives[0].pk}/").content.decode()
        assert "Ada Administrator: the calendar “Office hours” was changed" in page
        assert "Decided today" in page

    def test_moves_as_the_rehearsal_said(self, company, lives):
        now = REPORTED + 4 * HOUR
        draft = Draft("Office hours", "UTC", ((Span(540, 600),),) * 5 + ((), ()))
        before = {issue.pk: issue.next_due_at for issue in Issue.objects.open()}
        rehearsal = rehearse(company.calendar, draft.value(), now)
        assert (rehearsal.open, rehearsal.at_once) == (6, 0)
        change_calendar(name=draft.name, zone="UTC", week=draft.spans, now=now)
        moved = [i for i in Issue.objects.open() if i.next_due_at != before[i.pk]]
        assert 0 < len(moved) <= rehearsal.earlier + rehearsal.later

    def test_that_cannot_be_read_is_set_aside_and_does_not_hold_up_the_others(self, company, lives):
        broken = lives[0]
        with connection.cursor() as cursor:
            cursor.execute("UPDATE issues_issue SET memory = '{}' WHERE id = %s", [broken.pk])
        edit(REPORTED + 4 * HOUR, WEDNESDAY)
        assert Issue.objects.get(pk=broken.pk).set_aside_reason
        assert Event.objects.filter(kind="calendar_changed").count() == 4

    def test_that_is_merged_meanwhile_is_right_when_it_is_taken_apart_again(self, company):
        one, other = company.report(), company.report()
        commands.merge(issue=one.pk, into=other.pk, actor=company.owner, now=REPORTED)
        edit(REPORTED + HOUR, WEDNESDAY)
        commands.unmerge(issue=one.pk, actor=company.owner, reason="Another van", now=REPORTED + 2 * HOUR)
        assert [differences(issue) for issue in Issue.objects.all()] == [{}, {}]
        one.refresh_from_db()
        assert one.act_by == REPORTED + 3 * DAY + 8 * HOUR

    def test_costs_few_queries_however_many(self, company, django_assert_max_num_queries):
        for number in range(40):
            company.report(text=f"Late, {number}")
        with django_assert_max_num_queries(45):
            edit(FRIDAY_MORNING, WEDNESDAY)


class TestClockChangesAndLeapDays:
    def test_a_holiday_on_the_day_the_clock_changes_takes_that_whole_local_day(self, company):
        """Berlin, Sunday 29 March 2026 has 23 hours. The week works on Sundays too."""
        week = {day: [(0, 1440)] for day in range(7)}
        saturday = datetime(2026, 3, 28, 12, tzinfo=UTC)  # 13:00 in Berlin
        save_calendar(name="Office hours", zone="Europe/Berlin", week=week)
        company.point.refresh_from_db()
        issue = company.report(now=saturday, severity=Severity.HIGH)  # one working day: 24 hours
        assert issue.act_by == saturday + DAY
        edit(saturday, date(2026, 3, 29), week=week, zone="Europe/Berlin")
        issue.refresh_from_db()
        assert issue.act_by == saturday + DAY + 23 * HOUR
        assert audit(now=saturday).found == 0

    def test_another_zone_moves_deadlines_by_the_difference_of_the_wall_clocks(self, company):
        issue = company.report(now=REPORTED - HOUR * 9)  # Tuesday midnight
        edit(REPORTED - HOUR * 9, zone="Europe/Berlin")
        before = issue.act_by
        issue.refresh_from_db()
        assert issue.act_by == before - HOUR

    def test_the_hour_that_comes_twice_counts_twice_and_fires_once(self, company):
        """Berlin, Sunday 25 October 2026: 02:00–03:00 is shown twice."""
        week = {6: [(0, 360)]}
        sunday = datetime(2026, 10, 24, 22, tzinfo=UTC)  # midnight in Berlin
        save_calendar(name="Office hours", zone="Europe/Berlin", week=week)
        company.point.refresh_from_db()
        company.report(now=sunday, severity=Severity.HIGH)
        sweep_hourly(sunday, sunday + 4 * HOUR)
        edit(sunday + 4 * HOUR, week={6: [(0, 300)]}, zone="Europe/Berlin")
        sweep_hourly(sunday + 4 * HOUR, sunday + 6 * HOUR)
        acts = [(rung, due) for clock, rung, due in fired() if clock == "act"]
        assert len(acts) == len(set(acts)) == 2
        assert audit(now=sunday + 6 * HOUR).found == 0

    def test_a_leap_day_can_be_a_holiday(self, company):
        monday = datetime(2028, 2, 28, 9, tzinfo=UTC)
        issue = company.report(now=monday, severity=Severity.HIGH)
        edit(monday + HOUR, date(2028, 2, 29), week={0: [(540, 780)], 1: [(540, 1020)], 2: [(540, 1020)]})
        issue.refresh_from_db()
        assert issue.act_by == datetime(2028, 3, 1, 13, tzinfo=UTC)  # Wednesday: four of eight hours


class TestTheYearsAhead:
    def test_come_by_themselves_with_what_was_decided(self, company):
        calendar = save_calendar(
            name="Office hours",
            zone="Europe/Berlin",
            week=OFFICE_HOURS,
            holidays={date(2026, 1, 6): "Epiphany", date(2026, 1, 1): "New Year's Day"},
            country="DE",
            region="BY",
        )
        Holiday.objects.create(calendar=calendar, date=date(2026, 7, 7), name="Founders' day")
        Holiday.objects.filter(date=date(2026, 1, 6)).update(is_worked=True)
        issue = company.report()
        assert extend_holidays(now=REPORTED) == ["Office hours"]
        days = Calendar.objects.get(pk=calendar.pk).days_off()
        assert {day.date.year for day in days} == {2026, 2027, 2028}
        assert [day.is_worked for day in days if day.public_name == "Epiphany"] == [True] * 3
        assert [day.name for day in days if not day.public_name] == ["Founders' day"]
        assert not Event.objects.filter(issue=issue, kind="calendar_changed").exists()  # nothing moves for it
        assert extend_holidays(now=REPORTED + DAY) == []
        assert extend_holidays(now=REPORTED + 365 * DAY) == ["Office hours"]

    def test_say_why_in_the_timelines_of_what_they_move(self, company):
        save_calendar(name="Office hours", zone="UTC", week=OFFICE_HOURS, country="DE")
        slow, soon = company.report(severity=Severity.LOW), company.report(severity=Severity.HIGH)
        extend_holidays(now=REPORTED)
        said = Event.objects.get(issue=slow, kind="calendar_changed").payload
        assert said["reason"] == "The public holidays of 2026 to 2028 were added"
        before = slow.resolve_by
        slow.refresh_from_db()
        assert slow.resolve_by - before > 4 * DAY  # Easter, May Day, Ascension and Whitsun
        assert not Event.objects.filter(issue=soon, kind="calendar_changed").exists()

    def test_are_left_alone_where_the_country_is_unknown(self, company):
        Calendar.objects.update(country="ZZ")
        assert extend_holidays(now=REPORTED) == []
