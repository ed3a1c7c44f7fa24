"""The preview of a policy: what a version would have done, told from what really happened."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from inflection_points.commands.policies import save_version
from inflection_points.rules.calendars import Target, Unit
from inflection_points.rules.policies import Clock, Recipient, Rung, Severity, Whom
from issues import commands
from issues.commands.previewing import preview_past
from issues.commands.previewing.samples import sample
from issues.commands.sweeping import sweep
from issues.models import Escalation, Event, Issue
from issues.rules.events import ClosureReason
from notifications.models import Message
from tests.cast import DAY, HOUR, REPORTED

NOW = REPORTED + 30 * DAY


@pytest.fixture
def lived(company):
    """Three weeks of issues, ignored, handed over, acted on and reopened, with an engine that looked every hour."""
    issues = []
    for day in range(21):
        for hour in range(24):
            now = REPORTED + day * DAY + hour * HOUR
            sweep(now=now)
            if hour == 0 and day % 4 == 0:
                issues.append(company.report(now=now, severity=list(Severity)[day % 3], text=f"Late {day}"))
            if (day, hour) == (2, 3):
                commands.hand_over(issue=issues[0].pk, actor=company.owner, to=company.holder, now=now)
            if (day, hour) == (6, 2):
                act_resolve_and_reopen(company, issues[1], now)
    for hours in range(21 * 24, 30 * 24 + 1):
        sweep(now=REPORTED + hours * HOUR)
    return issues


def act_resolve_and_reopen(company, issue, now):
    commands.record_containment(issue=issue.pk, actor=company.owner, evidence="Sent one", now=now)
    commands.resolve(issue=issue.pk, actor=company.owner, reason=ClosureReason.FIXED, now=now)
    commands.reopen(
        issue=issue.pk, actor=company.reporter, reason="Not fixed", now=now + timedelta(minutes=5)
    )


def value(company):
    return company.version.value()


def with_rungs(version, *changed):
    clocks = {rung.clock for rung in changed}
    return replace(version, version=0, rungs=(*(r for r in version.rungs if r.clock not in clocks), *changed))


class TestTheSameVersion:
    def test_fires_exactly_what_was_really_fired(self, company, lived):
        found = preview_past(company.version.policy, value(company), now=NOW)
        really = Counter(Escalation.objects.filter(caught_up=False).values_list("clock", "rung"))
        assert sum(really.values()) > 30
        assert {step: n.first + n.again for step, n in found.with_it.rungs.items() if n.first} == dict(really)
        assert found.without is not None
        assert found.without.fired == found.with_it.fired == sum(really.values())

    def test_tells_exactly_whom_was_really_told(self, company, lived):
        """Nobody has moved since, so looked up today they are the same people."""
        found = preview_past(company.version.policy, value(company), now=NOW).with_it
        told = Message.objects.filter(kind="escalated", recipient__isnull=False)
        really = Counter(told.values_list("recipient", flat=True))
        assert sum((count.told for count in found.rungs.values()), Counter()) == really

    def test_writes_nothing(self, company, lived):
        before = Event.objects.count(), Message.objects.count(), list(Issue.objects.values_list("memory"))
        preview_past(company.version.policy, value(company), now=NOW)
        assert before == (
            Event.objects.count(),
            Message.objects.count(),
            list(Issue.objects.values_list("memory")),
        )


class TestAnotherVersion:
    def test_fires_by_its_own_ladder_and_tells_its_own_people(self, company, issue):
        person = Recipient(Whom.PERSON, person=company.stranger.pk)
        other = with_rungs(value(company), Rung(Clock.ACT, 1, 50, (Recipient(Whom.HOLDER), person)))
        found = preview_past(company.version.policy, other, now=REPORTED + 9 * HOUR + DAY).with_it
        count = found.rungs[Clock.ACT, 1]
        assert (count.first, count.again) == (1, 0)
        assert set(count.told) == {company.owner.pk, company.stranger.pk}

    def test_counts_many_repeats_of_a_morning_as_one_message(self, company):
        for n in range(5):
            company.report(text=f"Late {n}")
        found = preview_past(company.version.policy, value(company), now=NOW).with_it
        top = found.rungs[Clock.ACT, 4]
        assert (top.first, top.again) == (5, 5 * 16)
        load = found.loads[company.executive.pk]
        assert (load.alone, load.digests) == (5, 16)
        assert load.busiest == 7  # all five at once on a Tuesday evening, two digests before the week is over

    def test_says_which_rungs_reach_nobody(self, company, issue):
        nobody = with_rungs(value(company), Rung(Clock.ACT, 1, 50, (Recipient(Whom.STAGE_SPONSOR),)))
        found = preview_past(company.version.policy, nobody, now=REPORTED + 2 * DAY).with_it
        assert (found.fired - found.rungs[Clock.ACCEPT, 1].first, found.unreached) == (1, 1)

    def test_of_a_policy_that_no_point_uses_is_empty(self, company, issue):
        unused = save_version(name="Unused", now=REPORTED).policy
        assert preview_past(unused, value(company), now=NOW).sample.of == 0
        assert preview_past(None, value(company), now=NOW).without is None


class TestManyIssues:
    def test_are_looked_at_in_a_sample_which_stands_for_all_and_is_the_same_each_time(self, company):
        for n in range(30):
            company.report(text=f"Late {n}")
        quick = replace(
            value(company),
            version=0,
            targets={**value(company).targets, (Severity.NORMAL, Clock.ACT): Target(1, Unit.HOURS)},
        )
        first, again = (
            preview_past(company.version.policy, quick, now=REPORTED + HOUR, budget=10) for _ in range(2)
        )
        assert (first.sample.n, first.sample.of, first.sample.is_all) == (10, 30, False)
        assert [issue.pk for issue in first.sample.issues] == [issue.pk for issue in again.sample.issues]
        assert first.sample.scaled(first.with_it.rungs[Clock.ACT, 2].first) == 30
        assert first.with_it.loads[company.owner.pk].alone == 60

    def test_of_far_too_many_those_found_at_numbers_all_over_the_range_are_looked_at(self, company):
        for n in range(24):
            company.report(text=f"Late {n}", severity=Severity.LOW if n % 2 else Severity.HIGH)
        high = Issue.objects.filter(severity=Severity.HIGH)
        found, again = sample(high, 1), sample(high, 1)
        assert (found.n, found.of) == (1, 12)
        assert found.issues == again.issues
        assert found.issues[0].severity == Severity.HIGH
        assert sample(high.filter(pk__lt=0), 1).issues == []

    def test_are_asked_for_in_a_number_of_queries_that_does_not_grow(
        self, company, django_assert_max_num_queries
    ):
        for n in range(40):
            company.report(text=f"Late {n}")
        with django_assert_max_num_queries(16):
            preview_past(company.version.policy, value(company), now=NOW)
