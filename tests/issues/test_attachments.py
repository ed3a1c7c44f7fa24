"""How files come to an issue, where they lie, and who may look at them."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import OperationalError, connection

from issues import commands
from issues.commands import Telling
from issues.commands.attaching import remove_unattached
from issues.models import Attachment, Issue, Report
from issues.rules.events import ActionKind
from issues.rules.refusals import NotInCustodyChain
from tests.attached import PDF, a_picture, looked_at, picture_bytes, sent
from tests.cast import DAY, HOUR, REPORTED

NOW = REPORTED + HOUR
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def on_disk(media: Path) -> list[str]:
    return sorted(file.name for file in media.rglob("*") if file.is_file())


class TestSending:
    def test_a_photo_with_a_report_shows_it_to_those_who_read_the_report(self, company, signed_in, media):
        client = signed_in(company.reporter)
        told = {
            "point": "delivery-slot",
            "severity": "high",
            "text": "A dent in the door",
            "client_key": "00000000-0000-0000-0000-000000000001",
            "shown_for": "delivery-slot",
            "photos": [sent(picture_bytes()), sent(PDF, "letter.pdf", "application/pdf")],
        }
        answer = client.post("/report/", told)
        issue = Issue.objects.get()
        assert answer["Location"] == f"/report/{issue.pk}/receipt/"
        page = client.get(f"/issues/{issue.pk}/").content.decode()
        assert 'alt="Photo by Rita Reporter: A dent in the door"' in page
        assert "letter.pdf" in page
        assert len(on_disk(media)) == 3
        assert "dent" in client.get(f"/report/{issue.pk}/receipt/").content.decode()

    def test_the_same_report_twice_keeps_its_photo_once(self, company, media):
        told = Telling(text="late", files=[a_picture()])
        for _ in range(2):
            commands.report(
                point=company.point, severity="high", reporter=company.reporter, now=NOW, telling=told
            )
        assert Attachment.objects.count() == 1
        assert len(on_disk(media)) == 2

    def test_the_same_page_with_another_photo_is_not_swallowed(self, company, signed_in):
        told = {
            "point": "delivery-slot",
            "severity": "high",
            "text": "late",
            "client_key": "00000000-0000-0000-0000-000000000001",
            "shown_for": "delivery-slot",
        }
        client = signed_in(company.reporter)
        client.post("/report/", told)
        again = client.post("/report/", {**told, "photos": sent(picture_bytes())})
        assert again.status_code == 422
        assert "already sent this page" in again.content.decode()
        assert Report.objects.count() == 1

    def test_six_files_or_a_broken_one_keep_the_words_and_nothing_else(
        self, company, issue, signed_in, media
    ):
        client = signed_in(company.owner)
        many = [sent(picture_bytes(), f"{n}.jpg") for n in range(6)]
        for files, why in ((many, "5 is the most"), ([sent(SVG, "x.svg")], "neither a picture")):
            answer = client.post(f"/issues/{issue.pk}/comment/", {"text": "Look at this", "photos": files})
            page = answer.content.decode()
            assert answer.status_code == 422
            for said in (why, "Look at this", "Choose the files again"):
                assert said in page
        assert on_disk(media) == []

    def test_evidence_stands_with_the_action_and_in_the_timeline(self, company, issue, signed_in):
        commands.plan_action(
            issue=issue.pk,
            actor=company.owner,
            now=NOW,
            kind="corrective",
            description="Mend the door",
            assignee=company.holder,
            due_at=NOW + DAY,
        )
        action = issue.actions.get()
        signed_in(company.holder).post(
            f"/issues/{issue.pk}/actions/{action.pk}/complete/",
            {"evidence": "The door is new", "photos": sent(picture_bytes())},
        )
        page = signed_in(company.reporter).get(f"/issues/{issue.pk}/").content.decode()
        assert page.count('alt="Photo: The door is new"') == 2

    def test_evidence_that_was_taken_back_is_not_shown(self, company, issue, signed_in):
        commands.plan_action(
            issue=issue.pk,
            actor=company.owner,
            now=NOW,
            kind=ActionKind.CORRECTIVE,
            description="Mend the door",
            assignee=company.owner,
            due_at=NOW + DAY,
        )
        action = issue.actions.get().pk
        done = {"issue": issue.pk, "action": action, "actor": company.owner, "now": NOW}
        seq = commands.complete_action(**done, evidence="Too early", files=[a_picture()]).last_seq
        commands.undo(issue=issue.pk, seq=seq, actor=company.owner, now=NOW)
        client = signed_in(company.owner)
        assert "?size=small" not in client.get(f"/issues/{issue.pk}/").content.decode()
        commands.complete_action(**done, evidence="Now it is", files=[a_picture()])
        page = client.get(f"/issues/{issue.pk}/").content.decode()
        assert page.count("?size=small") == page.count('alt="Photo: Now it is"') == 2

    def test_evidence_that_was_taken_back_is_kept_because_its_event_names_it(self, company, issue, media):
        due = {"assignee": company.owner, "due_at": NOW + DAY, "kind": ActionKind.CORRECTIVE}
        commands.plan_action(issue=issue.pk, actor=company.owner, now=NOW, description="Mend", **due)
        done = {"issue": issue.pk, "actor": company.owner, "now": NOW, "action": issue.actions.get().pk}
        seq = commands.complete_action(**done, evidence="Too early", files=[a_picture()]).last_seq
        commands.undo(issue=issue.pk, seq=seq, actor=company.owner, now=NOW)
        commands.complete_action(**done, evidence="Now it is")
        (named,) = issue.events.get(seq=seq).payload["attachments"]
        kept = issue.attachments.get()
        assert (str(kept.pk), kept.action) == (named, None)
        assert len(on_disk(media)) == 2

    def test_a_containment_shows_what_was_done(self, company, issue, signed_in):
        owner = signed_in(company.owner)
        owner.post(
            f"/issues/{issue.pk}/record-containment/",
            {"evidence": "Fenced off", "photos": sent(picture_bytes())},
        )
        assert 'alt="Photo: Fenced off"' in owner.get(f"/issues/{issue.pk}/").content.decode()


class TestTheApi:
    KEY = "00000000-0000-0000-0000-000000000002"

    def post(self, signed_in, company, *photos, **told):
        body = {"point": "delivery-slot", "severity": "high", "text": "late", "client_key": self.KEY, **told}
        return signed_in(company.reporter).post("/api/v1/issues/", {**body, "photos": list(photos)})

    def test_takes_photos_with_a_report_once(self, company, signed_in, media):
        assert self.post(signed_in, company, sent(picture_bytes())).status_code == 201
        with time_machine.travel(NOW + HOUR):
            again = self.post(signed_in, company, sent(picture_bytes()))
        assert again.status_code == 200
        assert len(on_disk(media)) == 2
        answer = signed_in(company.reporter).get(again["Location"]).json()
        file = answer["reports"][0]["attachments"][0]
        assert (file["kind"], file["width"], file["height"]) == ("picture", 64, 48)
        assert signed_in(company.stranger).get(file["url"]).status_code == 200

    def test_refuses_another_photo_under_the_same_key(self, company, signed_in):
        self.post(signed_in, company, sent(picture_bytes()))
        with time_machine.travel(NOW + HOUR):
            answer = self.post(signed_in, company, sent(picture_bytes(colour="red")))
        assert answer.status_code == 422

    def test_says_what_is_wrong_with_a_file(self, company, signed_in, media):
        answer = self.post(signed_in, company, sent(SVG, "x.svg"))
        assert answer.status_code == 400
        assert "neither a picture" in answer.json()["fields"]["photos"][0]
        many = self.post(signed_in, company, *(sent(picture_bytes()) for _ in range(6)))
        assert many.json()["fields"]["photos"] == ["5 files are the most."]
        assert on_disk(media) == []

    def test_takes_evidence(self, company, issue, signed_in):
        answer = signed_in(company.owner).post(
            f"/api/v1/issues/{issue.pk}/record-containment/",
            {"evidence": "e", "photos": sent(picture_bytes())},
        )
        event = answer.json()["events"][-1]
        assert event["facts"]["attachments"] == [str(Attachment.objects.get().pk)]


class TestFilesAndTransactions:
    @pytest.mark.django_db(transaction=True)
    def test_what_was_committed_stays_though_the_answer_was_lost(self, company, issue, media, monkeypatch):
        commit = connection._commit

        def commit_unheard():
            commit()
            raise OperationalError("server closed the connection unexpectedly")

        with monkeypatch.context() as line:
            line.setattr(connection, "_commit", commit_unheard)
            with pytest.raises(OperationalError):
                commands.comment(issue=issue.pk, actor=company.owner, now=NOW, text="t", files=[a_picture()])
        assert all((media / path).exists() for path in Attachment.objects.get().paths)

    def test_what_a_refusal_undoes_does_not_stay_on_the_disk(self, company, issue, media):
        with pytest.raises(NotInCustodyChain):
            commands.record_containment(
                issue=issue.pk, actor=company.stranger, now=NOW, evidence="e", files=[a_picture()]
            )
        assert on_disk(media) == []

    def test_what_nothing_names_is_removed_after_a_day(self, company, issue, media):
        commands.comment(issue=issue.pk, actor=company.owner, now=NOW, text="t", files=[a_picture()])
        kept = on_disk(media)
        for name, age in (("0" * 32, timedelta(days=2)), ("1" * 32, timedelta(hours=1))):
            folder = media / "attachments" / name[:2]
            folder.mkdir(parents=True)
            (folder / f"{name}-small.jpg").write_bytes(b"left by a killed process")
            os.utime(folder / f"{name}-small.jpg", times=((NOW - age).timestamp(),) * 2)
        for file in media.rglob("*.jpg"):
            if file.name in kept:
                os.utime(file, times=((NOW - 3 * DAY).timestamp(),) * 2)
        assert remove_unattached(now=NOW) == 1
        assert on_disk(media) == sorted([*kept, f"{'1' * 32}-small.jpg"])


class TestLookingAtAFile:
    def test_answers_as_a_shut_box(self, company, issue, signed_in):
        commands.comment(
            issue=issue.pk,
            actor=company.owner,
            now=NOW,
            text="t",
            files=[a_picture("a.png"), looked_at(PDF, "b.pdf")],
        )
        picture, document = Attachment.objects.order_by("name")
        client = signed_in(company.stranger)
        answer = client.get(picture.get_absolute_url())
        assert answer["Content-Type"] == "image/jpeg"
        assert answer["Content-Disposition"] == 'inline; filename="a.jpg"'
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"].startswith("private")
        assert (
            client.get(document.get_absolute_url())["Content-Disposition"] == 'attachment; filename="b.pdf"'
        )

    def test_is_for_those_who_may_see_the_issue(self, company, issue, client, signed_in):
        commands.comment(issue=issue.pk, actor=company.owner, now=NOW, text="t", files=[a_picture()])
        address = Attachment.objects.get().get_absolute_url()
        assert client.get(address).status_code == 302
        assert signed_in(company.owner).get(address).status_code == 200
        assert (
            signed_in(company.owner).get(f"/attachments/{issue.reports.get().client_key}/").status_code == 404
        )

    def test_that_is_gone_from_the_disk_is_not_found(self, company, issue, signed_in, media):
        commands.comment(issue=issue.pk, actor=company.owner, now=NOW, text="t", files=[a_picture()])
        for file in media.rglob("*.jpg"):
            file.unlink()
        assert signed_in(company.owner).get(Attachment.objects.get().get_absolute_url()).status_code == 404

    def test_goes_along_when_the_report_does(self, company, issue, signed_in):
        told = Telling(text="late", files=[a_picture()])
        commands.add_report(issue=issue.pk, reporter=company.reporter, now=NOW, telling=told)
        other = company.report()
        commands.merge(issue=issue.pk, actor=company.owner, now=NOW, into=other.pk)
        pages = [
            signed_in(company.owner).get(f"/issues/{pk}/").content.decode() for pk in (issue.pk, other.pk)
        ]
        assert [page.count("?size=small") for page in pages] == [0, 1]
