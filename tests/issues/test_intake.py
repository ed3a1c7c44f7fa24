"""A flood at one poster: acknowledged or told when to come again, never lost, and no other place waits for it."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client

from inflection_points.commands.posters import token_of
from inflection_points.models import Poster, Site
from inflection_points.rules.policies import Severity
from issues.commands import Telling, intake, overflow, report
from issues.commands.attaching import AsSent
from issues.commands.limits import count, forget_knocks, is_within
from issues.commands.receipts import code_of
from issues.commands.taking_in import take_in
from issues.models import Issue, Knock, Overflow, Report
from issues.rules.limits import LIMITS, Limit, Limited, network_of
from issues.rules.refusals import TryLater
from issues.views.overflow import crowded
from notifications.models import Message
from tests.aside import aside, told
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


def flood(company, poster, many, *, address="203.0.113.9", start=0):
    guest = Client(REMOTE_ADDR=address)
    link = f"/r/{token_of(poster)}/"
    return [guest.post(link, told(company, start + number)) for number in range(many)]


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
        assert [take_in(now=later, at_once=3) for _ in range(3)] == [3, 2, 0]
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

    def test_sent_again_by_a_phone_that_waited_is_the_same(self, company, poster, now):
        flood(company, poster, MOST)
        guest, link = Client(REMOTE_ADDR="203.0.113.9"), f"/r/{token_of(poster)}/"
        answers = []
        for waited in (60, 95):
            with time_machine.travel(REPORTED + timedelta(seconds=waited + 3), tick=False):
                sent = told(company, 700, waited=str(waited), took=str(waited))
                answers.append(guest.post(link, sent, headers={"Accept": "application/json"}).status_code)
        assert answers == [202, 202]

    def test_of_one_address_shuts_the_poster_for_nobody_else(self, company, poster, now):
        flood(company, poster, LIMITS[Limited.POSTER].most + 1)
        flood(company, poster, 1, address="198.51.100.7", start=900)
        assert Report.objects.filter(client_key=uuid.UUID(int=901)).exists()

    def test_of_one_address_never_fills_the_poster(self, company, poster, now, monkeypatch):
        monkeypatch.setitem(LIMITS, Limited.ASIDE, Limit(2, HOUR))
        answers = flood(company, poster, MOST + 3)
        assert [answer.status_code for answer in answers[-3:]] == [302, 302, 429]
        assert flood(company, poster, 1, address="198.51.100.7", start=900)[0].status_code == 302

    def test_does_not_count_what_is_looked_at_first_or_incomplete_or_sent_again(self, company, poster, now):
        guest, link = Client(REMOTE_ADDR="203.0.113.9"), f"/r/{token_of(poster)}/"
        for _ in range(MOST):
            assert guest.post(link, told(company, 5, severity="")).status_code == 422
            assert guest.post(link, told(company, 6, shown_for="")).status_code == 200
            assert guest.post(link, told(company, 7)).status_code == 302
        assert set(Knock.objects.values_list("count", flat=True)) == {1}  # of the address, of the poster
        flood(company, poster, 1, start=800)
        assert not Overflow.objects.exists()

    def test_of_large_files_at_one_poster_leaves_room_for_those_of_others(
        self, company, poster, now, monkeypatch
    ):
        content = picture_bytes()
        monkeypatch.setattr(intake, "MOST_BYTES_AT_POSTER", len(content) + 1)
        other = Poster.objects.create(
            point=company.point, site=Site.objects.create(name="Depot"), made_at=REPORTED
        )
        aside(poster, files=[AsSent("a.jpg", content)])
        with pytest.raises(TryLater):
            aside(poster, files=[AsSent("b.jpg", content)])
        assert aside(other, files=[AsSent("c.jpg", content)]).pk

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
        take_in(now=REPORTED)
        assert Report.objects.get().text == "The lift is stuck"

    def test_counts_each_once_and_asks_no_more_for_more_posters(
        self, company, poster, now, django_assert_num_queries
    ):
        for number in range(7):
            aside(poster, f"Number {number}")
        Overflow.objects.filter(facts__text="Number 6").update(state=Overflow.State.STUCK)
        for number in range(3):
            site = Site.objects.create(name=f"Depot {number}")
            aside(Poster.objects.create(point=company.point, site=site, made_at=REPORTED))
        with django_assert_num_queries(3):
            found = crowded()
        assert [(one.waiting, one.stuck, len(one.first)) for one in found] == [(6, 1, 5)] + 3 * [(1, 0, 1)]

    def test_does_not_show_what_was_told_in_confidence(self, company, poster, now, signed_in):
        aside(poster, "My boss steals", is_confidential=True)
        page = signed_in(company.administrator).get("/overflow/").content.decode()
        assert ("My boss steals" in page, "Told in confidence" in page) == (False, True)

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
