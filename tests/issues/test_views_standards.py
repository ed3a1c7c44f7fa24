"""The pages of a standard: reading, writing, asking, signing, objecting; and what people are told."""

import pytest
import time_machine

from inflection_points.commands.standards import ask_to_sign, sign_standard, write_standard
from inflection_points.models import InflectionPoint, Standard
from inflection_points.rules.standards import Target, Words
from issues.commands.leaving import dissolve_department
from notifications.commands.rendering import render
from notifications.models import Message
from people.models import Absence
from tests.cast import DAY, HOUR, REPORTED

HERE = "/points/delivery-slot/standard/"
WORDS = Words("We come when we said.", "Ring from the van.", (Target("Early or late by", "15 min"),))


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(REPORTED + HOUR, tick=False):
        yield


@pytest.fixture
def draft(company):
    return write_standard(point=company.point.pk, seen="", words=WORDS, actor=company.owner, now=REPORTED)


@pytest.fixture
def asked(company, draft):
    return ask_to_sign(
        point=company.point.pk,
        seen=draft.seen,
        departments=[company.support],
        actor=company.owner,
        now=REPORTED,
    )


def text(response):
    return " ".join(response.content.decode().split())


def written(**changes):
    return {"promise": "We come when you are at home.", "guidance": "", "seen": ""} | changes


def kinds():
    return sorted((m.kind, m.recipient.name) for m in Message.objects.filter(kind__startswith="standard"))


class TestReading:
    def test_a_point_without_one_says_what_to_do(self, company, signed_in):
        page = text(signed_in(company.owner).get(HERE))
        assert "Nobody has promised anything here yet" in page
        assert f'href="{HERE}write/"' in page
        assert f'href="{HERE}write/"' not in text(signed_in(company.reporter).get(HERE))

    def test_a_draft_is_for_its_writers_alone(self, company, signed_in, draft):
        assert "We come when we said." in text(signed_in(company.deputy).get(HERE))
        assert "We come when we said." not in text(signed_in(company.executive).get(HERE))
        assert signed_in(company.executive).get(f"{HERE}versions/1/").status_code == 403

    def test_whoever_is_asked_to_sign_can_do_it_here(self, company, signed_in, asked):
        page = text(signed_in(company.manager).get(HERE))
        assert "Sign for Customer support" in page
        assert "Sign for Delivery" not in page
        assert "Sign for" not in text(signed_in(company.owner).get(HERE))

    def test_is_counted_among_what_waits(self, company, signed_in, asked):
        page = text(signed_in(company.manager).get("/inbox/"))
        assert "<title>(1) Inbox" in page
        assert "No issue waits for you" in page

    def test_versions_can_be_compared(self, company, signed_in, asked):
        for department, head in ((company.delivery, company.head), (company.support, company.manager)):
            sign_standard(standard=asked.pk, department=department.pk, actor=head, now=REPORTED)
        later = write_standard(
            point=company.point.pk,
            seen="",
            words=Words(
                "We come when you said.", "Ring from the van.", (Target("Early or late by", "5 min"),)
            ),
            actor=company.owner,
            now=REPORTED,
        )
        ask_to_sign(
            point=company.point.pk, seen=later.seen, departments=[], actor=company.owner, now=REPORTED
        )
        page = text(signed_in(company.reporter).get(f"{HERE}versions/2/?against=1"))
        assert "<del>we</del><ins>you</ins>" in page
        assert "15 min" in page
        assert "5 min" in page

    def test_an_unknown_version_is_not_there(self, company, signed_in, asked):
        assert signed_in(company.owner).get(f"{HERE}versions/7/").status_code == 404


class TestWriting:
    def test_keeps_a_draft(self, company, signed_in):
        answer = signed_in(company.owner).post(
            f"{HERE}write/", written(what_1="Calls before", how_1="1", what_3="Minutes late", how_3="15")
        )
        assert answer["Location"] == HERE
        words = Standard.objects.get().words()
        assert words.targets == (Target("Calls before", "1"), Target("Minutes late", "15"))

    def test_begins_with_what_is_in_force(self, company, signed_in, asked):
        assert "We come when we said." in text(signed_in(company.owner).get(f"{HERE}write/"))

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            ({"promise": ""}, "Say what an outstanding moment looks like here"),
            ({"what_2": "Speed"}, "Say how much, or empty both."),
            ({"how_2": "15 min"}, "Say what is measured, or empty both."),
            ({"promise": "x" * 2001}, "too long"),
        ],
    )
    def test_says_what_is_wrong_and_keeps_what_was_typed(self, company, signed_in, sent, said):
        answer = signed_in(company.owner).post(f"{HERE}write/", written(guidance="Still here", **sent))
        assert answer.status_code == 422
        assert said in text(answer)
        assert "Still here" in text(answer)

    def test_of_two_who_write_at_once_the_second_sees_both_and_decides(self, company, signed_in, draft):
        client = signed_in(company.deputy)
        answer = client.post(f"{HERE}write/", written())
        assert answer.status_code == 409
        assert "What Olga Owner kept meanwhile" in text(answer)
        assert "We come when you are at home." in text(answer)
        knowingly = written(seen=answer.context["form"].data["seen"])
        assert client.post(f"{HERE}write/", knowingly).status_code == 302
        assert Standard.objects.get().promise == "We come when you are at home."


class TestAsking:
    def test_tells_who_signs(self, company, signed_in, draft):
        answer = signed_in(company.owner).post(
            f"{HERE}ask-to-sign/", {"seen": draft.seen, "departments": [company.support.pk]}
        )
        assert answer.status_code == 302
        assert kinds() == [("standard_asked", "Hana Head"), ("standard_asked", "Sven Support")]

    def test_tells_once_who_signs_for_two_departments(self, company, signed_in, draft):
        company.support.head = company.head
        company.support.save()
        sent = {"seen": draft.seen, "departments": [company.support.pk]}
        signed_in(company.owner).post(f"{HERE}ask-to-sign/", sent)
        assert kinds() == [("standard_asked", "Hana Head")]
        told = Message.objects.get(kind="standard_asked")
        assert "asks Customer support, Delivery to sign" in render(told, told.recipient).text

    def test_of_a_draft_that_moved_on_shows_it_as_it_is_now(self, company, signed_in, draft):
        answer = signed_in(company.owner).post(f"{HERE}ask-to-sign/", {"seen": f"{draft.pk}.7"})
        assert answer.status_code == 409
        assert answer.context["form"].data["seen"] == draft.seen
        assert "Read it as it is now, and ask once more." in text(answer)

    def test_without_a_draft_leads_to_the_standard(self, company, signed_in):
        client = signed_in(company.owner)
        assert client.get(f"{HERE}ask-to-sign/")["Location"] == HERE
        assert client.post(f"{HERE}ask-to-sign/", {"seen": "1.1"})["Location"] == HERE

    def test_once_more_tells_nobody_who_has_signed(self, company, signed_in, draft):
        sent = {"seen": draft.seen, "departments": [company.support.pk]}
        client = signed_in(company.owner)
        client.post(f"{HERE}ask-to-sign/", sent)
        sign_standard(
            standard=draft.pk, department=company.delivery.pk, actor=company.head, now=REPORTED + HOUR
        )
        assert client.post(f"{HERE}ask-to-sign/", sent).status_code == 302
        assert kinds() == [("standard_asked", "Hana Head"), ("standard_asked", "Sven Support")]


ASKS = "Sign the standard of “Delivery slot kept”"


class TestWhatWaitsForASignature:
    @pytest.mark.parametrize("where", ["/inbox/", "/my-reports/"])
    def test_stands_where_the_head_looks_until_it_is_signed(self, company, signed_in, asked, where):
        client = signed_in(company.head)
        assert ASKS in text(client.get(where))
        assert f'href="{HERE}"' in text(client.get(where))
        client.post(f"{HERE}versions/1/departments/{company.delivery.pk}/sign/")
        assert ASKS not in text(client.get(where))

    def test_is_not_for_anybody_else(self, company, signed_in, asked):
        for nobody in (company.owner, company.reporter, company.executive):
            assert ASKS not in text(signed_in(nobody).get("/inbox/"))

    def test_waits_for_who_stands_in_as_well(self, company, signed_in, asked):
        Absence.objects.create(
            person=company.head, since=REPORTED, until=REPORTED + DAY, deputy=company.deputy
        )
        assert ASKS in text(signed_in(company.deputy).get("/inbox/"))
        assert ASKS in text(signed_in(company.head).get("/inbox/"))

    def test_is_over_when_the_version_is_withdrawn_or_something_is_missing(self, company, signed_in, asked):
        there = f"{HERE}versions/1/departments/{company.support.pk}/object/"
        signed_in(company.manager).post(there, {"missing": "Who rings back?"})
        assert ASKS not in text(signed_in(company.manager).get("/inbox/"))
        signed_in(company.owner).post(f"{HERE}versions/1/withdraw/")
        assert ASKS not in text(signed_in(company.head).get("/inbox/"))

    def test_stands_on_the_page_of_the_point_until_it_is_signed(self, company, signed_in, asked):
        client, waits = signed_in(company.head), "Version 1 of the standard waits for your signature."
        assert waits in text(client.get("/points/delivery-slot/"))
        client.post(f"{HERE}versions/1/departments/{company.delivery.pk}/sign/")
        assert waits not in text(client.get("/points/delivery-slot/"))


class TestSigning:
    def test_the_last_signature_puts_it_in_force_and_tells_the_owner(self, company, signed_in, asked):
        for department, head in ((company.delivery, company.head), (company.support, company.manager)):
            signed_in(head).post(f"{HERE}versions/1/departments/{department.pk}/sign/")
        assert InflectionPoint.objects.get(slug="delivery-slot").promise == "We come when we said."
        assert kinds() == [("standard_in_force", "Olga Owner")]

    def test_what_is_not_theirs_is_refused_with_a_sentence(self, company, signed_in, asked):
        answer = signed_in(company.owner).post(f"{HERE}versions/1/departments/{company.support.pk}/sign/")
        assert answer.status_code == 409
        assert "The head of the department signs for it" in text(answer)

    def test_a_version_that_was_replaced_meanwhile_is_not_signed(self, company, signed_in, asked):
        later = write_standard(
            point=company.point.pk, seen="", words=Words("Another"), actor=company.owner, now=REPORTED
        )
        ask_to_sign(
            point=company.point.pk,
            seen=later.seen,
            departments=[company.support],
            actor=company.owner,
            now=REPORTED,
        )
        answer = signed_in(company.manager).post(f"{HERE}versions/1/departments/{company.support.pk}/sign/")
        assert answer.status_code == 409
        assert "This version is not waiting for signatures any more" in text(answer)

    def test_what_is_missing_reaches_whoever_asked(self, company, signed_in, asked):
        there = f"{HERE}versions/1/departments/{company.support.pk}/object/"
        client = signed_in(company.manager)
        assert client.post(there, {"missing": " "}).status_code == 422
        assert client.post(there, {"missing": "Who rings back?"})["Location"] == HERE
        assert kinds() == [("standard_missing", "Olga Owner")]
        assert "Who rings back?" in text(client.get(HERE))

    def test_what_is_missing_is_told_once_though_it_is_said_twice(self, company, signed_in, asked):
        client = signed_in(company.manager)
        there = f"{HERE}versions/1/departments/{company.support.pk}/object/"
        for _ in range(2):
            with time_machine.travel(REPORTED + 2 * HOUR):
                client.post(there, {"missing": "Who rings back?"})
        assert kinds() == [("standard_missing", "Olga Owner")]

    def test_waits_for_no_department_that_is_dissolved(self, company, signed_in, asked):
        signed_in(company.head).post(f"{HERE}versions/1/departments/{company.delivery.pk}/sign/")
        dissolve_department(
            department=company.support,
            into=company.delivery,
            actor=company.administrator,
            now=REPORTED + HOUR,
        )
        assert Standard.objects.get().standing == "in_force"
        assert kinds() == [("standard_in_force", "Olga Owner")]
        told = Message.objects.get(kind="standard_in_force")
        assert "Ada Administrator dissolved Customer support" in render(told, told.recipient).text

    def test_is_told_in_words(self, company, signed_in, draft):
        signed_in(company.owner).post(f"{HERE}ask-to-sign/", {"seen": draft.seen})
        told = Message.objects.get(kind="standard_asked")
        mail = render(told, told.recipient)
        assert mail.title == "Sign the standard of “Delivery slot kept”"
        assert "Olga Owner asks Delivery to sign version 1" in mail.text
        assert mail.link.endswith(HERE)


def test_withdrawing_leaves_what_is_in_force(company, signed_in, asked):
    answer = signed_in(company.owner).post(f"{HERE}versions/1/withdraw/")
    assert answer["Location"] == HERE
    assert Standard.objects.get().standing == "withdrawn"


def test_throwing_a_draft_away_asks_for_the_one_that_was_seen(company, signed_in, draft):
    client = signed_in(company.owner)
    assert client.post(f"{HERE}discard-draft/", {"seen": "1.9"}).status_code == 409
    assert client.post(f"{HERE}discard-draft/", {"seen": draft.seen}).status_code == 302
    assert not Standard.objects.exists()
