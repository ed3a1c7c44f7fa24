"""Commands asked for with htmx: the dialog, and the fragment where the person was."""

import pytest
import time_machine

from issues import commands
from issues.rules.events import ClosureReason
from tests.cast import HOUR, REPORTED
from tests.issues.sent import plan

NOW = REPORTED + HOUR


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


class TestWithHtmx:
    """The same answers as fragments, where the person looks."""

    def ask(self, client, issue, path, data, *, target, page=None):
        headers = {
            "HX-Request": "true",
            "HX-Target": target,
            "HX-Current-URL": f"http://testserver{page or f'/issues/{issue.pk}/'}",
        }
        return client.post(f"/issues/{issue.pk}/{path}/", data, headers=headers)

    def test_done_on_the_issue_page_is_the_issue(self, company, issue, olga):
        response = self.ask(olga, issue, "plan-action", plan(company), target="dialog")
        page = response.content.decode()
        assert response["HX-Retarget"] == "#issue"
        assert "closeDialog" in response["HX-Trigger"]
        assert page.lstrip().startswith("<")
        assert "<html" not in page
        assert "Planned." in page

    @pytest.mark.parametrize("page", ["http://[", "http://testserver/nowhere/", "", "\x00"])
    def test_done_nobody_knows_where_loads_that_page_anew(self, issue, olga, page):
        headers = {"HX-Request": "true", "HX-Target": "issue", "HX-Current-URL": page}
        answer = olga.post(f"/issues/{issue.pk}/accept/", headers=headers)
        assert (answer.status_code, answer["HX-Refresh"]) == (200, "true")

    def test_done_in_the_inbox_is_the_inbox(self, issue, olga):
        response = self.ask(olga, issue, "accept", {}, target="issue", page=f"/inbox/?issue={issue.pk}")
        assert response["HX-Retarget"] == "#panes"
        assert "Plan or act" in response.content.decode()

    def test_refused_in_the_dialog_is_the_form_with_the_sentence(self, company, issue, olga):
        late = plan(company, due="2026-03-01T10:00")
        response = self.ask(olga, issue, "plan-action", late, target="dialog")
        assert response.status_code == 409
        assert "HX-Retarget" not in response
        assert "The due date lies in the past." in response.content.decode()
        assert "Call the customer" in response.content.decode()

    def test_a_button_pressed_too_late_shows_how_things_stand_now(self, company, issue, olga):
        commands.record_containment(issue=issue.pk, actor=company.owner, now=NOW, evidence="Sent one")
        commands.resolve(issue=issue.pk, actor=company.owner, now=NOW, reason=ClosureReason.FIXED)
        response = self.ask(olga, issue, "accept", {}, target="issue")
        assert response.status_code == 409
        assert "already resolved" in response.content.decode()
        assert "Rita Reporter must say whether it is fixed" in response.content.decode()


class TestAfterACommandInTheInbox:
    def ask(self, client, issue, path, data, **headers):
        headers |= {
            "HX-Request": "true",
            "HX-Target": "dialog",
            "HX-Current-URL": f"http://testserver/inbox/?issue={issue.pk}",
        }
        return client.post(f"/issues/{issue.pk}/{path}/", data, headers=headers)

    def hand_over(self, client, issue, to, **headers):
        return self.ask(client, issue, "hand-over", {"to": f"person-{to.pk}"}, **headers)

    @pytest.fixture
    def three(self, company):
        return [company.report(text=text) for text in ("First", "Second", "Third")]

    def test_an_issue_that_still_waits_for_this_person_stays_open(self, three, olga):
        response = self.ask(olga, three[0], "accept", {}, **{"Inbox-Afterwards": f"{three[1].pk}"})
        assert response.context["chosen"] == three[0].pk
        assert "HX-Push-Url" not in response

    def test_the_next_one_opens_when_it_left_the_list(self, company, three, olga):
        first, second, third = three
        after = {"Inbox-Afterwards": f"{third.pk},{first.pk}"}
        response = self.hand_over(olga, second, company.holder, **after)
        assert response.context["chosen"] == third.pk
        assert response["HX-Push-Url"] == f"/inbox/?issue={third.pk}"
        assert "<title>(2) Inbox" in response.content.decode()

    def test_the_most_urgent_one_opens_when_those_that_followed_are_gone_too(self, company, three, olga):
        first, second, third = three
        commands.hand_over(issue=third.pk, actor=company.owner, to=company.holder, now=NOW)
        response = self.hand_over(olga, second, company.holder, **{"Inbox-Afterwards": f"{third.pk},x"})
        assert response.context["chosen"] == first.pk

    def test_nothing_is_left(self, company, issue, olga):
        response = self.hand_over(olga, issue, company.holder, **{"Inbox-Afterwards": ""})
        page = response.content.decode()
        assert response["HX-Push-Url"] == "/inbox/"
        assert "Nothing waits for you" in page
        assert "<title>Inbox" in page

    def test_an_issue_that_was_not_in_the_list_stays_open(self, company, issue, olga):
        response = self.hand_over(olga, issue, company.holder)
        assert response.context["chosen"] == issue.pk

    def test_refused_it_shows_how_that_issue_stands_now(self, company, three, olga):
        first, second, _ = three
        commands.record_containment(issue=first.pk, actor=company.owner, now=NOW, evidence="Sent one")
        commands.resolve(issue=first.pk, actor=company.owner, now=NOW, reason=ClosureReason.FIXED)
        headers = {"HX-Target": "issue", "Inbox-Afterwards": str(second.pk)}
        response = olga.post(
            f"/issues/{first.pk}/accept/",
            headers={
                "HX-Request": "true",
                "HX-Current-URL": f"http://testserver/inbox/?issue={first.pk}",
                **headers,
            },
        )
        assert response.status_code == 409
        assert response.context["chosen"] == first.pk

    def test_on_any_other_page_the_page_is_loaded_anew(self, company, issue, olga):
        headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/issues/"}
        response = olga.post(f"/issues/{issue.pk}/accept/", headers=headers)
        assert response["HX-Refresh"] == "true"
