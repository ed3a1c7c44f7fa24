"""What customers were promised: shown, remembered in time, kept or missed."""

import pytest
import time_machine

from inflection_points.rules.policies import Severity
from issues import commands
from issues.commands.promising import remind
from issues.commands.wanting import unwanted
from issues.models import Report
from issues.rules import events as e
from issues.rules import refusals as no
from issues.rules.promises import PromiseStand, promise_stand
from notifications.models import Message
from tests.cast import DAY, HOUR, REPORTED

BY = REPORTED + 4 * HOUR


@pytest.fixture
def promised(company):
    telling = commands.Telling(text="No driver", promised="A call back", promised_by=BY)
    issue = commands.report(
        point=company.point,
        severity=Severity.NORMAL,
        reporter=company.reporter,
        now=REPORTED,
        telling=telling,
    )
    return issue.reports.get()


def keep(promise, actor, now=REPORTED + HOUR, note="Called her"):
    return commands.keep_promise(issue=promise.issue_id, actor=actor, now=now, report=promise.pk, note=note)


class TestPromiseStand:
    @pytest.mark.parametrize(
        ("kept", "hours", "stand"),
        [
            (None, 1, PromiseStand.OPEN),
            (None, 3, PromiseStand.DUE),
            (None, 4, PromiseStand.MISSED),
            (4, 9, PromiseStand.KEPT),
            (5, 9, PromiseStand.KEPT_LATE),
        ],
    )
    def test_follows_its_own_date(self, kept, hours, stand):
        kept_at = REPORTED + kept * HOUR if kept else None
        assert promise_stand(BY, kept_at, REPORTED + hours * HOUR) is stand

    def test_without_a_date_is_never_missed(self):
        assert promise_stand(None, None, REPORTED + 90 * DAY) is PromiseStand.OPEN


class TestKeepPromise:
    def test_is_written_down_with_who_when_and_how_and_is_no_act(self, company, promised):
        keep(promised, company.owner)
        promised.refresh_from_db()
        assert (promised.kept_at, promised.kept_by, promised.kept_note) == (
            REPORTED + HOUR,
            company.owner,
            "Called her",
        )
        said = promised.issue.events.get(kind="promise_kept")
        assert e.decode(said.kind, said.payload) == e.PromiseKept(company.owner.pk, promised.pk, "Called her")
        promised.issue.refresh_from_db()
        assert promised.issue.acted_at is None

    def test_is_for_whoever_reported_it_too(self, company, promised):
        keep(promised, company.reporter)
        assert Report.objects.get().kept_by == company.reporter

    def test_is_not_for_strangers(self, company, promised):
        with pytest.raises(no.NotYourPromise):
            keep(promised, company.stranger)

    def test_twice_is_refused(self, company, promised):
        keep(promised, company.owner)
        with pytest.raises(no.PromiseKeptAlready):
            keep(promised, company.reporter)

    def test_of_a_report_without_a_promise_or_of_another_issue_is_refused(self, company, promised):
        other = company.report()
        for issue, report in ((other.pk, other.reports.get().pk), (other.pk, promised.pk)):
            with pytest.raises(no.NoSuchPromise):
                commands.keep_promise(issue=issue, actor=company.owner, now=REPORTED, report=report)

    def test_is_possible_after_the_issue_was_declined(self, company, promised):
        commands.decline(issue=promised.issue_id, actor=company.owner, reason="Not ours", now=REPORTED)
        keep(promised, company.owner)
        assert Report.objects.get().kept_at is not None


def test_stands_in_the_rows_of_lists_until_it_is_kept(company, promised, signed_in):
    client = signed_in(company.owner)
    assert all(
        "Promised to a customer" in client.get(page).content.decode()
        for page in ("/issues/?all=1", "/inbox/")
    )
    keep(promised, company.owner)
    assert "Promised to a customer" not in client.get("/issues/?all=1").content.decode()


class TestRemind:
    def test_tells_whoever_has_it_an_hour_before_and_when_it_was_missed_each_once(self, company, promised):
        for hours in (1, 3, 3.5, 4, 5):
            remind(now=REPORTED + hours * HOUR)
        told = Message.objects.filter(kind__startswith="promise_").order_by("pk")
        assert [(m.kind, m.recipient) for m in told] == [
            ("promise_due", company.owner),
            ("promise_missed", company.owner),
        ]

    def test_tells_nobody_of_what_is_kept(self, company, promised):
        remind(now=BY - HOUR / 2)
        keep(promised, company.owner, now=BY - HOUR / 4)
        remind(now=BY + HOUR)
        (told,) = Message.objects.filter(kind__startswith="promise_")
        assert unwanted([told], BY) == {told.pk: "the promise was kept"}

    def test_does_not_speak_of_what_was_missed_days_ago(self, promised):
        remind(now=BY + 2 * DAY)
        assert not Message.objects.filter(kind__startswith="promise_").exists()


class TestPages:
    def test_show_the_promise_before_the_work_and_in_the_inbox(self, company, promised, signed_in):
        client = signed_in(company.owner)
        with time_machine.travel(BY + HOUR, tick=False):
            page = client.get(f"/issues/{promised.issue_id}/").content.decode()
            inbox = client.get("/inbox/").content.decode()
        assert "A call back" in page
        assert "promise missed" in page
        assert page.index("A call back") < page.index("No driver</blockquote>")
        assert "Promised to a customer: 1 h overdue" in inbox

    def test_lead_the_next_move_with_the_promise_while_it_is_due_first(self, company, promised, signed_in):
        client, path = signed_in(company.owner), f"/issues/{promised.issue_id}/"
        keep_path = f"{path}promises/{promised.pk}/keep/"
        with time_machine.travel(REPORTED + HOUR, tick=False):
            Report.objects.update(promised_by=REPORTED + DAY)
            page = client.get(path).content.decode()
            assert "Keep what a customer was promised: A call back" not in page  # to be accepted before
            assert page.index("A customer was promised: <strong>A call back") < page.index(keep_path)
            Report.objects.update(promised_by=REPORTED + HOUR + HOUR / 4)
            page = client.get(path).content.decode()
        assert "Keep what a customer was promised: A call back" in page
        move = page.partition('class="next-move-clock">')[2]
        assert move.index("in 15 min") < move.index("</p>") < move.index(keep_path)
        assert page.count("button-primary") == 1

    def test_tell_the_reporter_on_the_receipt_what_they_promised(self, company, promised, signed_in):
        client, path = signed_in(company.reporter), f"/report/{promised.issue_id}/receipt/"
        with time_machine.travel(REPORTED + HOUR, tick=False):
            page = " ".join(client.get(path).content.decode().split())
            assert "You promised: <strong>A call back</strong>, to be kept at" in page
            assert "is told an hour before." in page
            keep(promised, company.reporter)
            assert "You promised" not in client.get(path).content.decode()

    def test_keep_it_by_the_button_of_the_page(self, company, promised, signed_in):
        path = f"/issues/{promised.issue_id}/promises/{promised.pk}/keep/"
        client = signed_in(company.owner)
        assert client.get(path).status_code == 200
        assert client.post(path, {"note": "Called"}).status_code == 302
        assert Report.objects.get().kept_note == "Called"
        assert client.post(path, {"note": "Called"}).status_code == 409

    def test_keep_it_through_the_api(self, company, promised, signed_in):
        path = f"/api/v1/issues/{promised.issue_id}/promises/{promised.pk}/keep/"
        answer = signed_in(company.owner).post(path, {"note": "Called"}, content_type="application/json")
        assert answer.status_code == 200
        assert answer.json()["reports"][0]["kept_at"]
