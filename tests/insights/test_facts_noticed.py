"""The database notes whatever changes what is counted, through whichever door, and nothing else."""

import re
import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from inflection_points.commands.calendars import save_calendar
from inflection_points.models import Calendar, Kind, Site
from inflection_points.rules.policies import Severity
from insights.commands.keeping import keep_current, waiting
from insights.models import Change, Fact, Fix, Work
from insights.rules.facts.telling import READ
from issues import commands
from issues.commands import causes
from issues.commands.recording import lock
from issues.commands.rescheduling import change_calendar
from issues.commands.sweeping import sweep
from issues.models import Event, Issue
from issues.rules import events as e
from issues.rules.events.storing import _KINDS
from tests.cast import DAY, HOUR, OFFICE_HOURS, REPORTED
from tests.insights.stories import second_point

LATER = REPORTED + 60 * DAY
# Kinds of which the derivation reads nothing itself: they change columns of the issue.
IN_COLUMNS = {"merged", "unmerged", "calendar_changed"}


@pytest.fixture
def kept(company):
    """An issue of which everything is counted."""
    issue = company.report()
    keep_current(now=REPORTED)
    return issue


def fact(issue) -> Fact:
    keep_current(now=LATER)
    return Fact.objects.get(pk=issue.pk)


def noticed() -> set[tuple[str, int]]:
    return set(Change.objects.values_list("kind", "number"))


class TestEvents:
    def test_of_every_kind_are_noticed_or_change_nothing(self, db):
        with connection.cursor() as cursor:
            cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'insights_event_is_noticed'")
            [(source,)] = cursor.fetchall()
        ignored = set(re.findall(r"'(\w+)'", source.split("NOT IN")[1]))
        assert ignored <= set(_KINDS)
        assert READ & ignored == {"escalated", "action_planned"}  # which count with what follows
        assert set(_KINDS) - ignored == (READ - ignored) | IN_COLUMNS

    def test_of_commands_are_noticed(self, company, kept):
        by = {"issue": kept.pk, "actor": company.owner}
        for n, command in enumerate(
            [
                lambda now: commands.accept(**by, now=now),
                lambda now: commands.change_severity(**by, now=now, to=Severity.HIGH, reason="worse"),
                lambda now: commands.record_containment(**by, now=now, evidence="stopped"),
                lambda now: commands.resolve(
                    **by, now=now, reason=e.ClosureReason.FIXED, root_cause="There is no list"
                ),
                lambda now: commands.reopen(
                    issue=kept.pk, actor=company.reporter, now=now, reason="It was late again"
                ),
                lambda now: commands.decline(**by, now=now, reason="not ours"),
            ]
        ):
            command(REPORTED + (n + 1) * HOUR)
            assert ("issue", kept.pk) in noticed(), n
            keep_current(now=LATER)

    def test_of_a_sweep_add_nothing(self, company, kept):
        sweep(now=REPORTED + 20 * DAY)
        assert Event.objects.filter(kind="escalated").exists()
        assert waiting(REPORTED) == 0

    def test_that_say_something_but_change_nothing_add_nothing(self, company, kept):
        commands.comment(issue=kept.pk, actor=company.owner, now=REPORTED + HOUR, text="still here")
        assert waiting(REPORTED) == 0


class TestColumns:
    @pytest.mark.parametrize("column", ["kind", "site", "is_counted"])
    def test_of_an_issue_are_noticed(self, company, kept, column):
        other = {
            "kind": Kind.objects.create(point=company.point, name="Early"),
            "site": Site.objects.create(name="North"),
            "is_counted": False,
        }
        Issue.objects.filter(pk=kept.pk).update(**{column: other[column]})
        assert noticed() == {("issue", kept.pk)}

    def test_that_nothing_is_counted_by_are_not(self, kept):
        Issue.objects.filter(pk=kept.pk).update(title="Another", reached=2)
        assert waiting(REPORTED) == 0

    def test_of_spam_take_it_out_of_the_count_and_back(self, kept):
        Issue.objects.filter(pk=kept.pk).update(is_counted=False)
        keep_current(now=LATER)
        assert not Fact.objects.exists()
        Issue.objects.filter(pk=kept.pk).update(is_counted=True)
        assert fact(kept)

    def test_of_a_calendar_count_all_its_issues_anew(self, company, kept):
        commands.record_containment(
            issue=kept.pk, actor=company.owner, now=REPORTED + 7 * DAY, evidence="done"
        )
        before = fact(kept).took
        week = OFFICE_HOURS | {5: [(9 * 60, 17 * 60)]}
        save_calendar(name="Office hours", zone="UTC", week=week)
        assert (fact(kept).took or 0) - (before or 0) == 8 * 3600

    def test_of_the_holidays_of_years_to_come_count_nothing_anew(self, company, kept):
        hours = {"name": "Office hours", "zone": "UTC", "week": OFFICE_HOURS, "now": LATER}
        tomorrow, after = LATER.date() + DAY, LATER.date() + 2 * DAY
        change_calendar(**hours, holidays={after: "Founders' day"})
        assert Calendar.objects.get(name="Office hours").days_off()
        assert ("calendar", kept.calendar_id) not in noticed()
        change_calendar(**hours, holidays={tomorrow: "Founders' day"})
        assert ("calendar", kept.calendar_id) in noticed()


class TestGone:
    def test_issues_are_forgotten(self, kept):
        kept.delete()
        keep_current(now=LATER)
        assert not Fact.objects.exists()

    def test_duplicates_count_with_their_canonical_issue_until_they_are_taken_apart(self, company, kept):
        other = company.report(now=REPORTED + HOUR)
        by = {"issue": other.pk, "actor": company.owner}
        commands.merge(**by, now=REPORTED + 2 * HOUR, into=kept.pk)
        assert fact(kept).spells.order_by("since").last().was_reported_again
        assert Fact.objects.count() == 1
        commands.unmerge(**by, now=REPORTED + 3 * HOUR, reason="another door")
        assert not fact(kept).spells.filter(was_reported_again=True).exists()
        assert Fact.objects.count() == 2


class TestCauses:
    @pytest.fixture
    def cause(self, company):
        return causes.note_cause(
            actor=company.owner, now=REPORTED, title="There is no list of streets", origin=company.point
        )

    def test_that_are_moved_move_the_origin_of_their_issues_and_remedies(self, company, kept, cause):
        causes.link_cause(issue=kept.pk, cause=cause.pk, actor=company.owner, now=REPORTED + HOUR)
        planned = causes.plan_remedy(
            cause=cause.pk,
            actor=company.owner,
            now=REPORTED + HOUR,
            kind=e.ActionKind.PREVENTIVE,
            description="Write the list",
            assignee=company.owner,
            due_at=LATER,
        )
        causes.complete_remedy(remedy=planned.pk, actor=company.owner, now=REPORTED + DAY, evidence="Written")
        assert fact(kept).origin_id == Work.objects.get(remedy=planned).point_id == company.point.pk
        there = second_point(company)
        causes.change_cause(
            cause=cause.pk, actor=company.owner, now=REPORTED + DAY, seen=1, title=cause.title, origin=there
        )
        assert fact(kept).origin_id == Work.objects.get(remedy=planned).point_id == there.pk


class TestRecurrence:
    def again(self, company, issue, after):
        by = {"issue": issue.pk, "actor": company.owner}
        commands.record_containment(**by, now=REPORTED + HOUR, evidence="stopped")
        commands.resolve(**by, now=REPORTED + DAY, reason=e.ClosureReason.FIXED)
        keep_current(now=LATER)
        return company.report(now=REPORTED + DAY + after)

    @pytest.mark.parametrize(
        ("after", "within"),
        [
            (30 * DAY, (True, True)),
            (30 * DAY + timedelta(seconds=1), (False, True)),
            (91 * DAY, (False, False)),
        ],
    )
    def test_is_said_of_an_earlier_issue_by_a_later_one(self, company, kept, after, within):
        self.again(company, kept, after)
        keep_current(now=LATER)
        fix = Fix.objects.get(fact=kept.pk)
        assert (fix.again_30_at is not None, fix.again_90_at is not None) == within

    def test_is_taken_back_when_the_later_one_is_of_another_kind(self, company, kept):
        other = self.again(company, kept, 3 * DAY)
        keep_current(now=LATER)
        assert Fix.objects.get(fact=kept.pk).again_30_at == REPORTED + 4 * DAY
        Issue.objects.filter(pk=other.pk).update(kind=Kind.objects.create(point=company.point, name="Early"))
        keep_current(now=LATER)
        assert Fix.objects.get(fact=kept.pk).again_30_at is None


@pytest.mark.django_db(transaction=True)
class TestSideBySide:
    def test_a_second_keeper_returns_at_once(self, company):
        company.report()
        found = []

        def second():
            found.append(keep_current(now=LATER))
            connection.close()

        with transaction.atomic():
            keep_current(now=LATER)
            company.report(now=REPORTED + HOUR)
            thread = threading.Thread(target=second)
            thread.start()
            thread.join(timeout=20)
        assert [kept.issues for kept in found] == [0]
        assert keep_current(now=LATER).issues == 1
        assert Fact.objects.count() == 2

    def test_nobody_waits_for_whoever_is_changing_an_issue(self, company):
        issue = company.report()
        done = []

        def keeper():
            done.append(keep_current(now=LATER))
            connection.close()

        with transaction.atomic():
            lock(issue.pk, REPORTED)
            thread = threading.Thread(target=keeper)
            thread.start()
            thread.join(timeout=20)
        assert [kept.waiting for kept in done] == [0]
        assert Fact.objects.get().pk == issue.pk
