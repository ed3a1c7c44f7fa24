"""One command for many issues: each as it would be alone; what is refused is said, and the rest is done."""

import uuid

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from inflection_points.rules.policies import Severity
from issues import commands
from issues.commands.auditing import audit, differences
from issues.commands.bulk_runs import MOST, add_bulk_run
from issues.commands.bulk_undoing import undo_bulk
from issues.commands.many import UNREADABLE, Together, lock_many
from issues.commands.merging import merge_on
from issues.commands.wishes import Bulk
from issues.commands.writing import write as bulk_write
from issues.models import BulkItem, BulkRun, Custody, Event, Issue
from issues.rules import refusals as no
from notifications.models import Message
from tests.cast import DAY, HOUR, REPORTED
from tests.issues.in_bulk import (
    EACH,
    NOW,
    SECOND,
    SOON,
    counted,
    do,
    facts_of,
    planned,
    poison,
    reported,
    single,
)


@pytest.mark.parametrize("command", EACH)
def test_each_is_as_if_the_command_had_been_given_for_it_alone(company, command):
    one, *many = [company.report().pk for _ in range(4)]
    single(company, command, one)
    run = do(company, command, many, **facts_of(company, command))
    assert set(run.items.values_list("state", flat=True)) == {"done"}
    for issue in many:
        assert counted(issue) == counted(one)
        assert differences(Issue.objects.get(pk=issue)) == {}
    assert audit(now=NOW).findings == []


def test_merged_into_one_it_has_all_their_reports(company):
    canonical, *others = reported(company, 6)
    run = do(company, Bulk.MERGE, [canonical, *others], into=canonical)
    found = Issue.objects.get(pk=canonical)
    assert list(run.items.values_list("number", "state")) == [(number, "done") for number in others]
    assert (found.report_count, found.reports.count()) == (6, 6)
    assert set(Issue.objects.filter(pk__in=others).values_list("merged_into", flat=True)) == {canonical}
    assert all(differences(issue) == {} for issue in Issue.objects.all())
    assert not Custody.objects.filter(issue__in=others, until=None).exists()


def test_what_is_due_by_now_is_recorded_first(company):
    numbers, late = reported(company, 3), REPORTED + 4 * DAY
    do(company, Bulk.ACCEPT, numbers, now=late)
    for issue in Issue.objects.all():
        assert [event.kind for event in issue.events.all()][1:] == ["escalated", "accepted"]
        assert issue.escalations.count() > 0
        assert differences(issue) == {}


def test_a_higher_severity_makes_rungs_due_at_once(company):
    numbers = reported(company, 3)
    do(company, Bulk.CHANGE_SEVERITY, numbers, now=REPORTED + 7 * HOUR, to=Severity.CRITICAL, reason="All")
    kinds = set(Event.objects.filter(seq=3).values_list("kind", flat=True))
    assert kinds == {"escalated"}
    assert all(differences(issue) == {} for issue in Issue.objects.all())


class TestRefused:
    @pytest.fixture
    def mixed(self, company):
        """A thousand issues, of which one is closed, one merged, and one is not there."""
        numbers = reported(company, 1000)
        closed, merged = numbers[10], numbers[500]
        commands.decline(issue=closed, actor=company.owner, now=NOW, reason="Too dear")
        commands.merge(issue=merged, into=numbers[1], actor=company.owner, now=NOW)
        return [*numbers[:-1], 10**15], {closed, merged, 10**15}

    def test_what_fails_is_said_and_the_rest_is_done_and_taken_back(self, company, mixed):
        numbers, failing = mixed
        before = dict(Issue.objects.values_list("pk", "phase"))
        run = do(company, Bulk.ACCEPT, numbers, now=NOW + HOUR)
        refused = dict(run.items.filter(state="refused").values_list("number", "sentence"))
        assert set(refused) == failing
        assert refused[10**15] == "There is no issue with this number, or it is not for you to see."
        assert all("This issue is closed." in refused[one] for one in failing - {10**15})
        assert Issue.objects.filter(phase="accepted").count() == run.items.filter(state="done").count() == 997
        somebody_acted = numbers[3]
        commands.comment(issue=somebody_acted, actor=company.head, now=NOW + HOUR + SECOND, text="Good")
        undo_bulk(run=run.pk, actor=company.owner, now=NOW + HOUR + 8 * SECOND)
        assert run.items.filter(state="undone").count() == 996
        left = run.items.get(state="done")
        assert (left.number, left.sentence[:27]) == (somebody_acted, "Something has happened sinc")
        assert dict(Issue.objects.values_list("pk", "phase")) == before | {somebody_acted: "accepted"}
        assert all(differences(Issue.objects.get(pk=one)) == {} for one in numbers[:40])
        assert audit(now=NOW + HOUR + 9 * SECOND).findings == []

    def test_who_may_not_is_told_for_each(self, company):
        numbers = reported(company, 2)
        run = do(company, Bulk.ACCEPT, numbers, actor=company.stranger)
        assert set(run.items.values_list("state", flat=True)) == {"refused"}
        assert Event.objects.count() == 2

    def test_what_is_refused_leaves_no_trace(self, company):
        numbers = reported(company, 2)
        commands.accept(issue=numbers[0], actor=company.head, now=NOW)
        late = REPORTED + 2 * DAY + 7 * HOUR  # a rung is due by then
        run = do(company, Bulk.ACCEPT, numbers, now=late)
        assert list(run.items.values_list("state", flat=True)) == ["refused", "done"]
        assert Issue.objects.get(pk=numbers[0]).escalations.count() == 0
        assert not Message.objects.filter(kind="escalated", about=f"issue:{numbers[0]}").exists()
        assert Message.objects.filter(kind="escalated", about=f"issue:{numbers[1]}").exists()

    def test_too_many_and_none_at_all(self, company):
        for numbers, refusal in (([], no.NothingChosen), (range(1, MOST + 2), no.TooManyChosen)):
            with pytest.raises(refusal):
                do(company, Bulk.ACCEPT, numbers)
        assert not BulkRun.objects.exists()

    def test_an_assignee_who_has_left_is_refused_for_all(self, company):
        numbers = reported(company, 2)
        company.holder.is_active = False
        company.holder.save()
        run = do(company, Bulk.PLAN_ACTION, numbers, **planned(company))
        assert set(run.items.values_list("state", flat=True)) == {"refused"}

    def test_without_the_other_issue_nothing_is_merged(self, company):
        numbers = reported(company, 2)
        run = do(company, Bulk.MERGE, numbers, into=10**6)
        assert set(run.items.values_list("state", flat=True)) == {"refused"}


class TestPoison:
    def test_one_that_cannot_be_read_does_not_take_the_rest_along(self, company):
        numbers = reported(company, 5)
        Issue.objects.filter(pk=numbers[2]).update(memory={"phase": "nonsense"})
        run = do(company, Bulk.ACCEPT, numbers)
        assert list(run.items.values_list("state", flat=True)) == ["done", "done", "refused", "done", "done"]
        assert run.items.get(number=numbers[2]).sentence == UNREADABLE

    def test_nor_does_one_that_cannot_be_written(self, company):
        numbers = reported(company, 5)
        poison(numbers[2])
        run = do(company, Bulk.ACCEPT, numbers)
        assert list(run.items.values_list("state", flat=True)) == ["done", "done", "refused", "done", "done"]
        assert Message.objects.filter(kind="taken").count() == 0  # it was their own before
        assert Event.objects.filter(kind="accepted").count() == 4

    def test_what_fails_in_the_middle_leaves_both_issues_as_they_were(self, company):
        first, second, third = reported(company, 3)
        together = Together()

        def merge_and_stumble():
            merge_on(locked[second], locked[first], actor=company.owner, has_duplicates=False)
            raise KeyError("a mistake of ours")

        with transaction.atomic():
            locked, _ = lock_many([first, second, third], company.owner, NOW, together)
            both = locked[second], locked[first]
            failed = together.attempt(merge_and_stumble, *both)
            merged = together.attempt(
                lambda: merge_on(locked[third], locked[first], actor=company.owner, has_duplicates=False),
                *(locked[third], locked[first]),
            )
            bulk_write(together.done)
        assert (failed.sentence, merged.state) == (UNREADABLE, "done")
        found = Issue.objects.get(pk=first)
        assert (found.report_count, found.reports.count(), found.last_seq) == (2, 2, found.events.count())
        assert all(differences(issue) == {} for issue in Issue.objects.all())


class TestTwice:
    def test_the_same_key_does_it_once(self, company):
        numbers, key = reported(company, 3), uuid.uuid4()
        first = do(company, Bulk.SNOOZE, numbers, key=key, until=NOW + DAY)
        again = do(company, Bulk.SNOOZE, numbers, key=key, until=NOW + DAY)
        assert first == again
        assert Event.objects.filter(kind="snoozed").count() == 3

    def test_a_key_of_somebody_else_is_refused(self, company):
        numbers, key = reported(company, 1), uuid.uuid4()
        do(company, Bulk.ACCEPT, numbers, key=key)
        with pytest.raises(no.SentBefore):
            do(company, Bulk.ACCEPT, numbers, key=key, actor=company.head)

    def test_the_same_key_with_something_else_filled_in_is_refused(self, company):
        numbers, key = reported(company, 3), uuid.uuid4()
        do(company, Bulk.HAND_OVER, numbers, key=key, to=company.holder, reason="Yours")
        for command, some, facts in (
            (Bulk.HAND_OVER, numbers, {"to": company.stranger, "reason": "Yours"}),
            (Bulk.HAND_OVER, numbers, {"to": company.holder, "reason": "Really yours"}),
            (Bulk.HAND_OVER, numbers[:2], {"to": company.holder, "reason": "Yours"}),
            (Bulk.ACCEPT, numbers, {}),
        ):
            with pytest.raises(no.SentBefore, match="with something else filled in"):
                do(company, command, some, key=key, **facts)
        assert set(Issue.objects.values_list("holder", flat=True)) == {company.holder.pk}

    def test_what_was_not_reached_is_done_by_the_next_press(self, company):
        numbers, key = reported(company, 3), uuid.uuid4()
        asked = {"command": Bulk.ACCEPT, "numbers": numbers, "client_key": key, "facts": {}}
        run = add_bulk_run(actor=company.owner, now=NOW, **asked)
        BulkItem.objects.filter(run=run, number=numbers[0]).update(state="done", seq=1)
        do(company, Bulk.ACCEPT, numbers, key=key)
        assert Event.objects.filter(kind="accepted").count() == 2

    def test_taken_back_twice_is_once(self, company):
        run = do(company, Bulk.ACCEPT, reported(company, 3))
        for _ in range(2):
            undo_bulk(run=run.pk, actor=company.owner, now=SOON)
        assert Event.objects.filter(kind="undone").count() == 3


@pytest.mark.parametrize("command", Bulk)
def test_a_chunk_takes_as_many_queries_as_a_few(company, command):
    def queries(number):
        canonical, *numbers = reported(company, number + 1)
        with CaptureQueriesContext(connection) as captured:
            into = canonical if command is Bulk.MERGE else None
            run = do(company, command, numbers, into=into, **facts_of(company, command))
        with CaptureQueriesContext(connection) as back:
            undo_bulk(run=run.pk, actor=company.owner, now=SOON)
        return len(captured), len(back)

    queries(3)  # what is remembered from one time to the next is remembered now
    assert queries(40) == queries(4)
