"""What the issue page says of who is told next: only what will come, by the name of whoever gets it."""

import pytest
import time_machine

from issues import commands
from issues.commands.prospects import outlook
from issues.commands.sweeping import sweep
from issues.models import Issue
from issues.rules.events import ActionKind, AlarmKind
from issues.templatetags.moves import move_sentence, warning
from people.commands.absences import announce_absence
from tests.cast import DAY, HOUR, REPORTED

ACT_BY = REPORTED + 2 * DAY + 8 * HOUR  # Thursday 17:00


def look(issue, now):
    return outlook(Issue.objects.get(pk=issue.pk), now)


def plan(company, issue, due_at, now=REPORTED + HOUR):
    commands.plan_action(
        issue=issue.pk,
        actor=company.owner,
        now=now,
        kind=ActionKind.CORRECTIVE,
        description="Order the part",
        assignee=company.holder,
        due_at=due_at,
    )


def away(person, deputy=None):
    announce_absence(person=person, since=REPORTED, until=REPORTED + 30 * DAY, deputy=deputy, now=REPORTED)


class TestOfRungsDueAtTheSameInstant:
    def test_only_the_highest_is_promised_once_a_plan_has_held_them(self, company, issue):
        plan(company, issue, ACT_BY + HOUR)
        rungs = [(n.clock, n.rung) for n in look(issue, REPORTED + 2 * HOUR).notices]
        assert rungs == [(AlarmKind.ACT, 2), (AlarmKind.ACT, 3), (AlarmKind.ACT, 4)]

    def test_what_is_promised_after_a_gap_is_what_fires(self, company, issue):
        late = ACT_BY + HOUR
        promised = look(issue, late).notices[0]
        sweep(now=late)
        fired = Issue.objects.get().escalations.filter(caught_up=False).get()
        assert (promised.clock, promised.rung) == (fired.clock, fired.rung)


class TestOfSomebodyWhoIsAway:
    def test_the_sentence_says_who_stands_in(self, company, issue):
        away(company.owner, company.deputy)
        said = move_sentence(look(issue, REPORTED + HOUR), company.executive)
        assert said.startswith("Dan Deputy, standing in for Olga Owner, must accept it")

    def test_the_sentence_says_you_to_the_stand_in(self, company, issue):
        away(company.owner, company.deputy)
        said = move_sentence(look(issue, ACT_BY), company.deputy)
        assert said == "You, standing in for Olga Owner, who answers for it, must act"

    def test_the_sentence_says_that_nobody_is_there(self, company, issue):
        away(company.owner)
        said = move_sentence(look(issue, REPORTED + HOUR), company.executive)
        assert said.startswith("Olga Owner, who is away, must accept it")

    def test_the_ladder_names_the_stand_in_as_such_and_once(self, company, issue):
        away(company.owner, company.deputy)
        for notice in look(issue, REPORTED + HOUR).notices[:3]:
            assert [(one.person, one.as_what) for one in notice.people] == [
                (company.deputy, "standing in for Olga Owner")
            ]

    def test_what_the_stand_in_is_told_is_a_reminder(self, company, issue):
        away(company.owner, company.deputy)
        said = warning(look(issue, REPORTED + HOUR), REPORTED + HOUR)
        assert "Dan Deputy is reminded" in said
        assert "then it goes to Hana Head (Head of Delivery)" in said


class TestOfARepetition:
    @pytest.fixture
    def repeating(self, company, issue):
        sweep(now=REPORTED + 20 * DAY)
        return look(issue, REPORTED + 20 * DAY)

    def test_says_again_and_names_the_daily_digest(self, repeating):
        notice = repeating.then
        said = warning(repeating, REPORTED + 20 * DAY)
        assert (notice.again, notice.digest_at.hour) == (True, 8)
        assert "again in the daily digest" in said

    def test_a_critical_issue_waits_for_no_digest(self, company):
        issue = company.report(severity="critical")
        sweep(now=REPORTED + 20 * DAY)
        notice = look(issue, REPORTED + 20 * DAY).then
        assert (notice.again, notice.digest_at) == (True, None)


class TestOfAPlan:
    def test_a_reminder_that_comes_before_the_planned_date_is_not_said_to_come_after_it(self, company, issue):
        plan(company, issue, ACT_BY + HOUR)
        commands.hand_over(issue=issue.pk, actor=company.owner, to=company.holder, now=REPORTED + 2 * HOUR)
        said = warning(look(issue, REPORTED + 2 * HOUR), REPORTED + 2 * HOUR)
        assert said.startswith("If nothing is done with it, Tom Technician is reminded")
        assert "if it is not started by its date, it goes to Olga Owner" in said

    def test_what_comes_once_the_date_has_passed_is_said_so(self, company, issue):
        plan(company, issue, ACT_BY + HOUR)
        said = warning(look(issue, REPORTED + 2 * HOUR), REPORTED + 2 * HOUR)
        assert said.startswith("If it is not started by then")

    def test_the_list_of_what_nobody_acted_on_says_that_it_is_planned(self, company, issue, signed_in):
        plan(company, issue, ACT_BY + DAY)
        with time_machine.travel(ACT_BY + HOUR, tick=False):
            row = signed_in(company.owner).get("/not-acted-on/").context["rows"][0]
        assert row.status_label == "planned, nobody told yet"
