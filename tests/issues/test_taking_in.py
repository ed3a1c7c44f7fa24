"""What was set aside is taken in once, whole, and keeps nobody waiting."""

import os
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from inflection_points.commands.posters import token_of
from inflection_points.models import Poster, Site
from inflection_points.rules.policies import Severity
from issues.commands import Telling, decline, make_confidential, report
from issues.commands.attaching import AsSent, pictures
from issues.commands.forgetting import KEPT_FOR, forget_overflow, remove_left_files
from issues.commands.receipts import code_of, report_of
from issues.commands.standing_in import stand_in
from issues.commands.taking_in import take_in
from issues.models import Issue, Overflow, Report
from issues.rules.limits import MOST_TRIES
from issues.rules.refusals import SentBefore
from notifications.models import Message
from tests.aside import aside, told
from tests.attached import picture_bytes
from tests.cast import DAY, HOUR, REPORTED

MINUTE = timedelta(minutes=1)


@pytest.fixture
def poster(company):
    return Poster.objects.create(point=company.point, allows_guests=True, made_at=REPORTED)


@pytest.fixture
def now():
    with time_machine.travel(REPORTED, tick=False):
        yield REPORTED


class TestTakeIn:
    def test_takes_from_each_poster_in_turn(self, company, poster, now):
        depot = Site.objects.create(name="Depot")
        other = Poster.objects.create(point=company.point, site=depot, made_at=REPORTED)
        for number in range(30):
            aside(poster, f"Flood {number}")
        aside(other, "The lift is stuck")
        assert take_in(now=REPORTED + MINUTE, at_once=10) == 11
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
        receipt = Client().get(f"/receipts/{code_of(row.client_key)}/").content.decode()
        assert "Not every file could be kept." in receipt
        assert "“bad.jpg”" in receipt
        # What was refused stays for a while: somebody may ask for it.
        assert [default_storage.exists(path) for path in paths] == [False, True]
        assert forget_overflow(now=REPORTED + KEPT_FOR + HOUR) == 1
        assert [default_storage.exists(path) for path in paths] == [False, False]

    def test_is_done_by_a_web_process_while_no_worker_is_there(self, company, poster, now):
        aside(poster, "The lift is stuck", files=[AsSent("good.jpg", picture_bytes())])
        assert stand_in(now=REPORTED + MINUTE, patience=MINUTE)
        assert Report.objects.get().attachments.count() == 1

    def test_waits_when_the_machine_cannot_look_through_a_picture_and_loses_nothing(
        self, company, poster, now, monkeypatch
    ):
        row = aside(poster, files=[AsSent("a.jpg", picture_bytes())])
        other = aside(poster, "Without one")
        with monkeypatch.context() as patience:
            patience.setattr(pictures, "MOST_WAIT", 0.001)
            assert take_in(now=REPORTED + MINUTE) == 0
            assert take_in(now=REPORTED + MINUTE) == 1  # it went behind the others
        assert Report.objects.get().client_key == other.client_key
        assert take_in(now=REPORTED + MINUTE) == 1
        assert Report.objects.get(client_key=row.client_key).attachments.count() == 1

    def test_calls_somebody_after_ten_times(self, company, poster, now, monkeypatch):
        row = aside(poster, files=[AsSent("a.jpg", picture_bytes())])
        monkeypatch.setattr(pictures, "MOST_WAIT", 0.001)
        for _ in range(MOST_TRIES):
            take_in(now=REPORTED + MINUTE)
        row.refresh_from_db()
        assert (row.state, default_storage.exists(row.files[0]["path"])) == (Overflow.State.STUCK, True)

    def test_sets_apart_what_the_disk_lost_a_file_of(self, company, poster, now):
        row = aside(poster, files=[AsSent("a.jpg", picture_bytes())])
        default_storage.delete(row.files[0]["path"])
        assert take_in(now=REPORTED + MINUTE) == 0
        row.refresh_from_db()
        assert (row.state, "backup" in row.reason) == (Overflow.State.STUCK, True)

    def test_keeps_no_second_copy_of_the_words_and_knows_them_when_they_come_again(
        self, company, poster, now
    ):
        row = aside(poster, "My boss steals", key=uuid.UUID(int=5), is_confidential=True)
        take_in(now=REPORTED + MINUTE)
        row.refresh_from_db()
        assert row.facts == {}
        assert aside(poster, "My boss steals", key=uuid.UUID(int=5), is_confidential=True) == row
        with pytest.raises(SentBefore):
            aside(poster, "My boss sings", key=uuid.UUID(int=5), is_confidential=True)

    def test_is_forgotten_after_a_month_but_for_its_report(self, company, poster, now):
        row, waiting = aside(poster, "Taken"), aside(poster, "Waits")
        take_in(now=REPORTED + MINUTE)
        assert forget_overflow(now=REPORTED + KEPT_FOR) == 0
        assert forget_overflow(now=REPORTED + KEPT_FOR + HOUR) == 1
        assert Overflow.objects.get() == waiting
        assert report_of(code_of(row.client_key)).text == "Taken"

    def test_sets_apart_what_was_reported_meanwhile_with_other_words(self, company, poster, now):
        row = aside(poster, "The second lift", key=uuid.UUID(int=5))
        telling = Telling(text="The first lift", client_key=uuid.UUID(int=5), poster=poster)
        report(point=company.point, severity=Severity.LOW, reporter=None, now=REPORTED, telling=telling)
        assert take_in(now=REPORTED + MINUTE) == 0
        row.refresh_from_db()
        assert (row.state, row.facts["text"]) == (Overflow.State.STUCK, "The second lift")

    def test_joins_no_issue_that_is_told_in_confidence_since(self, company, poster, now):
        issue = company.report()
        row = aside(poster, into=issue.pk)
        make_confidential(issue=issue.pk, actor=company.owner, now=REPORTED + MINUTE, reason="Names a person")
        take_in(now=REPORTED + HOUR)
        assert Report.objects.get(client_key=row.client_key).issue_id != issue.pk

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
        assert take_in(now=REPORTED + MINUTE, at_once=2) == 1
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


class TestPhotos:
    """No process that answers pages looks through a stranger's picture; the worker does within seconds."""

    def sent(self, company, poster, content, **words):
        photo = SimpleUploadedFile("a.jpg", content, content_type="image/jpeg")
        guest = Client(REMOTE_ADDR="203.0.113.9")
        return guest.post(f"/r/{token_of(poster)}/", told(company, 5, photos=photo, **words))

    def test_are_set_aside_and_looked_through_at_once_by_the_worker(self, company, poster, now):
        answer = self.sent(company, poster, picture_bytes())
        assert not Report.objects.exists()
        page = Client().get(answer["Location"]).content.decode()
        assert "The photos are being looked through" in page
        assert take_in(now=REPORTED) == 1
        assert Report.objects.get().attachments.count() == 1
        assert "It is number" in Client().get(answer["Location"]).content.decode()

    def test_are_not_behind_a_flood_at_the_same_poster_and_call_nobody(self, company, poster, now):
        for number in range(5):
            aside(poster, f"Flood {number}")
        self.sent(company, poster, picture_bytes())
        take_in(now=REPORTED)
        assert Report.objects.filter(client_key=uuid.UUID(int=6)).exists()
        assert [one.context["waiting"] for one in Message.objects.filter(kind="overflow")] == [5]

    def test_a_bad_one_sent_again_after_it_was_left_out_is_the_same_report(self, company, poster, now):
        answers = [self.sent(company, poster, picture_bytes()[:200]) for _ in range(2)]
        take_in(now=REPORTED)
        answers.append(self.sent(company, poster, picture_bytes()[:200]))
        assert len({answer["Location"] for answer in answers}) == 1
        assert Report.objects.get().attachments.count() == 0

    def test_me_too_sent_again_after_the_issue_was_closed_is_the_same_report(self, company, poster, now):
        issue = company.report()
        first = self.sent(company, poster, picture_bytes(), me_too=str(issue.pk))
        decline(issue=issue.pk, actor=company.owner, now=REPORTED + MINUTE, reason="Not ours")
        take_in(now=REPORTED + HOUR)
        again = self.sent(company, poster, picture_bytes(), me_too=str(issue.pk))
        assert again["Location"] == first["Location"]


def test_files_that_nothing_names_go_and_those_that_wait_stay(company, poster, settings):
    row = aside(poster, files=[AsSent("a.jpg", picture_bytes())])
    kept = Path(settings.MEDIA_ROOT) / row.files[0]["path"]
    left = kept.with_name("left")
    left.write_bytes(b"x")
    for file in (kept, left):
        os.utime(file, ((REPORTED - 3 * DAY).timestamp(),) * 2)
    assert remove_left_files(now=REPORTED) == 1
    assert (kept.exists(), left.exists()) == (True, False)
