"""Commands asked for with htmx: the dialog, and the fragment where the person was."""

import pytest
import time_machine

from issues import commands
from issues.rules.events import ClosureReason
from tests.cast import HOUR, REPORTED

NOW = REPORTED + HOUR


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def olga(company, signed_in):
    return signed_in(company.owner)


def plan(company, due="2026-03-04T10:00", **changes):
    return {
        "description": "Call the customer",
        "assignee": str(company.holder.pk),
        "due_at": due,
        "kind": "corrective",
        "is_required": "on",
    } | changes


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
