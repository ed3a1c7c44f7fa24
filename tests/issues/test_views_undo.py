"""The button that takes the last command back: where it stands, what it does, and what it says when it is too late."""

from datetime import timedelta

import pytest
import time_machine

from issues import commands
from issues.commands import causes
from issues.models import Issue
from issues.rules.undoing import UNDO_WITHIN
from tests.cast import HOUR, REPORTED

NOW = REPORTED + HOUR


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as now:
        yield now


@pytest.fixture
def olga(company, signed_in, clock):
    return signed_in(company.owner)


def undo_path(issue, seq):
    return f"/issues/{issue.pk}/undo/{seq}/"


def test_the_message_of_a_command_offers_to_take_it_back(issue, olga):
    page = olga.post(f"/issues/{issue.pk}/accept/", follow=True).content.decode()
    assert f'action="{undo_path(issue, 2)}"' in page


def test_so_does_that_of_a_cause_that_was_linked(company, issue, olga):
    cause = causes.note_cause(actor=company.owner, now=NOW, title="There is no list", origin=company.point)
    page = olga.post(f"/issues/{issue.pk}/link-cause/", {"cause": cause.pk}, follow=True).content.decode()
    assert undo_path(issue, 2) in page


def test_a_comment_offers_nothing_of_the_kind(issue, olga):
    page = olga.post(f"/issues/{issue.pk}/comment/", {"text": "Seen"}, follow=True).content.decode()
    assert "/undo/" not in page


def test_pressed_in_time_all_is_as_before_and_the_timeline_says_so_in_one_line(issue, olga, clock):
    olga.post(f"/issues/{issue.pk}/accept/")
    clock.shift(timedelta(seconds=9))
    response = olga.post(undo_path(issue, 2), follow=True)
    page = response.content.decode()
    assert response.redirect_chain == [(f"/issues/{issue.pk}/", 302)]
    assert "Taken back." in page
    assert page.count("Olga Owner took it back: “Olga Owner accepted it”") == 1
    assert page.count("Olga Owner accepted it") == 1
    assert Issue.objects.get(pk=issue.pk).phase == "reported"


def test_pressed_too_late_it_says_that_the_seconds_are_over(issue, olga, clock):
    olga.post(f"/issues/{issue.pk}/accept/")
    clock.shift(UNDO_WITHIN + timedelta(seconds=1))
    response = olga.post(undo_path(issue, 2))
    assert response.status_code == 409
    assert "The ten seconds are over." in response.content.decode()
    assert Issue.objects.get(pk=issue.pk).phase == "accepted"


def test_pressed_twice_it_is_taken_back_once(issue, olga):
    olga.post(f"/issues/{issue.pk}/accept/")
    olga.post(undo_path(issue, 2))
    assert olga.post(undo_path(issue, 2)).status_code == 409
    assert Issue.objects.get(pk=issue.pk).last_seq == 3


def test_with_htmx_the_issue_comes_back_as_it_is(company, issue, olga):
    olga.post(f"/issues/{issue.pk}/accept/")
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver/issues/{issue.pk}/"}
    done = olga.post(undo_path(issue, 2), headers=headers)
    assert (done.status_code, done["HX-Retarget"]) == (200, "#issue")
    late = olga.post(undo_path(issue, 2), headers=headers)
    assert late.status_code == 409
    assert "Something has happened since" in late.content.decode()


def test_it_is_sent_and_never_followed(issue, olga):
    assert olga.get(undo_path(issue, 2)).status_code == 405


def test_the_api_says_that_it_can_be_taken_back_and_does_it(company, issue, olga):
    said = olga.post(f"/api/v1/issues/{issue.pk}/accept/").json()
    assert "undo" in said["may"]
    seq = said["events"][-1]["seq"]
    back = olga.post(f"/api/v1/issues/{issue.pk}/undo/{seq}/").json()
    assert (back["phase"], "undo" in back["may"], back["events"][-1]["kind"]) == ("reported", False, "undone")
    again = olga.post(f"/api/v1/issues/{issue.pk}/undo/{seq}/")
    assert (again.status_code, again.json()["code"]) == (409, "something_happened_since")


def test_nobody_else_is_offered_it(company, issue, signed_in, clock):
    commands.accept(issue=issue.pk, actor=company.owner, now=NOW)
    client = signed_in(company.head)
    assert "undo" not in client.get(f"/api/v1/issues/{issue.pk}/").json()["may"]
    response = client.post(undo_path(issue, 2))
    assert response.status_code == 409
    assert "Only the person who did it" in response.content.decode()
