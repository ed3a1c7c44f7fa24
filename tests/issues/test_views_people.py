"""The pages about oneself, about people and about departments."""

from datetime import UTC, datetime

import pytest
import time_machine

from issues import commands
from issues.commands.leaving import deactivate_person
from issues.models import Issue
from notifications.commands.rendering import render
from notifications.models import Message
from people.commands.absences import announce_absence
from people.models import Absence, Department, User
from people.rules.permissions import Role
from tests.cast import DAY, HOUR, REPORTED, person

NOW = REPORTED + HOUR
FOR_ADMINISTRATORS = (
    "/people/",
    "/people/{pk}/",
    "/people/{pk}/deactivate/",
    "/departments/delivery/dissolve/",
)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def absence(**changes):
    return {"since": "2026-03-04T09:00", "until": "2026-03-09T09:00", "deputy": "", "reason": ""} | changes


def words(response):
    return response.content.decode()


class TestMe:
    @pytest.mark.parametrize("role", ["reporter", "owner", "executive", "administrator"])
    def test_is_there_for_everybody_and_linked_from_every_page(self, company, signed_in, role):
        client = signed_in(getattr(company, role))
        assert 'href="/me/"' in words(client.get("/issues/"))
        assert "You have not said that you will be away" in words(client.get("/me/"))

    def test_announces_an_absence_and_the_deputy_is_told(self, company, signed_in):
        client = signed_in(company.owner)
        sent = absence(deputy=str(company.deputy.pk), reason="Holiday")
        page = words(client.post("/me/announce-absence/", sent, follow=True))
        assert "Dan Deputy stands in for you and has been told." in page
        assert "I am not going" in page
        row = Absence.objects.get()
        assert (row.person, row.since) == (company.owner, datetime(2026, 3, 4, 9, tzinfo=UTC))
        message = Message.objects.get(recipient=company.deputy)
        assert "You stand in for Olga Owner" in render(message, company.deputy).text
        assert "Olga Owner" in words(signed_in(company.deputy).get("/me/"))

    def test_refused_keeps_what_was_typed(self, company, signed_in):
        announce_absence(person=company.deputy, deputy=company.owner, since=NOW, until=NOW + 5 * DAY, now=NOW)
        sent = absence(deputy=str(company.deputy.pk), reason="A week by the sea")
        response = signed_in(company.owner).post("/me/announce-absence/", sent)
        assert response.status_code == 409
        assert "stand in for each other in a circle" in words(response)
        assert "A week by the sea" in words(response)
        assert Absence.objects.count() == 1

    def test_not_understood_says_what_is_missing(self, company, signed_in):
        response = signed_in(company.owner).post("/me/announce-absence/", absence(until="tomorrow"))
        assert response.status_code == 422
        assert "Write a date and a time" in words(response)
        assert "Say from when you are away." in words(
            signed_in(company.owner).post("/me/announce-absence/", absence(since=""))
        )

    def test_comes_back(self, company, signed_in):
        row = announce_absence(person=company.owner, since=REPORTED, until=NOW + DAY, now=REPORTED)
        client = signed_in(company.owner)
        assert "I am back" in words(client.get("/me/"))
        assert client.post(f"/me/absences/{row.pk}/end/").status_code == 302
        row.refresh_from_db()
        assert row.until == NOW
        assert client.post(f"/me/absences/{row.pk}/end/").status_code == 409
        assert client.get(f"/me/absences/{row.pk}/end/").status_code == 405

    def test_keeps_name_and_zone(self, company, signed_in):
        client = signed_in(company.owner)
        client.post(
            "/me/change-profile/", {"name": "Olga O.", "time_zone": "Asia/Tokyo", "role": "administrator"}
        )
        olga = User.objects.get(pk=company.owner.pk)
        assert (olga.name, olga.time_zone, olga.role) == ("Olga O.", "Asia/Tokyo", Role.MANAGER)
        refused = client.post("/me/change-profile/", {"name": "", "time_zone": "Mars/Olympus"})
        assert refused.status_code == 422
        assert User.objects.get(pk=company.owner.pk).name == "Olga O."

    def test_offers_zones_of_places_by_area_and_keeps_another_that_was_chosen_before(
        self, company, signed_in
    ):
        client = signed_in(company.owner)
        page = client.get("/me/").content.decode()
        assert '<optgroup label="Europe">' in page
        for former in ("EST5EDT", "Asia/Calcutta", "Etc/GMT+3"):
            assert f'value="{former}"' not in page
        User.objects.filter(pk=company.owner.pk).update(time_zone="Asia/Calcutta")
        assert '<option value="Asia/Calcutta" selected>' in client.get("/me/").content.decode()
        kept = client.post("/me/change-profile/", {"name": "Olga O.", "time_zone": "Asia/Calcutta"})
        assert kept.status_code == 302


class TestPeople:
    @pytest.mark.parametrize("role", ["reporter", "owner", "executive"])
    def test_are_shown_to_administrators_only(self, company, signed_in, role):
        client = signed_in(getattr(company, role))
        paths = [path.format(pk=company.owner.pk) for path in FOR_ADMINISTRATORS]
        assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 403)
        client.post(paths[2])
        client.post(paths[3], {"into": str(company.support.pk)})
        assert client.post(f"/people/{company.owner.pk}/reactivate/").status_code == 403
        assert User.objects.active().count() == User.objects.count()
        assert Department.objects.active().count() == 2

    def test_are_listed_with_what_they_have(self, company, issue, ada):
        page = words(ada.get("/people/?q=olga"))
        assert "1 in the hands of Olga Owner" in page
        assert "Tom Technician" not in page
        assert "Nobody like that" in words(ada.get("/people/?q=nobody"))
        assert ada.get("/people/?q=%00&page=x").status_code == 200

    def test_are_asked_for_in_a_number_of_queries_that_does_not_grow(
        self, company, ada, django_assert_max_num_queries
    ):
        for number in range(60):
            person(f"P{number} Person", Role.FRONTLINE, company.delivery)
        with django_assert_max_num_queries(14):
            page = words(ada.get("/people/?page=2"))
        assert "Earlier in the list" in page

    def test_show_what_is_theirs(self, company, issue, ada):
        page = words(ada.get(f"/people/{company.owner.pk}/"))
        assert "1 open issue" in page
        assert "Delivery slot kept" in page
        assert ada.get("/people/999999/").status_code == 404


class TestDeactivating:
    def test_shows_first_what_moves_to_whom_and_changes_nothing(self, company, issue, ada):
        page = words(ada.get(f"/people/{company.owner.pk}/deactivate/"))
        assert "Dan Deputy" in page
        assert "Delivery slot kept" in page
        assert User.objects.get(pk=company.owner.pk).is_active
        assert Issue.objects.get().holder == company.owner

    def test_then_does_it_and_says_so_in_the_timeline(self, company, issue, ada, signed_in):
        response = ada.post(f"/people/{company.owner.pk}/deactivate/", follow=True)
        assert "All that was theirs is handed on" in words(response)
        assert Issue.objects.get().holder == company.deputy
        page = words(ada.get(f"/issues/{issue.pk}/"))
        assert "Handed over to Dan Deputy" in page
        assert "in Delivery’s time, Olga Owner has left" in page

    def test_shows_who_does_an_action_now(self, company, issue, ada):
        commands.plan_action(
            issue=issue.pk,
            actor=company.owner,
            now=NOW,
            kind="corrective",
            description="Call the customer",
            assignee=company.holder,
            due_at=NOW + DAY,
        )
        ada.post(f"/people/{company.holder.pk}/deactivate/")
        assert "Olga Owner does it now: Call the customer" in words(ada.get(f"/issues/{issue.pk}/"))

    def test_says_why_it_cannot_be(self, company, ada):
        path = f"/people/{company.executive.pk}/deactivate/"
        assert "Name another sponsor there first" in words(ada.get(path))
        response = ada.post(path)
        assert response.status_code == 409
        assert "Name another sponsor there first" in words(response)

    def test_signs_them_out_and_they_can_be_let_in_again(self, company, client, signed_in):
        signed_in(company.owner)
        person_page = f"/people/{company.owner.pk}/"
        deactivate_person(person=company.owner, actor=company.administrator, now=NOW)
        assert client.get("/issues/").status_code == 302
        ada = signed_in(company.administrator)
        assert "can no longer sign in" in words(ada.get(person_page))
        ada.post(f"{person_page}reactivate/")
        assert User.objects.get(pk=company.owner.pk).is_active


class TestDissolving:
    def test_shows_what_would_move_then_moves_it(self, company, issue, ada):
        path = "/departments/delivery/dissolve/"
        assert "no department above it" in words(ada.get(path))
        assert "Customer support" in words(ada.get(path, {"into": company.support.pk}))
        assert ada.post(path, {"into": ""}).status_code == 422
        response = ada.post(path, {"into": company.support.pk}, follow=True)
        assert "Delivery is part of Customer support now." in words(response)
        company.point.refresh_from_db()
        assert company.point.department == company.support
        assert "already dissolved" in words(ada.get(path))
        assert ada.post(path, {"into": company.support.pk}).status_code == 409


class TestTheMessages:
    def test_are_worded_for_mail_and_screen(self, company, issue, ada, signed_in):
        announce_absence(person=company.head, deputy=company.owner, since=NOW, until=NOW + DAY, now=NOW)
        ada.post(f"/people/{company.owner.pk}/deactivate/")
        ada.post("/departments/delivery/dissolve/", {"into": company.support.pk})
        Message.objects.update(state=Message.State.DISPATCHED, visible_at=NOW)
        mails = {m.kind: render(m, m.recipient) for m in Message.objects.select_related("recipient")}
        assert mails["taken_over"].title == "Olga Owner has left: 1 issue is in your hands now"
        assert "you answer for Delivery slot kept" in mails["taken_over"].text
        assert f"/issues/{issue.pk}/" in mails["taken_over"].link
        assert "Dan Deputy: answers for Delivery slot kept; 1 issue, 0 actions" in mails["somebody_left"].text
        assert "Nobody stands in for you" in mails["deputy_left"].title
        assert "Customer support took over 0 issues, 1 inflection point and 5 people" in (
            mails["department_dissolved"].text
        )
        hana = words(signed_in(company.head).get("/messages/"))
        assert "Dan Deputy took over 1 issue, 0 actions and 1 point." in hana
        assert "Name somebody else." in hana
        assert "Delivery is part of Customer support now" in hana
        assert "you answer for Delivery slot kept" in words(signed_in(company.deputy).get("/messages/"))
