"""Confidential issues: who may see them, who may make them so, and that nothing of them shows anywhere else."""

import random
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from inflection_points.rules.policies import Severity
from issues import commands
from issues.commands.sweeping import sweep
from issues.commands.telling import about
from issues.commands.wanting import unwanted
from issues.models import Issue
from issues.rules import refusals as no
from issues.rules.events import ActionKind
from notifications.commands.outbox import Draft, enqueue
from notifications.commands.reaching import Routes
from notifications.models import Channel, Choice, Message
from people.commands.absences import announce_absence
from people.models import Absence
from people.rules.absences import stand_in
from people.rules.permissions import Role
from tests.cast import DAY, HOUR, REPORTED, person

NOW = REPORTED + HOUR
WHY = "It names a colleague."


@pytest.fixture
def secret(company):
    return company.report(text="The fitter was drunk.", is_confidential=True)


def who_sees(company, issue, now=NOW):
    everybody = (
        *("reporter", "holder", "owner", "deputy", "head"),
        *("executive", "administrator", "stranger", "manager"),
    )
    return {
        name
        for name in everybody
        if Issue.objects.visible_to(getattr(company, name), now).filter(pk=issue.pk).exists()
    }


INSIDERS = {"reporter", "owner", "deputy", "head", "executive"}  # the executive sponsors the chain


class TestWhoSees:
    def test_everybody_sees_what_is_not_confidential(self, company, issue):
        assert len(who_sees(company, issue)) == 9

    def test_those_who_reported_it_or_answer_for_it_and_nobody_by_role(self, company, secret):
        assert who_sees(company, secret) == INSIDERS

    def test_whoever_has_it_in_hand_and_still_does_after_handing_it_on(self, company, secret):
        commands.hand_over(issue=secret.pk, actor=company.owner, to=company.holder, now=NOW)
        assert who_sees(company, secret) == INSIDERS | {"holder"}
        commands.hand_over(issue=secret.pk, actor=company.holder, to=company.owner, now=NOW + HOUR)
        assert who_sees(company, secret) == INSIDERS | {"holder"}

    def test_of_a_department_that_has_it_the_head_and_those_who_may_triage(self, company, secret):
        second = person("Mona Manager", Role.MANAGER, company.support)
        commands.hand_over(issue=secret.pk, actor=company.owner, to_department=company.support, now=NOW)
        assert who_sees(company, secret) == INSIDERS | {"manager"}
        assert secret in Issue.objects.visible_to(second, NOW)

    def test_whoever_works_on_it(self, company, secret):
        commands.plan_action(
            issue=secret.pk,
            actor=company.owner,
            kind=ActionKind.CORRECTIVE,
            description="Talk",
            assignee=company.stranger,
            due_at=NOW + DAY,
            now=NOW,
        )
        assert who_sees(company, secret) == INSIDERS | {"stranger"}

    def test_whoever_the_ladder_told_of_it(self, company, secret):
        told = Draft(
            f"escalated:{secret.pk}:x",
            company.manager.pk,
            "escalated",
            about(secret.pk),
            {},
            is_confidential=True,
        )
        enqueue([told], now=NOW)
        assert who_sees(company, secret) == INSIDERS | {"manager"}

    def test_whoever_was_told_of_it_before_it_became_confidential(self, company, issue):
        enqueue(
            [Draft(f"escalated:{issue.pk}:x", company.manager.pk, "escalated", about(issue.pk), {})], now=NOW
        )
        commands.make_confidential(issue=issue.pk, actor=company.owner, now=NOW, reason=WHY)
        assert who_sees(company, issue) == INSIDERS | {"manager"}

    def test_whoever_made_it_so(self, company, issue):
        commands.make_confidential(issue=issue.pk, actor=company.administrator, now=NOW, reason=WHY)
        assert who_sees(company, issue) == INSIDERS | {"administrator"}

    def test_who_stands_in_while_they_stand_in_and_through_others(self, company, secret):
        later = NOW + DAY
        announce_absence(person=company.owner, deputy=company.manager, since=NOW, until=later, now=NOW)
        announce_absence(
            person=company.manager, deputy=company.stranger, since=NOW + HOUR, until=later, now=NOW
        )
        assert who_sees(company, secret, NOW) == INSIDERS | {"manager"}
        assert who_sees(company, secret, NOW + HOUR) == INSIDERS | {"stranger"}
        assert who_sees(company, secret, later) == INSIDERS

    def test_nobody_who_has_left(self, company, secret):
        company.reporter.is_active = False
        company.reporter.save()
        assert "reporter" not in who_sees(company, secret)


class TestMakingItConfidential:
    def test_says_who_and_why_and_moves_no_deadline(self, company, issue):
        made = commands.make_confidential(issue=issue.pk, actor=company.manager, now=NOW, reason=WHY)
        event = made.events.last()
        assert (event.actor, event.payload["reason"], made.is_confidential) == (company.manager, WHY, True)
        assert (made.act_by, made.next_due_at) == (issue.act_by, issue.next_due_at)

    def test_is_for_those_who_triage(self, company, issue):
        with pytest.raises(PermissionDenied):
            commands.make_confidential(issue=issue.pk, actor=company.stranger, now=NOW, reason=WHY)

    def test_needs_a_reason_and_happens_once(self, company, issue):
        with pytest.raises(no.ReasonMissing):
            commands.make_confidential(issue=issue.pk, actor=company.owner, now=NOW, reason=" ")
        commands.make_confidential(issue=issue.pk, actor=company.owner, now=NOW, reason=WHY)
        with pytest.raises(no.AlreadyConfidential):
            commands.make_confidential(issue=issue.pk, actor=company.owner, now=NOW, reason=WHY)

    def test_is_undone_by_opening_it(self, company, secret):
        commands.make_open(issue=secret.pk, actor=company.owner, now=NOW, reason="It was a rumour.")
        assert len(who_sees(company, secret)) == 9
        assert not Message.objects.filter(is_confidential=True).exists()
        with pytest.raises(no.NotConfidential):
            commands.make_open(issue=secret.pk, actor=company.owner, now=NOW, reason="Again.")

    def test_the_ladder_climbs_on_and_lets_in_whom_it_tells(self, company, secret):
        sweep(now=secret.act_by + timedelta(days=30))
        told = Message.objects.filter(kind="escalated")
        assert told.exists()
        assert all(message.is_confidential for message in told)


class TestCommandsOfThoseOutside:
    @pytest.mark.parametrize("name", ["accept", "make_open", "change_severity", "comment"])
    def test_find_no_such_issue(self, company, secret, name):
        facts = {
            "make_open": {"reason": WHY},
            "change_severity": {"to": Severity.LOW, "reason": WHY},
            "comment": {"text": "Hm"},
        }
        before = secret.events.count()
        with pytest.raises(Issue.DoesNotExist):
            getattr(commands, name)(issue=secret.pk, actor=company.manager, now=NOW, **facts.get(name, {}))
        assert secret.events.count() == before


class TestMerging:
    def test_makes_both_confidential_and_they_stay_so_taken_apart(self, company, secret):
        other = company.report()
        commands.merge(issue=secret.pk, actor=company.owner, now=NOW, into=other.pk)
        assert set(Issue.objects.values_list("is_confidential", flat=True)) == {True}
        commands.unmerge(issue=secret.pk, actor=company.owner, now=NOW, reason="Not the same.")
        assert set(Issue.objects.values_list("is_confidential", flat=True)) == {True}

    def test_an_open_duplicate_of_a_confidential_issue_is_confidential(self, company, secret):
        other = company.report()
        commands.merge(issue=other.pk, actor=company.owner, now=NOW, into=secret.pk)
        assert who_sees(company, other) == INSIDERS

    def test_they_are_opened_together(self, company, secret):
        other = company.report()
        commands.merge(issue=other.pk, actor=company.owner, now=NOW, into=secret.pk)
        with pytest.raises(no.MergedIntoConfidential):
            commands.make_open(issue=other.pk, actor=company.owner, now=NOW, reason=WHY)
        commands.make_open(issue=secret.pk, actor=company.owner, now=NOW, reason=WHY)
        assert not Issue.objects.filter(is_confidential=True).exists()

    def test_what_one_may_not_see_is_no_issue_to_merge_into(self, company, secret):
        other = company.report()
        with pytest.raises(no.NoSuchIssue):
            commands.merge(issue=other.pk, actor=company.manager, now=NOW, into=secret.pk)


def test_a_message_that_would_tell_too_much_is_not_delivered(company, secret):
    enqueue(
        [Draft("mentioned:1", company.stranger.pk, "mentioned", about(secret.pk), {"issue": secret.pk})],
        now=NOW,
    )
    sent = Message.objects.get(kind="mentioned")
    assert unwanted([sent], NOW) == {sent.pk: "the issue is confidential"}


def test_no_channel_of_the_company_carries_it_and_ones_own_does(company, secret):
    ours, own = (
        Channel.objects.create(
            kind="slack", name=name, owner=owner, address="https://h.example/", created_at=NOW
        )
        for name, owner in (("delivery", None), ("mine", company.owner))
    )
    for position, channel in enumerate((ours, own)):
        Choice.objects.create(person=company.owner, channel=channel, wants="everything", position=position)
    told = Message.objects.filter(recipient=company.owner).latest("pk")
    assert told.is_confidential
    ways = Routes.to([company.owner.pk])
    assert ours.pk not in ways.first(told)
    assert own.pk in ways.first(told)


@pytest.mark.parametrize("seed", range(8))
def test_who_acts_for_whom_is_the_same_in_the_database_as_in_the_rule(db, seed):
    chance = random.Random(seed)
    people = [person(f"P{n} Person", Role.FRONTLINE) for n in range(7)]
    for (
        one
    ) in people:  # circles are refused when they are announced: here only somebody later in the row stands in
        deputies = [*people[people.index(one) + 1 :], None]
        if chance.random() < 0.7:
            Absence.objects.create(person=one, deputy=chance.choice(deputies), since=NOW, until=NOW + DAY)
    absences = [absence.value() for absence in Absence.objects.all()]
    for one in people:
        with connection.cursor() as cursor:
            cursor.execute("SELECT people_acting_as(%s, %s)", [one.pk, NOW])
            found = set(cursor.fetchone()[0])
        assert found == {p.pk for p in people if stand_in(p.pk, NOW, absences) == one.pk} | {one.pk}
