"""Taking back one command for many issues: each as it would be alone, and nothing that somebody was told."""

import uuid

import pytest

from issues import commands
from issues.commands.auditing import differences
from issues.commands.bulk_runs import CHUNK, add_bulk_run, run_bulk
from issues.commands.bulk_undoing import undo_bulk
from issues.commands.many import UNREADABLE
from issues.commands.wanting import unwanted
from issues.commands.wishes import Bulk
from issues.models import BulkItem, BulkRun, Issue
from issues.rules import refusals as no
from issues.rules.undoing import BREAK, UNDO_WITHIN
from notifications.commands.delivery import show
from notifications.models import Message
from tests.cast import DAY, HOUR
from tests.issues.in_bulk import EACH, NOW, SECOND, SOON, counted, do, facts_of, poison, reported


def broken_off(company, command, **facts):
    """A run of two issues of which the second waits: the process was killed after the first."""
    numbers = reported(company, 2)
    asked = {"command": command, "client_key": uuid.uuid4(), "facts": facts, "now": NOW}
    run = add_bulk_run(actor=company.owner, numbers=numbers[:1], **asked)
    run_bulk(run=run.pk, facts=facts, clock=lambda: NOW)
    BulkItem.objects.create(run=run, number=numbers[1])
    BulkRun.objects.update(ended_at=None)
    return run, numbers


def unreadable(issue):
    Issue.objects.filter(pk=issue).update(memory={})


class TestTelling:
    def told(self, now):
        show(now=now, unwanted=unwanted)
        return Message.objects.filter(kind="handed_over", state="dispatched").count()

    def test_nobody_is_told_while_the_rest_is_still_being_done_or_can_be_taken_back(self, company):
        numbers, ticks = reported(company, CHUNK + 1), iter([NOW, NOW + 20 * SECOND, NOW + 30 * SECOND])
        facts = {"to": company.holder, "reason": "Yours"}
        asked = {"command": Bulk.HAND_OVER, "client_key": uuid.uuid4(), "facts": facts, "now": NOW}
        run = add_bulk_run(actor=company.owner, numbers=numbers, **asked)

        def clock():
            tick = next(ticks)
            assert self.told(tick) == 0
            return tick

        run_bulk(run=run.pk, facts=facts, clock=clock)
        ended = NOW + 30 * SECOND
        assert self.told(ended + UNDO_WITHIN - SECOND) == 0
        assert set(Message.objects.filter(kind="handed_over").values_list("held_until", flat=True)) == {
            ended + UNDO_WITHIN
        }

    def test_of_what_was_broken_off_everybody_is_told_all_the_same(self, company):
        facts = {"to": company.holder, "reason": "Yours"}
        numbers = reported(company, 1)
        asked = {"command": Bulk.HAND_OVER, "client_key": uuid.uuid4(), "facts": facts, "now": NOW}
        run = add_bulk_run(actor=company.owner, numbers=[*numbers, 10**9], **asked)
        killed = iter([NOW])
        with pytest.raises(StopIteration):
            run_bulk(run=run.pk, facts=facts, clock=lambda: next(killed))
        assert self.told(NOW + BREAK - SECOND) == 0
        assert self.told(NOW + BREAK) == 1


class TestTakingBack:
    @pytest.mark.parametrize("command", EACH)
    def test_all_is_as_it_was(self, company, command):
        numbers = reported(company, 3)
        before = [counted(number) for number in numbers]
        run = do(company, command, numbers, **facts_of(company, command))
        undo_bulk(run=run.pk, actor=company.owner, now=SOON)
        assert set(run.items.values_list("state", flat=True)) == {"undone"}
        for number, was in zip(numbers, before, strict=True):
            now = counted(number)
            assert {**now[0], "seq": 1, "last_at": 0} == {**was[0], "seq": 1, "last_at": 0}
            assert now[2:5] == was[2:5]
            assert differences(Issue.objects.get(pk=number)) == {}

    def test_merged_ones_are_apart_again(self, company):
        canonical, *others = reported(company, CHUNK + 20)
        before = counted(canonical)
        run = do(company, Bulk.MERGE, others, into=canonical)
        undo_bulk(run=run.pk, actor=company.owner, now=SOON)
        after = counted(canonical)
        assert {**after[0], "seq": 1, "last_at": 0} == {**before[0], "seq": 1, "last_at": 0}
        assert Issue.objects.get(pk=canonical).reports.count() == 1
        assert Issue.objects.get(pk=canonical).events.last().payload["of"] == 2
        assert set(Issue.objects.filter(pk__in=others).values_list("phase", "merged_into")) == {
            ("reported", None)
        }
        assert all(differences(issue) == {} for issue in Issue.objects.all())

    def test_of_merged_ones_those_that_still_can_be(self, company):
        canonical, kept, *others = reported(company, 6)
        run = do(company, Bulk.MERGE, [kept, *others], into=canonical)
        commands.comment(issue=kept, actor=company.head, now=NOW + SECOND, text="Yes, the same")
        undo_bulk(run=run.pk, actor=company.owner, now=SOON)
        found = Issue.objects.get(pk=canonical)
        assert (found.report_count, found.reports.count()) == (2, 2)
        assert Issue.objects.get(pk=kept).phase == "merged"
        assert all(differences(issue) == {} for issue in Issue.objects.all())

    @pytest.mark.parametrize("spoil", [poison, unreadable])
    def test_nothing_is_taken_apart_on_one_side_alone(self, company, spoil):
        canonical, *others = reported(company, 3)
        run = do(company, Bulk.MERGE, others, into=canonical)
        spoil(canonical)
        undo_bulk(run=run.pk, actor=company.owner, now=SOON)
        assert set(run.items.values_list("state", flat=True)) == {"done"}
        assert all("could not be read or written" in item.sentence for item in run.items.all())
        assert set(Issue.objects.filter(pk__in=others).values_list("merged_into", flat=True)) == {canonical}
        assert Issue.objects.get(pk=canonical).reports.count() == 3

    def test_not_once_the_seconds_are_over(self, company):
        run = do(company, Bulk.ACCEPT, reported(company, 2))
        with pytest.raises(no.TooLateToUndo):
            undo_bulk(run=run.pk, actor=company.owner, now=NOW + UNDO_WITHIN + SECOND)

    def test_broken_off_it_is_finished_by_the_next_press_however_late(self, company):
        run = do(company, Bulk.ACCEPT, reported(company, 3))
        BulkRun.objects.filter(pk=run.pk).update(undone_at=SOON)  # and then the process was killed
        undo_bulk(run=run.pk, actor=company.owner, now=NOW + 3 * UNDO_WITHIN)
        assert set(run.items.values_list("state", flat=True)) == {"undone"}

    def test_one_that_cannot_be_written_stays_and_says_so(self, company):
        numbers = reported(company, 3)
        run = do(company, Bulk.ACCEPT, numbers)
        poison(numbers[1])
        undo_bulk(run=run.pk, actor=company.owner, now=SOON)
        left = run.items.exclude(state="undone").get()
        assert (left.number, left.state, left.sentence) == (numbers[1], "done", UNREADABLE)

    def test_what_was_done_before_a_break_stays(self, company):
        run, numbers = broken_off(company, Bulk.SNOOZE, until=NOW + DAY)
        later = NOW + 4 * HOUR
        run_bulk(run=run.pk, facts={"until": NOW + DAY}, clock=lambda: later)
        undo_bulk(run=run.pk, actor=company.owner, now=later + SECOND)
        assert list(run.items.values_list("number", "state")) == [
            (numbers[0], "done"),
            (numbers[1], "undone"),
        ]
        assert run.items.first().sentence == str(no.TooLateToUndo.sentence)

    def test_nothing_that_somebody_was_told(self, company):
        first, second = reported(company, 2)
        run = do(company, Bulk.HAND_OVER, [first, second], to=company.holder, reason="Yours")
        Message.objects.filter(about=f"issue:{first}").update(held_until=None)
        show(now=NOW, unwanted=unwanted)
        undo_bulk(run=run.pk, actor=company.owner, now=SOON)
        assert list(run.items.values_list("state", flat=True)) == ["done", "undone"]
        assert "Others have been told of it already." in run.items.get(number=first).sentence
        show(now=NOW + HOUR, unwanted=unwanted)
        assert Message.objects.filter(kind="handed_over", state="dropped").count() == 1

    def test_not_by_anybody_else(self, company):
        run = do(company, Bulk.ACCEPT, reported(company, 2))
        with pytest.raises(no.NotYoursToUndo):
            undo_bulk(run=run.pk, actor=company.head, now=SOON)
