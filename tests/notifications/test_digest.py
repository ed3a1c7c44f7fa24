"""What would come one by one every working day comes as one message a person."""

from datetime import UTC, datetime, timedelta

import pytest

from inflection_points.rules.policies import Severity
from issues import commands
from issues.commands.sweeping import sweep
from issues.commands.wanting import unwanted
from notifications.commands.delivery import deliver
from notifications.models import Message
from notifications.rules.digests import next_digest
from tests.cast import DAY, HOUR, REPORTED

TOP = REPORTED + 8 * DAY  # Wednesday 11 March, 09:00: all four rungs have fired on Tuesday evening
THURSDAY_MORNING = datetime(2026, 3, 12, 8, 5, tzinfo=UTC)


def go(now):
    deliver(clock=lambda: now, unwanted=unwanted)


def live(until, since=TOP):
    now = since
    while now <= until:
        sweep(now=now)
        go(now)
        now += HOUR


@pytest.fixture
def ignored(company, mailbox):
    """Seven issues at the top of the ladder, the mails so far read and gone."""
    issues = [company.report(text=f"Late, number {n}.") for n in range(7)]
    sweep(now=TOP)
    go(TOP)
    mailbox.mails.clear()
    return issues


class TestDigest:
    def test_tells_all_that_the_last_rung_repeats_in_one_message(self, company, ignored, mailbox):
        live(THURSDAY_MORNING)
        [subject] = mailbox.subjects("xavier@example.test")
        assert subject == "7 problems still wait"
        text = mailbox.to("xavier@example.test")[0].get_payload(0).get_payload(decode=True).decode()
        assert all(f"Late, number {n}." in text for n in range(7))
        told = Message.objects.for_person(company.executive.pk)
        assert [m.kind for m in told[:1]] == ["digest"]
        assert Message.objects.filter(state="gathered", context__repeats=True).count() == 7

    def test_leaves_out_what_was_acted_on_meanwhile(self, company, ignored, mailbox):
        live(TOP + 10 * HOUR)
        commands.record_containment(
            issue=ignored[0].pk, actor=company.owner, now=TOP + 11 * HOUR, evidence="Sent a courier"
        )
        live(THURSDAY_MORNING, since=TOP + 12 * HOUR)
        assert mailbox.subjects("xavier@example.test") == ["6 problems still wait"]

    def test_comes_once_a_working_day(self, company, ignored, mailbox):
        live(TOP + 9 * DAY)
        # Thursday, Friday, and the five of the next week
        assert len(mailbox.subjects("xavier@example.test")) == 7


@pytest.mark.parametrize(
    ("after", "zone", "morning"),
    [
        (datetime(2026, 3, 12, 7, 0, tzinfo=UTC), "UTC", datetime(2026, 3, 12, 8, tzinfo=UTC)),
        (datetime(2026, 3, 12, 8, 0, tzinfo=UTC), "UTC", datetime(2026, 3, 13, 8, tzinfo=UTC)),
        (datetime(2026, 3, 13, 9, 0, tzinfo=UTC), "UTC", datetime(2026, 3, 16, 8, tzinfo=UTC)),
        (datetime(2026, 3, 28, 9, 0, tzinfo=UTC), "Europe/Berlin", datetime(2026, 3, 30, 6, tzinfo=UTC)),
    ],
)
def test_the_morning_is_that_of_the_person(after, zone, morning):
    assert next_digest(after, zone) == morning
    assert next_digest(after, zone) - after < timedelta(days=4)


class TestCritical:
    def test_does_not_wait_for_a_digest(self, company, mailbox):
        company.report(severity=Severity.CRITICAL)
        live(REPORTED + 3 * DAY, since=REPORTED)
        subjects = mailbox.subjects("xavier@example.test")
        assert len(subjects) == 3  # at 200 % of four hours, and every 24 hours after
        assert all(subject.startswith("Reported, not acted on") for subject in subjects)


class TestResolveLadder:
    def test_is_not_told_as_if_nobody_had_acted(self, company, mailbox):
        issue = company.report()
        commands.record_containment(
            issue=issue.pk, actor=company.owner, now=REPORTED, evidence="Sent a courier"
        )
        sweep(now=issue.resolve_by + 60 * DAY)
        go(issue.resolve_by + 60 * DAY)
        mailbox.mails.clear()
        live(issue.resolve_by + 64 * DAY, since=issue.resolve_by + 61 * DAY)
        text = mailbox.to("xavier@example.test")[0].get_payload(0).get_payload(decode=True).decode()
        assert "Somebody acted, but it is not resolved." in text
        assert "Nobody has acted" not in text
