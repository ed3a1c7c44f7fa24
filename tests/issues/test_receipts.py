"""The receipt of somebody without a name: every state of one report, the answer to it, and nothing else."""

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.db import connection
from django.test import Client

from inflection_points.rules.policies import Severity
from issues import commands
from issues.commands.receipts import code_of
from issues.commands.sweeping import sweep
from issues.models import Report
from issues.rules.events import ActionKind, ClosureReason
from tests.attached import a_picture
from tests.cast import DAY, HOUR, REPORTED

KEY = UUID(int=5)
CODE = code_of(KEY)
WEEK = timedelta(days=7)


@pytest.fixture
def told(company):
    """What somebody without a name reported, with a photo."""
    telling = commands.Telling(text="The gate stays shut", client_key=KEY, files=[a_picture()])
    return commands.report(
        point=company.point, severity=Severity.NORMAL, reporter=None, now=REPORTED, telling=telling
    )


def at(now, path=f"/receipts/{CODE}/"):
    with time_machine.travel(now, tick=False):
        return Client().get(path)


def words(now):
    return " ".join(at(now).content.decode().split())


def send(now, answer, **typed):
    """What the page sends that was open at `now`."""
    with time_machine.travel(now, tick=False):
        shown = Client().get(f"/receipts/{CODE}/").context
        about = {"about": shown["one"].issue.pk, "seen": shown["one"].state.seq}
        return Client().post(f"/receipts/{CODE}/{answer}/", about | typed, follow=True)


def resolve(company, issue, now, note=""):
    commands.record_containment(issue=issue.pk, actor=company.owner, evidence="Oiled it", now=now)
    commands.resolve(issue=issue.pk, actor=company.owner, reason=ClosureReason.FIXED, note=note, now=now)


class TestReceiptOfCode:
    def test_says_first_which_department_has_it_and_by_when_it_takes_it_on(self, told):
        page = words(REPORTED)
        assert "Delivery has it, and must take it on" in page
        assert "The gate stays shut" in page
        assert f"It is number {told.pk}." in page

    def test_says_plainly_that_nobody_acted_and_to_whom_it_went(self, company, told):
        now = REPORTED + 10 * DAY
        sweep(now=now)
        assert "and nobody had acted. It went to the executive sponsor." in words(now)

    def test_says_who_took_it_on_and_what_they_do_by_when(self, company, told):
        commands.accept(issue=told.pk, actor=company.owner, now=REPORTED + HOUR)
        assert "Delivery took it on" in words(REPORTED + HOUR)
        work = {
            "kind": ActionKind.CORRECTIVE,
            "description": "Oil for Frau Krause",
            "assignee": company.owner,
        }
        commands.plan_action(
            issue=told.pk, actor=company.owner, due_at=REPORTED + DAY, now=REPORTED + HOUR, **work
        )
        assert "Work is planned" in words(REPORTED + 2 * HOUR)
        commands.start_action(
            issue=told.pk, actor=company.owner, action=told.actions.get().pk, now=REPORTED + 3 * HOUR
        )
        assert "Work is under way" in words(REPORTED + 3 * HOUR)

    def test_names_no_colleague_and_nothing_that_they_said(self, company, told):
        commands.comment(issue=told.pk, actor=company.owner, text="Blame the porter", now=REPORTED + HOUR)
        resolve(company, told, REPORTED + 2 * HOUR, note="The lock was replaced")
        page = words(REPORTED + DAY)
        assert "The lock was replaced" in page
        for secret in ("Olga", "porter", "Oiled it", "Hana"):
            assert secret not in page

    def test_is_asked_answers_no_is_asked_again_and_answers_yes(self, company, told):
        resolve(company, told, REPORTED + HOUR)
        assert "Yes, it is fixed" in words(REPORTED + 2 * HOUR)
        answer = send(REPORTED + 2 * HOUR, "say-not-fixed", reason="It is shut again")
        assert "It is open again and goes one level higher in the company." in answer.content.decode()
        assert "It was not fixed: opened again" in words(REPORTED + 2 * HOUR)
        resolve(company, told, REPORTED + 3 * HOUR)
        sweep(now=REPORTED + WEEK + DAY)
        assert "We ask you again: is it fixed?" in words(REPORTED + WEEK + DAY)
        send(REPORTED + WEEK + DAY, "confirm-fixed")
        assert "Fixed: whoever reported it says so." in words(REPORTED + WEEK + DAY)
        told.refresh_from_db()
        assert (told.phase, told.cycle) == ("verified", 2)

    def test_says_why_it_was_declined(self, company, told):
        commands.decline(
            issue=told.pk, actor=company.owner, reason="The gate is not ours", now=REPORTED + HOUR
        )
        page = words(REPORTED + DAY)
        assert "Declined: it was decided not to act" in page
        assert "The gate is not ours" in page
        assert "Yes, it is fixed" not in page

    def test_follows_the_issue_it_was_merged_into_and_back(self, company, told):
        other = company.report()
        commands.merge(issue=told.pk, actor=company.owner, into=other.pk, now=REPORTED + HOUR)
        page = words(REPORTED + DAY)
        assert f"yours is number {other.pk} now" in page
        assert "The driver came two hours late" not in page  # another reporter's words
        commands.unmerge(issue=told.pk, actor=company.owner, reason="Another gate", now=REPORTED + DAY)
        assert f"It is number {told.pk}." in words(REPORTED + DAY)

    def test_shows_what_was_taken_back_as_if_it_had_never_been(self, company, told):
        commands.decline(issue=told.pk, actor=company.owner, reason="A slip", now=REPORTED + HOUR)
        told.refresh_from_db()
        commands.undo(issue=told.pk, actor=company.owner, seq=told.last_seq, now=REPORTED + HOUR)
        assert "A slip" not in words(REPORTED + HOUR)

    def test_hands_out_its_own_photo_and_no_other(self, company, told):
        own = told.attachments.get().pk
        company.report()
        said = commands.comment(
            issue=told.pk, actor=company.owner, text="See", files=[a_picture()], now=REPORTED + HOUR
        )
        assert at(REPORTED, f"/receipts/{CODE}/photos/{own}/")["Content-Type"] == "image/jpeg"
        for file in said.attachments.exclude(pk=own):
            assert at(REPORTED, f"/receipts/{CODE}/photos/{file.pk}/").status_code == 404
        assert at(REPORTED, f"/receipts/{code_of(UUID(int=9))}/photos/{own}/").status_code == 404

    def test_is_for_no_cache_and_no_search_engine(self, told):
        page = at(REPORTED)
        assert "no-store" in page["Cache-Control"]
        assert "noindex" in page["X-Robots-Tag"]
        assert page["Referrer-Policy"] == "same-origin"

    def test_of_a_confidential_report_opens_like_any_other(self, company):
        telling = commands.Telling(text="A fitter drinks", client_key=KEY)
        commands.report(
            point=company.point,
            severity=Severity.NORMAL,
            reporter=None,
            now=REPORTED,
            telling=telling,
            is_confidential=True,
        )
        assert "A fitter drinks" in words(REPORTED)


class TestAnswers:
    def test_a_no_without_a_reason_keeps_the_page_and_says_what_is_missing(self, company, told):
        resolve(company, told, REPORTED + HOUR)
        answer = send(REPORTED + DAY, "say-not-fixed", reason="")
        assert answer.status_code == 422
        assert "Say it in a sentence." in answer.content.decode()

    def test_from_an_old_page_is_refused_and_what_was_typed_stays(self, company, told):
        resolve(company, told, REPORTED + HOUR)
        old = {"about": told.pk, "seen": 2, "reason": "It is shut again"}
        with time_machine.travel(REPORTED + DAY, tick=False):
            answer = Client().post(f"/receipts/{CODE}/say-not-fixed/", old)
        assert answer.status_code == 409
        assert "answered or changed while the page was open" in answer.content.decode()
        assert "It is shut again" in answer.content.decode()

    def test_with_a_code_that_nobody_was_given_is_not_found(self, told):
        for answer in ("confirm-fixed", "say-not-fixed"):
            response = Client().post(f"/receipts/{code_of(UUID(int=9))}/{answer}/", {"about": 1, "seen": 1})
            assert response.status_code == 404


class TestFindReceipt:
    @pytest.mark.parametrize(
        "typed",
        [CODE, CODE.lower(), CODE.replace("-", " "), f" {CODE.replace('-', '')} "],
    )
    def test_forgives_how_it_is_typed(self, told, typed):
        assert Client().post("/receipts/", {"code": typed})["Location"] == f"/receipts/{CODE}/"

    def test_forgives_digits_that_look_like_letters(self, company):
        key = next(UUID(int=n) for n in range(1000) if {"O", "I", "B"} <= {*code_of(UUID(int=n))})
        commands.report(
            point=company.point,
            severity=Severity.NORMAL,
            reporter=None,
            now=REPORTED,
            telling=commands.Telling(client_key=key),
        )
        typed = code_of(key).translate(str.maketrans("OIB", "018"))
        assert Client().post("/receipts/", {"code": typed})["Location"] == f"/receipts/{code_of(key)}/"

    @pytest.mark.parametrize("typed", ["AAAA-AAAA-AAAA", "x", "\x00", "é" * 12, "A" * 39])
    def test_says_that_nothing_is_found(self, told, typed):
        answer = Client().post("/receipts/", {"code": typed})
        assert answer.status_code in {404, 422}
        assert Report.objects.count() == 1

    def test_without_a_code_asks_for_it(self, db):
        assert "Type the code" in Client().post("/receipts/", {}).content.decode()


def test_is_kept_with_one_index_and_no_second_one_for_how_codes_begin(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'issues_report'")
        found = [index for (index,) in cursor.fetchall() if "receipt" in index]
    assert ["UNIQUE" in index for index in found] == [True]
