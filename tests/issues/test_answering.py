"""Whoever has no name is asked whether it is fixed, too: the receipt takes the answer, and no answer is never a yes."""

from datetime import timedelta
from uuid import UUID

import pytest

from inflection_points.rules.policies import Severity
from issues import commands
from issues.commands.answering import Asked, confirm_fixed, say_not_fixed
from issues.commands.prospects import outlook
from issues.commands.refolding import refold
from issues.commands.sweeping import sweep
from issues.models import Issue
from issues.rules import events as e
from issues.rules import refusals as no
from issues.rules.memory import thaw
from issues.rules.moves import Whose, next_move
from notifications.models import Message
from tests.cast import DAY, HOUR, REPORTED

KEY = UUID(int=5)
WEEK = timedelta(days=7)  # five working days


@pytest.fixture
def guests(company):
    """An issue that only somebody without a name reported."""
    return commands.report(
        point=company.point,
        severity=Severity.NORMAL,
        reporter=None,
        now=REPORTED,
        telling=commands.Telling(text="The gate stays shut", client_key=KEY),
    )


def resolved(company, issue, at=REPORTED + HOUR):
    commands.record_containment(issue=issue.pk, actor=company.owner, evidence="Opened it", now=at)
    return commands.resolve(issue=issue.pk, actor=company.owner, reason=e.ClosureReason.FIXED, now=at + HOUR)


def asked(issue):
    issue.refresh_from_db()
    return Asked(issue.pk, issue.last_seq)


def last_event(issue):
    row = issue.events.order_by("-seq")[0]
    return e.decode(row.kind, row.payload)


class TestConfirmFixed:
    def test_is_a_reporters_yes_and_says_by_which_receipt(self, company, guests):
        resolved(company, guests)
        report = guests.reports.get()
        confirm_fixed(report=report, now=REPORTED + DAY, asked=asked(guests))
        guests.refresh_from_db()
        assert guests.phase == "verified"
        assert last_event(guests) == e.Verified(None, is_reporter=True, receipt=report.pk)
        assert refold(guests.pk) == thaw(guests.memory)

    def test_sent_twice_is_said_once(self, company, guests):
        resolved(company, guests)
        report, page = guests.reports.get(), asked(guests)
        for _ in range(2):
            confirm_fixed(report=report, now=REPORTED + DAY, asked=page)
        assert guests.events.filter(kind="verified").count() == 1

    def test_is_refused_while_nobody_asks(self, guests):
        with pytest.raises(no.IssueNotResolved):
            confirm_fixed(report=guests.reports.get(), now=REPORTED + DAY, asked=asked(guests))

    def test_is_refused_from_a_page_older_than_the_last_reopening(self, company, guests):
        resolved(company, guests)
        page = asked(guests)
        commands.reopen(issue=guests.pk, actor=company.owner, reason="Shut again", now=REPORTED + DAY)
        resolved(company, guests, REPORTED + DAY + HOUR)
        with pytest.raises(no.AlreadyAnswered):
            confirm_fixed(report=guests.reports.get(), now=REPORTED + 2 * DAY, asked=page)

    def test_is_not_for_whoever_reported_it_only_after_it_was_resolved(self, company, guests):
        resolved(company, guests)
        late = commands.Telling(text="Still shut", client_key=UUID(int=6))
        commands.add_report(issue=guests.pk, reporter=None, telling=late, now=REPORTED + 3 * HOUR)
        with pytest.raises(no.NotAskedThen):
            confirm_fixed(
                report=guests.reports.get(client_key=UUID(int=6)), now=REPORTED + DAY, asked=asked(guests)
            )

    def test_after_a_no_from_the_same_page_is_refused(self, company, guests):
        resolved(company, guests)
        report, page = guests.reports.get(), asked(guests)
        say_not_fixed(report=report, now=REPORTED + DAY, asked=page, reason="It is shut")
        with pytest.raises(no.AlreadyAnswered):
            confirm_fixed(report=report, now=REPORTED + DAY, asked=page)


class TestSayNotFixed:
    def test_reopens_it_one_rung_higher_and_tells_whoever_has_it(self, company, guests):
        resolved(company, guests)
        report = guests.reports.get()
        say_not_fixed(report=report, now=REPORTED + DAY, asked=asked(guests), reason=" It is shut ")
        guests.refresh_from_db()
        assert (guests.phase, guests.cycle, guests.reached) == ("reported", 2, 1)
        said = guests.events.get(kind="reopened")
        assert e.decode(said.kind, said.payload) == e.Reopened(None, "It is shut", report.pk)
        assert Message.objects.filter(kind="reopened", recipient=company.owner).exists()
        assert refold(guests.pk) == thaw(guests.memory)

    def test_needs_a_reason(self, company, guests):
        resolved(company, guests)
        with pytest.raises(no.ReasonMissing):
            say_not_fixed(report=guests.reports.get(), now=REPORTED + DAY, asked=asked(guests), reason=" ")

    def test_counts_after_another_reporter_has_said_yes(self, company, guests):
        told = commands.Telling(text="Me too")
        commands.add_report(issue=guests.pk, reporter=company.reporter, telling=told, now=REPORTED)
        resolved(company, guests)
        commands.verify(issue=guests.pk, actor=company.reporter, now=REPORTED + DAY)
        say_not_fixed(
            report=guests.reports.get(reporter=None), now=REPORTED + DAY, asked=asked(guests), reason="No"
        )
        guests.refresh_from_db()
        assert guests.cycle == 2
        assert Message.objects.filter(kind="open_again", recipient=company.reporter).exists()

    def test_does_not_take_up_again_what_was_declined(self, company, guests):
        commands.decline(issue=guests.pk, actor=company.owner, reason="Built so", now=REPORTED + HOUR)
        with pytest.raises(no.IssueNotResolved):
            say_not_fixed(report=guests.reports.get(), now=REPORTED + DAY, asked=asked(guests), reason="No")

    def test_from_a_page_of_before_a_merge_is_refused(self, company, guests):
        page, report = asked(guests), guests.reports.get()
        other = company.report()
        commands.merge(issue=guests.pk, actor=company.owner, into=other.pk, now=REPORTED + HOUR)
        with pytest.raises(no.FollowsAnother):
            say_not_fixed(report=report, now=REPORTED + DAY, asked=page, reason="No")


class TestNoAnswer:
    def test_is_never_a_yes_and_after_one_repeat_the_owner_is_told(self, company, guests):
        resolved(company, guests)
        sweep(now=REPORTED + WEEK + DAY)
        assert last_event(guests) == e.AskedAgain(REPORTED + WEEK + 2 * HOUR)
        assert not Message.objects.filter(kind="still_unconfirmed").exists()
        sweep(now=REPORTED + 2 * WEEK + DAY)
        guests.refresh_from_db()
        assert guests.phase == "resolved"
        assert [m.recipient for m in Message.objects.filter(kind="still_unconfirmed")] == [company.owner]

    def test_is_the_guests_move_until_the_second_silence_and_then_the_owners(self, company, guests):
        resolved(company, guests)
        for now, whose in (
            (REPORTED + DAY, Whose.REPORTER),
            (REPORTED + WEEK + DAY, Whose.REPORTER),
            (REPORTED + 3 * WEEK, Whose.OWNER),
        ):
            sweep(now=now)
            guests.refresh_from_db()
            move = next_move(thaw(guests.memory), now)
            assert move is not None
            assert move.whose is whose
        assert outlook(guests, REPORTED + 3 * WEEK).movers == (company.owner,)

    def test_the_owner_cannot_answer_for_a_guest_who_may_still(self, company, guests):
        resolved(company, guests)
        with pytest.raises(no.NotTheReporter):
            commands.verify(issue=guests.pk, actor=company.owner, now=REPORTED + DAY)
        assert Issue.objects.my_moves(company.owner, REPORTED + DAY, 10).count() == 0
        sweep(now=REPORTED + WEEK + DAY)
        sweep(now=REPORTED + 2 * WEEK + DAY)
        assert Issue.objects.my_moves(company.owner, REPORTED + 3 * WEEK, 10).get() == guests
        commands.verify(issue=guests.pk, actor=company.owner, now=REPORTED + 3 * WEEK)
        assert last_event(guests) == e.Verified(company.owner.pk, is_reporter=False)

    def test_of_a_guest_leaves_the_answer_to_colleagues_who_reported_it_too(self, company, guests):
        told = commands.Telling(text="Me too")
        commands.add_report(issue=guests.pk, reporter=company.reporter, telling=told, now=REPORTED)
        resolved(company, guests)
        view = outlook(Issue.objects.get(pk=guests.pk), REPORTED + DAY)
        assert view.movers == (company.reporter,)


class TestAGuestsReportThatIsMerged:
    def test_is_counted_where_it_belongs_and_goes_back_when_taken_apart(self, company, guests):
        other = company.report()
        commands.merge(issue=guests.pk, actor=company.owner, into=other.pk, now=REPORTED + HOUR)
        other.refresh_from_db()
        assert thaw(other.memory).guests == 1
        commands.unmerge(issue=guests.pk, actor=company.owner, reason="Another gate", now=REPORTED + DAY)
        for issue, many in ((other, 0), (guests, 1)):
            issue.refresh_from_db()
            assert thaw(issue.memory).guests == many
            assert refold(issue.pk) == thaw(issue.memory)
