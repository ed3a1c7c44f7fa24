"""A comment that is sent again because no answer came stands there once."""

import uuid

import pytest
import time_machine

from issues import commands
from issues.models import Event
from issues.rules.refusals import SentBefore
from notifications.models import Message
from tests.attached import a_picture, picture_bytes, sent
from tests.cast import HOUR, REPORTED

NOW = REPORTED + HOUR
KEY = uuid.UUID(int=5)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def said() -> list[str]:
    return [row.payload["text"] for row in Event.objects.filter(kind="commented").order_by("seq")]


class TestInTheBrowser:
    def test_the_page_brings_a_key_of_its_own(self, company, issue, signed_in):
        client = signed_in(company.owner)
        page, form = (client.get(f"/issues/{issue.pk}/{path}") for path in ("", "comment/"))
        assert 'name="client_key"' in page.content.decode()
        assert 'name="client_key"' in form.content.decode()

    def test_the_same_page_sent_twice_is_one_comment_and_tells_once(self, company, issue, signed_in, media):
        client = signed_in(company.owner)
        for _ in range(2):
            told = {"text": "Look, @Hana Head", "client_key": str(KEY), "photos": sent(picture_bytes())}
            assert client.post(f"/issues/{issue.pk}/comment/", told).status_code == 302
        assert said() == ["Look, @Hana Head"]
        assert Message.objects.filter(kind="mentioned").count() == 1
        assert len([file for file in media.rglob("*") if file.is_file()]) == 2

    def test_other_words_or_another_photo_from_the_same_page_are_another_comment(
        self, company, issue, signed_in
    ):
        client = signed_in(company.owner)
        for words, colour in (("One", "teal"), ("Two", "teal"), ("Two", "red"), ("Two", "red")):
            told = {"text": words, "client_key": str(KEY), "photos": sent(picture_bytes(colour=colour))}
            client.post(f"/issues/{issue.pk}/comment/", told)
        assert said() == ["One", "Two", "Two"]

    def test_two_people_and_two_issues_do_not_share_a_key(self, company, issue, signed_in):
        other = company.report()
        for person, number in (
            (company.owner, issue.pk),
            (company.head, issue.pk),
            (company.owner, other.pk),
        ):
            told = {"text": "Same", "client_key": str(KEY)}
            signed_in(person).post(f"/issues/{number}/comment/", told)
        assert said() == ["Same"] * 3

    def test_without_a_key_every_sending_is_a_comment(self, company, issue, signed_in):
        for _ in range(2):
            signed_in(company.owner).post(f"/issues/{issue.pk}/comment/", {"text": "Knock", "client_key": ""})
        assert said() == ["Knock", "Knock"]


class TestThroughTheApi:
    @pytest.mark.parametrize(
        ("body", "headers"), [({"client_key": str(KEY)}, {}), ({}, {"Idempotency-Key": "van-17"})]
    )
    def test_the_same_key_writes_once_and_other_words_under_it_are_refused(
        self, company, issue, signed_in, body, headers
    ):
        client, path = signed_in(company.owner), f"/api/v1/issues/{issue.pk}/comment/"
        answers = [
            client.post(path, {"text": text, **body}, content_type="application/json", headers=headers)
            for text in ("Late", "Late", "Too late")
        ]
        assert [answer.status_code for answer in answers] == [200, 200, 422]
        assert answers[2].json()["code"] == "key_used_for_another"
        assert said() == ["Late"]


def test_another_file_under_the_key_is_another_comment(company, issue):
    comment = {"issue": issue.pk, "actor": company.owner, "now": NOW, "text": "t", "client_key": KEY}
    commands.comment(**comment, files=[a_picture()])
    with pytest.raises(SentBefore):
        commands.comment(**comment)
