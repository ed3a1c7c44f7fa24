"""The survey of all open issues finds what the reckoning of each one finds, in both directions."""

import pytest

from inflection_points.rules.policies import Severity
from issues import commands
from issues.commands.recording import terms_of
from issues.commands.surveying import survey
from issues.commands.sweeping import sweep
from issues.models import Issue
from issues.rules.audit import wrong_rung
from issues.rules.memory import thaw
from tests.cast import DAY, HOUR, REPORTED

WRONG = ("a rung is due and was not fired", "a rung fired before it was due")


def one_by_one(now):
    found = {}
    for issue in Issue.objects.open().filter(set_aside_at=None):
        if what := wrong_rung(thaw(issue.memory), terms_of(issue), now):
            found.setdefault(what, set()).add(issue.pk)
    return found


def all_at_once(now):
    seen = survey(now)
    assert seen.looked_at == Issue.objects.open().count()
    return {what: set(seen.examples[what]) for what in WRONG if what in seen.examples}


@pytest.fixture
def history(company):
    """Issues of every severity, at every stage, reported over two weeks and swept in between."""
    for number, severity in enumerate([*Severity] * 3):
        now = REPORTED + number * 9 * HOUR
        company.report(now=now, severity=severity)
        contained = company.report(now=now, severity=severity, text="Contained")
        commands.record_containment(
            issue=contained.pk, actor=company.owner, now=now + HOUR, evidence="Sent a courier"
        )
        raised = company.report(now=now, severity=Severity.LOW, text="Raised")
        if severity is not Severity.LOW:
            commands.change_severity(
                issue=raised.pk, actor=company.owner, now=now + HOUR, to=severity, reason="It spreads"
            )
        reopened = company.report(now=now, severity=severity, text="Reopened")
        commands.decline(issue=reopened.pk, actor=company.owner, now=now + HOUR, reason="Not ours")
        commands.reopen(issue=reopened.pk, actor=company.owner, now=now + 2 * HOUR, reason="It is")
        if number % 5 == 0:
            sweep(now=now + 3 * HOUR)
    return REPORTED + 12 * 9 * HOUR


@pytest.mark.parametrize("days", [-5, -3, -1, -0.5, 0, 0.01, 0.5, 1, 3, 7, 30, 200])
def test_as_of_any_instant(history, days):
    """Before the last sweep rungs have fired too early, after it they are late."""
    now = history + days * DAY
    assert all_at_once(now) == one_by_one(now)


def test_both_find_something_and_after_a_sweep_nothing(history):
    assert {*one_by_one(history - 5 * DAY), *one_by_one(history + 7 * DAY)} == set(WRONG)
    later = history + 30 * DAY
    sweep(now=later)
    assert all_at_once(later) == one_by_one(later) == {}
    assert survey(later).found == {}


def test_a_memory_that_cannot_be_read_does_not_end_it(company):
    issue = company.report()
    Issue.objects.filter(pk=issue.pk).update(memory={"alarms": [["soon", "act", 1]], "reached_resolve": "x"})
    assert survey(REPORTED).examples == {"its deadline is not the one that its events say": [issue.pk]}


def test_it_costs_the_same_few_queries_however_many_issues(company, django_assert_max_num_queries):
    for n in range(30):
        company.report(text=f"Late, {n}")
    with django_assert_max_num_queries(10):
        assert survey(REPORTED).looked_at == 30
