"""Every command through its page: done, refused, not understood, not allowed."""

import pytest
import time_machine

from issues.commands.prospects import holds_until
from issues.models import Issue
from people.templatetags.times import on_the_clock
from tests.cast import DAY, HOUR, REPORTED
from tests.issues.sent import plan

NOW = REPORTED + HOUR
MOVES = (
    "accept",
    "hand-over",
    "plan-action",
    "record-containment",
    "comment",
    "change-severity",
    "resolve",
    "verify",
    "reopen",
    "decline",
    "add-report",
    "start-wait",
    "end-wait",
    "snooze",
    "merge",
    "unmerge",
)

NOT_YET = ("resolve", "verify", "reopen", "end-wait", "unmerge")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


class TestAccept:
    def test_puts_the_issue_into_the_persons_hands(self, company, issue, olga):
        response = olga.post(f"/issues/{issue.pk}/accept/", follow=True)
        assert response.redirect_chain == [(f"/issues/{issue.pk}/", 302)]
        assert "You have it now" in response.content.decode()
        assert Issue.objects.get().phase == "accepted"

    def test_twice_is_refused_with_a_sentence(self, issue, olga):
        olga.post(f"/issues/{issue.pk}/accept/")
        response = olga.post(f"/issues/{issue.pk}/accept/")
        assert response.status_code == 409
        assert "This issue is with you already" in response.content.decode()

    def test_is_not_for_a_stranger(self, company, issue, signed_in):
        response = signed_in(company.stranger).post(f"/issues/{issue.pk}/accept/")
        assert response.status_code == 403
        assert "Only managers and the person who has this issue can do that." in response.content.decode()


class TestHandOver:
    def test_to_a_person(self, company, issue, olga):
        to = f"person-{company.manager.pk}"
        olga.post(f"/issues/{issue.pk}/hand-over/", {"to": to, "reason": "Yours"})
        assert Issue.objects.get().holder == company.manager

    def test_to_a_department(self, company, issue, olga):
        olga.post(f"/issues/{issue.pk}/hand-over/", {"to": f"department-{company.support.pk}"})
        issue = Issue.objects.get()
        assert (issue.holder, issue.holder_department) == (None, company.support)

    def test_to_whoever_has_it_is_refused_and_the_reason_kept(self, company, issue, olga):
        to = f"person-{company.owner.pk}"
        response = olga.post(f"/issues/{issue.pk}/hand-over/", {"to": to, "reason": "A long explanation"})
        assert response.status_code == 409
        assert "The issue is already with them." in response.content.decode()
        assert "A long explanation" in response.content.decode()

    @pytest.mark.parametrize("to", ["", "person-", "person-999999", "department-x", "person-1\x00", "admin"])
    def test_to_nobody_we_know_is_not_understood(self, issue, olga, to):
        assert olga.post(f"/issues/{issue.pk}/hand-over/", {"to": to}).status_code == 422


class TestPlanAction:
    def test_commits_until_the_due_date_in_the_viewers_zone(self, company, issue, signed_in):
        company.owner.time_zone = "Europe/Berlin"
        company.owner.save()
        signed_in(company.owner).post(f"/issues/{issue.pk}/plan-action/", plan(company))
        issue = Issue.objects.get()
        assert issue.phase == "committed"
        assert issue.held_until == REPORTED + DAY  # 10:00 in Berlin is 09:00 UTC

    def test_in_the_past_is_refused_and_everything_typed_kept(self, company, issue, olga):
        response = olga.post(f"/issues/{issue.pk}/plan-action/", plan(company, due="2026-03-01T10:00"))
        page = response.content.decode()
        assert response.status_code == 409
        assert "The due date lies in the past." in page
        assert "Call the customer" in page
        assert 'value="2026-03-01T10:00"' in page

    @pytest.mark.parametrize(
        "garbage",
        [
            {"due": "soon"},
            {"due": "0001-01-01T00:00"},
            {"due": "9999-12-31T23:59"},
            {"due": ""},
            {"description": "\x00"},
            {"description": ""},
            {"assignee": "0"},
            {"kind": "magic"},
        ],
    )
    def test_garbage_is_not_understood(self, company, issue, olga, garbage):
        assert olga.post(f"/issues/{issue.pk}/plan-action/", plan(company, **garbage)).status_code == 422

    def test_offers_oneself_and_the_holder_before_all_others(self, company, issue, olga):
        olga.post(f"/issues/{issue.pk}/hand-over/", {"to": f"person-{company.holder.pk}"})
        page = olga.get(f"/issues/{issue.pk}/plan-action/").content.decode()
        options = page.partition('name="assignee"')[2].partition("<optgroup")[0]
        assert options.index("Olga Owner (you)") < options.index(company.holder.name)
        assert page.count(f'<option value="{company.holder.pk}"') == 1


class TestHowLongAPlanHolds:
    """Normal severity, 24 working hours to act: by the policy of the tests a plan holds at most as long again."""

    def test_is_said_before_and_after(self, company, issue, olga):
        page = olga.get(f"/issues/{issue.pk}/plan-action/").content.decode()
        until = holds_until(issue, NOW)
        assert f"That ends {on_the_clock(until, NOW)} at the latest" in page
        late = plan(company, due=(until + 10 * DAY).strftime("%Y-%m-%dT%H:%M"))
        page = olga.post(f"/issues/{issue.pk}/plan-action/", late, follow=True).content.decode()
        assert Issue.objects.get().held_until == until
        said = f"Those further up are told {on_the_clock(until, NOW)} at the earliest."
        assert f"{said} It is due later, but no plan holds them back for longer." in page


class TestTheNextMoveOfAnAssignee:
    def test_is_a_primary_button_with_a_key_for_nobody_else(self, company, issue, olga, signed_in):
        olga.post(f"/issues/{issue.pk}/plan-action/", plan(company))
        action = issue.actions.get()
        path = f"/issues/{issue.pk}/"
        assert 'data-key="s"' not in olga.get(path).content.decode()
        tom = signed_in(company.holder)
        page = tom.get(path).content.decode()
        assert page.count(f'action="{path}actions/{action.pk}/start/"') == 1
        assert 'data-key="s"' in page
        tom.post(f"{path}actions/{action.pk}/start/")
        page = tom.get(path).content.decode()
        assert 'data-key="s"' not in page
        assert 'data-key="d"' in page


class TestActions:
    @pytest.fixture
    def action(self, company, issue, olga):
        olga.post(f"/issues/{issue.pk}/plan-action/", plan(company))
        return issue.actions.get()

    def test_are_started_and_completed_by_their_assignee(self, company, issue, action, signed_in):
        tom = signed_in(company.holder)
        tom.post(f"/issues/{issue.pk}/actions/{action.pk}/start/")
        assert Issue.objects.get().phase == "acting"
        tom.post(f"/issues/{issue.pk}/actions/{action.pk}/complete/", {"evidence": "Called at ten"})
        action.refresh_from_db()
        assert (action.completed_at, action.evidence) == (NOW, "Called at ten")

    def test_of_another_issue_are_not_found_there(self, company, action, signed_in):
        other = company.report()
        response = signed_in(company.holder).post(f"/issues/{other.pk}/actions/{action.pk}/start/")
        assert response.status_code == 409
        assert "There is no such action on this issue." in response.content.decode()

    def test_not_started_are_offered_to_the_assignee_and_not_to_a_stranger(
        self, company, issue, action, signed_in
    ):
        start = f"/issues/{issue.pk}/actions/{action.pk}/start/"
        assert start in signed_in(company.holder).get(f"/issues/{issue.pk}/").content.decode()
        assert start not in signed_in(company.stranger).get(f"/issues/{issue.pk}/").content.decode()


class TestResolveAndAnswer:
    def test_is_refused_before_anybody_acted(self, issue, olga):
        response = olga.post(f"/issues/{issue.pk}/resolve/", {"reason": "fixed"})
        assert response.status_code == 409
        assert "Nobody has acted on this issue yet." in response.content.decode()

    def test_names_the_required_actions_that_are_open_with_a_way_to_finish_them(
        self, company, issue, olga, signed_in
    ):
        olga.post(f"/issues/{issue.pk}/record-containment/", {"evidence": "Sent a courier"})
        olga.post(f"/issues/{issue.pk}/plan-action/", plan(company))
        done = f"/issues/{issue.pk}/actions/{issue.actions.get().pk}/complete/"
        page = olga.get(f"/issues/{issue.pk}/").content.decode()
        assert page.partition("It can be resolved once this is done:")[2].index("Call the customer") < 100
        refused = olga.get(f"/issues/{issue.pk}/resolve/")
        assert refused.status_code == 409
        assert "<strong>Call the customer</strong>" in refused.content.decode()
        assert done in refused.content.decode()
        olga.post(done)
        assert "It can be resolved once" not in olga.get(f"/issues/{issue.pk}/").content.decode()
        assert olga.get(f"/issues/{issue.pk}/resolve/").status_code == 200

    def test_then_the_reporter_answers_on_the_first_page(self, company, issue, olga, signed_in):
        olga.post(f"/issues/{issue.pk}/record-containment/", {"evidence": "Sent a courier"})
        olga.post(f"/issues/{issue.pk}/resolve/", {"reason": "fixed", "note": "New tour plan"})
        rita = signed_in(company.reporter)
        home = rita.get("/").content.decode()
        assert "Is it fixed?" in home
        assert f"/issues/{issue.pk}/verify/" in home
        response = rita.post(f"/issues/{issue.pk}/reopen/", {"reason": ""})
        assert response.status_code == 422
        rita.post(f"/issues/{issue.pk}/reopen/", {"reason": "Late again"})
        assert (Issue.objects.get().phase, Issue.objects.get().cycle) == ("reported", 2)

    def test_yes_closes_it(self, company, issue, olga, signed_in):
        olga.post(f"/issues/{issue.pk}/record-containment/", {"evidence": "Sent a courier"})
        olga.post(f"/issues/{issue.pk}/resolve/", {"reason": "fixed"})
        signed_in(company.reporter).post(f"/issues/{issue.pk}/verify/")
        assert Issue.objects.get().phase == "verified"


class TestTheRest:
    def test_severity_lowered_without_a_reason_is_refused(self, issue, olga):
        response = olga.post(f"/issues/{issue.pk}/change-severity/", {"to": "low"})
        assert response.status_code == 409
        assert "Say why" in response.content.decode()

    def test_declining_is_the_owners(self, company, issue, olga, signed_in):
        by_stranger = signed_in(company.stranger).post(f"/issues/{issue.pk}/decline/", {"reason": "No"})
        assert by_stranger.status_code == 409
        signed_in(company.owner).post(f"/issues/{issue.pk}/decline/", {"reason": "Not ours"})
        assert Issue.objects.get().phase == "declined"

    def test_a_comment_stands_in_the_timeline(self, company, issue, signed_in):
        client = signed_in(company.stranger)
        response = client.post(f"/issues/{issue.pk}/comment/", {"text": "I saw it too"}, follow=True)
        assert "I saw it too" in response.content.decode()
        assert client.post(f"/issues/{issue.pk}/comment/", {"text": "  "}).status_code == 422

    @pytest.mark.parametrize("move", MOVES)
    def test_each_has_a_page_of_its_own_for_those_without_javascript(self, issue, olga, move):
        response = olga.get(f"/issues/{issue.pk}/{move}/")
        assert response.status_code == (409 if move in NOT_YET else 200)
        assert ("Not now: nothing was changed." in response.content.decode()) is (move in NOT_YET)
        assert olga.get(f"/issues/999999/{move}/").status_code == 404

    @pytest.mark.parametrize(
        ("move", "status", "sentence"),
        [
            ("accept", 403, "Only managers and the person who has this issue can do that."),
            ("hand-over", 403, "Only managers and the person who has this issue can do that."),
            ("record-containment", 409, "Accept the issue first."),
            ("decline", 409, "Only the accountable owner or the deputy can do that."),
            ("resolve", 409, "Nobody has acted on this issue yet."),
            ("verify", 409, "This issue is not resolved yet"),
        ],
    )
    def test_those_who_may_not_read_why_before_they_type_anything(
        self, company, issue, signed_in, move, status, sentence
    ):
        response = signed_in(company.stranger).get(f"/issues/{issue.pk}/{move}/")
        assert response.status_code == status
        assert sentence in response.content.decode()
        assert "<textarea" not in response.content.decode()

    def test_a_declined_issue_is_opened_again(self, issue, olga):
        olga.post(f"/issues/{issue.pk}/decline/", {"reason": "Not ours"})
        assert "It is not fixed" not in olga.get(f"/issues/{issue.pk}/").content.decode()
        page = olga.get(f"/issues/{issue.pk}/reopen/").content.decode()
        assert "Open it again" in page
        assert "Why should it be acted on after all?" in page

    def test_accept_after_acting_does_not_claim_that_it_was_accepted(self, issue, olga):
        olga.post(f"/issues/{issue.pk}/record-containment/", {"evidence": "Sent a courier"})
        page = olga.post(f"/issues/{issue.pk}/accept/").content.decode()
        assert "because you accepted it or acted on it" in page

    def test_the_severity_now_is_said_before_it_is_changed(self, issue, olga):
        assert "It is normal now." in olga.get(f"/issues/{issue.pk}/change-severity/").content.decode()
