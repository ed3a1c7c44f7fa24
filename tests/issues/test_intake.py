"""A flood at one poster: acknowledged or told when to come again, never lost, and no other place waits for it."""

import os
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client

from inflection_points.commands.posters import token_of
from inflection_points.models import Poster, Site
from inflection_points.rules.policies import Severity
from issues.commands import Telling, decline, intake, overflow, report
from issues.commands.attaching import AsSent
from issues.commands.limits import count, forget_knocks, is_within
from issues.commands.receipts import code_of
from issues.commands.taking_in import remove_left_files, take_in
from issues.models import Issue, Knock, Overflow, Report
from issues.rules.limits import LIMITS, Limited, network_of
from notifications.models import Message
from tests.attached import picture_bytes
from tests.cast import DAY, HOUR, REPORTED

MINUTE = timedelta(minutes=1)
MOST = LIMITS[Limited.GUEST].most


@pytest.fixture
def poster(company):
    return Poster.objects.create(point=company.point, allows_guests=True, made_at=REPORTED)


@pytest.fixture
def now():
    with time_machine.travel(REPORTED, tick=False):
        yield REPORTED


def told(company, number=0, **words):
    return {
        "point": company.point.slug,
        "kind": str(company.kind.pk),
        "severity": "high",
        "text": f"Number {number}",
        "client_key": str(uuid.UUID(int=number + 1)),
        "shown_for": company.point.slug,
        **words,
    }


def flood(company, poster, many, *, address="203.0.113.9", start=0):
    guest = Client(REMOTE_ADDR=address)
    link = f"/r/{token_of(poster)}/"
    return [guest.post(link, told(company, start + number)) for number in range(many)]


def aside(poster, text="Number 0", *, key=None, **facts):
    telling = Telling(text=text, client_key=key or uuid.uuid4(), channel="poster", poster=poster)
    return intake.set_aside(poster=poster, severity=Severity.HIGH, telling=telling, now=REPORTED, **facts)


class TestFlood:
    def test_is_acknowledged_with_a_receipt_when_it_is_too_fast_to_be_reported_at_once(
        self, company, poster, now
    ):
        answers = flood(company, poster, MOST + 5)
        assert {answer.status_code for answer in answers} == {302}
        assert (Report.objects.count(), Overflow.objects.count()) == (MOST, 5)
        page = Client().get(answers[-1]["Location"])
        assert (page.status_code, "taken in within a few minutes" in page.content.decode()) == (200, True)

    def test_counts_from_when_it_came_and_is_taken_in_once(self, company, poster, now):
        flood(company, poster, MOST + 5)
        later = REPORTED + HOUR
        assert [take_in(now=later, at_once=3), take_in(now=later), take_in(now=later)] == [3, 2, 0]
        assert Report.objects.count() == MOST + 5
        assert set(Issue.objects.values_list("reported_at", flat=True)) == {REPORTED}
        page = Client().get(f"/receipts/{code_of(uuid.UUID(int=MOST + 5))}/")
        assert company.point.name in page.content.decode()

    def test_does_not_reach_who_reports_elsewhere(self, company, poster, now):
        flood(company, poster, MOST + 1)
        flood(company, poster, 1, address="198.51.100.7", start=900)
        assert Report.objects.filter(client_key=uuid.UUID(int=901)).exists()

    def test_sent_again_is_the_same_before_and_after_it_is_taken_in(self, company, poster, now):
        flood(company, poster, MOST)
        again = [flood(company, poster, 1, start=700)[0] for _ in range(2)]
        take_in(now=REPORTED + MINUTE)
        again += flood(company, poster, 1, start=700)
        assert len({answer["Location"] for answer in again}) == 1
        assert Report.objects.filter(client_key=uuid.UUID(int=701)).count() == 1

    def test_sent_again_with_other_words_is_refused_and_keeps_them(self, company, poster, now):
        flood(company, poster, MOST + 1)
        link = f"/r/{token_of(poster)}/"
        answer = Client(REMOTE_ADDR="203.0.113.9").post(link, told(company, MOST, text="Other words"))
        assert answer.status_code == 422
        assert "Other words" in answer.content.decode()

    def test_is_told_when_to_come_again_once_too_much_lies_aside(self, company, poster, now, monkeypatch):
        monkeypatch.setattr(intake, "MOST_WAITING", 2)
        answer = flood(company, poster, MOST + 3)[-1]
        assert (answer.status_code, answer["Retry-After"]) == (429, "600")
        page = answer.content.decode()
        assert f"Number {MOST + 2}" in page
        assert "nothing that you typed is lost" in page

    def test_tells_the_administrators_once_a_day(self, company, poster, now):
        flood(company, poster, MOST + 15)
        take_in(now=REPORTED + MINUTE)
        take_in(now=REPORTED + 2 * MINUTE)
        assert Message.objects.filter(kind="overflow", recipient=company.administrator).count() == 1


class TestTakeIn:
    def test_takes_from_each_poster_in_turn(self, company, poster, now):
        depot = Site.objects.create(name="Depot")
        other = Poster.objects.create(point=company.point, site=depot, made_at=REPORTED)
        for number in range(30):
            aside(poster, f"Flood {number}")
        aside(other, "The lift is stuck")
        assert take_in(now=REPORTED + MINUTE) == 11
        assert Report.objects.filter(text="The lift is stuck").exists()

    def test_looks_through_the_files_and_keeps_the_report_when_one_is_bad(self, company, poster, now):
        row = aside(
            poster, files=[AsSent("good.jpg", picture_bytes()), AsSent("bad.jpg", b"\xff\xd8\xff broken")]
        )
        paths = [one["path"] for one in row.files]
        assert take_in(now=REPORTED + MINUTE) == 1
        row.refresh_from_db()
        assert [one.name for one in row.report.attachments.all()] == ["good.jpg"]
        assert "bad.jpg" in row.reason
        assert not any(default_storage.exists(path) for path in paths)

    def test_adds_to_an_issue_that_it_happened_to_as_well(self, company, poster, now):
        issue = company.report()
        aside(poster, into=issue.pk)
        take_in(now=REPORTED + MINUTE)
        assert Issue.objects.get().report_count == 2

    def test_reports_anew_what_was_closed_meanwhile(self, company, poster, now):
        issue = company.report()
        aside(poster, into=issue.pk)
        decline(issue=issue.pk, actor=company.owner, now=REPORTED + MINUTE, reason="Not ours")
        take_in(now=REPORTED + HOUR)
        assert Issue.objects.count() == 2

    def test_sets_apart_what_it_cannot_take_and_goes_on(self, company, poster, now):
        stuck, fine = aside(poster, "Stuck"), aside(poster, "Fine")
        Overflow.objects.filter(pk=stuck.pk).update(facts={**stuck.facts, "severity": "apocalyptic"})
        assert take_in(now=REPORTED + MINUTE) == 1
        stuck.refresh_from_db()
        assert (stuck.state, bool(stuck.reason)) == (Overflow.State.STUCK, True)
        assert Report.objects.filter(client_key=fine.client_key).exists()

    @pytest.mark.django_db(transaction=True)
    def test_takes_each_once_however_many_are_at_it(self, company, poster):
        for number in range(20):
            aside(poster, f"Number {number}")

        def one(_):
            try:
                return take_in(now=REPORTED + MINUTE, at_once=20)
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            taken = sum(pool.map(one, range(4)))
        assert (taken, Report.objects.count(), Issue.objects.count()) == (20, 20, 20)


class TestOverflowPage:
    def test_lets_an_administrator_take_all_in_or_discard_them_with_a_reason(
        self, company, poster, now, signed_in
    ):
        ada = signed_in(company.administrator)
        row = aside(poster, "Buy my watches")
        assert "Buy my watches" in ada.get("/overflow/").content.decode()
        assert ada.post(f"/overflow/{poster.pk}/discard/", {"reason": " "}).status_code == 422
        ada.post(f"/overflow/{poster.pk}/discard/", {"reason": "Advertising"})
        assert "Advertising" in Client().get(f"/receipts/{code_of(row.client_key)}/").content.decode()
        aside(poster, "The lift is stuck")
        ada.post(f"/overflow/{poster.pk}/take-in/")
        assert Report.objects.get().text == "The lift is stuck"

    def test_is_not_for_others(self, company, poster, now):
        row = aside(poster)
        with pytest.raises(PermissionDenied):
            overflow.discard_overflow(poster=poster.pk, actor=company.owner, now=REPORTED, reason="r")
        assert Overflow.objects.get(pk=row.pk).state == Overflow.State.WAITING


class TestLimits:
    def test_begin_anew_with_the_next_window(self, db):
        fits = [is_within(Limited.RECEIPT, "a", REPORTED) for _ in range(31)]
        assert (fits[29], fits[30]) == (True, False)
        assert is_within(Limited.RECEIPT, "a", REPORTED + 10 * MINUTE)
        assert is_within(Limited.RECEIPT, "b", REPORTED)

    def test_keep_no_address(self, db):
        count(Limited.GUEST, "203.0.113.9", REPORTED)
        key = Knock.objects.get().key
        assert bytes.fromhex(key)  # a digest, and nothing but
        assert len(key) == 32

    def test_are_forgotten(self, db):
        count(Limited.GUEST, "a", REPORTED)
        assert forget_knocks(now=REPORTED + HOUR) == 0
        assert forget_knocks(now=REPORTED + 2 * DAY) == 1

    @pytest.mark.parametrize(
        ("address", "network"),
        [
            ("203.0.113.9", "203.0.113.9"),
            ("::ffff:203.0.113.9", "203.0.113.9"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
            ("", ""),
            ("unix:", "unix:"),
        ],
    )
    def test_take_a_network_of_ipv6_for_one(self, address, network):
        assert network_of(address) == network

    def test_a_guess_at_receipt_codes_is_told_to_come_again(self, company, poster, now):
        report(
            point=company.point,
            severity=Severity.LOW,
            reporter=None,
            now=REPORTED,
            telling=Telling(client_key=uuid.UUID(int=5)),
        )
        guesser = Client(REMOTE_ADDR="203.0.113.9")
        guesses = [guesser.get(f"/receipts/AAAA-BBBB-{number:04d}/") for number in range(2222, 2252)]
        assert {guess.status_code for guess in guesses} == {404}
        right = f"/receipts/{code_of(uuid.UUID(int=5))}/"
        assert guesser.get(right).status_code == 429
        assert Client(REMOTE_ADDR="198.51.100.7").get(right).status_code == 200


def test_files_that_nothing_names_go_and_those_that_wait_stay(company, poster, settings):
    row = aside(poster, files=[AsSent("a.jpg", picture_bytes())])
    kept = Path(settings.MEDIA_ROOT) / row.files[0]["path"]
    left = kept.with_name("left")
    left.write_bytes(b"x")
    for file in (kept, left):
        os.utime(file, ((REPORTED - 3 * DAY).timestamp(),) * 2)
    assert remove_left_files(now=REPORTED) == 1
    assert (kept.exists(), left.exists()) == (True, False)
