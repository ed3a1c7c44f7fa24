"""Two people, one issue: the second is shown what the first did, loses nothing typed, and can go on knowingly."""

from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from django.utils.html import escape

from inflection_points.rules.policies import Severity
from issues import commands
from issues.commands.meanwhile import happened_since, unless_it_moved_on
from issues.commands.sweeping import sweep
from issues.models import Issue
from issues.rules.events import ActionKind
from issues.rules.refusals import MovedOn
from tests.cast import DAY, HOUR, REPORTED

NOW = REPORTED + HOUR
PLAN = {
    "kind": "corrective",
    "description": "Call every customer of the tour",
    "due_at": "2026-03-04T10:00",
}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def plan(issue: Issue, company: Any, **changes: Any) -> dict[str, Any]:
    return PLAN | {"assignee": company.head.pk, "seen": issue.last_seq} | changes


def address(name: str, issue: Issue) -> str:
    return reverse(f"issues:{name}", args=[issue.pk])


class TestTheSecondSave:
    def test_shows_what_happened_keeps_what_was_typed_and_writes_nothing(self, signed_in, company, issue):
        commands.hand_over(
            issue=issue.pk, actor=company.deputy, to=company.manager, now=NOW, reason="Their van"
        )
        told = signed_in(company.owner).post(address("plan_action", issue), plan(issue, company))
        page = told.content.decode()
        assert told.status_code == 409
        assert "Since you opened this" in page
        assert "Dan Deputy: handed over to Sven Support" in page
        assert "Their van" in page
        assert PLAN["description"] in page
        assert "Plan it all the same" in page
        assert not issue.actions.exists()

    def test_sent_again_from_there_is_done(self, signed_in, company, issue):
        commands.change_severity(issue=issue.pk, actor=company.deputy, to=Severity.HIGH, now=NOW)
        client, path = signed_in(company.owner), address("plan_action", issue)
        again = client.post(path, plan(issue, company)).context["seen"]
        assert client.post(path, plan(issue, company, seen=again)).status_code == 302
        assert issue.actions.get().description == PLAN["description"]

    def test_says_at_once_when_it_is_impossible_now(self, signed_in, company, issue):
        commands.decline(issue=issue.pk, actor=company.deputy, now=NOW, reason="Not ours")
        page = (
            signed_in(company.owner)
            .post(address("plan_action", issue), plan(issue, company))
            .content.decode()
        )
        assert "Dan Deputy decided not to act" in page
        assert "This issue is closed" in page
        assert "Plan it all the same" not in page
        assert PLAN["description"] in page

    def test_the_same_form_sent_twice_is_one_plan(self, signed_in, company, issue):
        client, path, form = signed_in(company.owner), address("plan_action", issue), plan(issue, company)
        assert client.post(path, form).status_code == 302
        again = client.post(path, form)
        assert again.status_code == 409
        assert "(that was you)" in again.content.decode()
        assert issue.actions.count() == 1

    def test_through_htmx_the_form_stays_in_the_dialog(self, signed_in, company, issue):
        commands.change_severity(issue=issue.pk, actor=company.deputy, to=Severity.HIGH, now=NOW)
        headers = {"HX-Request": "true", "HX-Target": "dialog"}
        told = signed_in(company.owner).post(
            address("plan_action", issue), plan(issue, company), headers=headers
        )
        assert told.status_code == 409
        assert "HX-Retarget" not in told.headers
        assert told.content.decode().lstrip().startswith('<section id="move"')

    def test_a_button_without_a_form_shows_how_things_stand_now(self, signed_in, company, issue):
        commands.hand_over(issue=issue.pk, actor=company.deputy, to=company.manager, now=NOW)
        here = f"http://testserver{issue.get_absolute_url()}"
        headers = {"HX-Request": "true", "HX-Target": "issue", "HX-Current-URL": here}
        told = signed_in(company.owner).post(address("accept", issue), {"seen": 1}, headers=headers)
        page = told.content.decode()
        assert told.status_code == 409
        assert escape("Not done. Since you opened this: Dan Deputy: handed over to Sven Support") in page
        assert 'name="seen" value="2"' in page
        assert Issue.objects.get(pk=issue.pk).accepted_at is None

    def test_a_form_opened_from_an_older_page_says_what_happened_since(self, signed_in, company, issue):
        commands.change_severity(issue=issue.pk, actor=company.deputy, to=Severity.HIGH, now=NOW)
        page = signed_in(company.owner).get(address("plan_action", issue), {"seen": 1})
        assert "Dan Deputy: severity changed to high" in page.content.decode()
        assert page.context["seen"] == 2


class TestWhatStopsNobody:
    @pytest.mark.parametrize("name", ["comment", "add_report"])
    def test_a_voice_is_never_stopped(self, signed_in, company, issue, name):
        commands.change_severity(issue=issue.pk, actor=company.deputy, to=Severity.HIGH, now=NOW)
        told = signed_in(company.owner).post(
            address(name, issue),
            {
                "text": "Same here",
                "customers": 1,
                "seen": 1,
                "client_key": "9b0e7d1e-6f43-4f7e-9c0f-1d2a3b4c5d6e",
            },
        )
        assert told.status_code == 302

    def test_reports_comments_and_reminders_stop_nothing(self, company, issue):
        commands.comment(issue=issue.pk, actor=company.deputy, now=NOW, text="Looking")
        commands.add_report(issue=issue.pk, reporter=company.stranger, now=NOW, telling=commands.Telling())
        sweep(now=issue.act_by)
        assert issue.escalations.exists()
        assert happened_since(issue.pk, 1) == []

    def test_what_was_taken_back_since_is_as_it_was_seen(self, company, issue):
        commands.accept(issue=issue.pk, actor=company.deputy, now=NOW)
        commands.undo(issue=issue.pk, seq=2, actor=company.deputy, now=NOW)
        assert happened_since(issue.pk, 1) == []
        assert [row.kind for row in happened_since(issue.pk, 2)] == ["undone"]

    def test_a_form_that_does_not_say_what_was_seen_works_as_ever(self, signed_in, company, issue):
        commands.change_severity(issue=issue.pk, actor=company.deputy, to=Severity.HIGH, now=NOW)
        form = {name: value for name, value in plan(issue, company).items() if name != "seen"}
        assert signed_in(company.owner).post(address("plan_action", issue), form).status_code == 302


class TestTheApi:
    def test_answers_409_with_what_happened_and_from_where_to_go_on(self, signed_in, company, issue):
        commands.change_severity(issue=issue.pk, actor=company.deputy, to=Severity.HIGH, now=NOW)
        client, path = signed_in(company.owner), reverse("api:accept", args=[issue.pk])
        told = client.post(path, {"seen": 1})
        assert told.status_code == 409
        assert told.json()["code"] == "moved_on"
        assert [(one["kind"], one["actor"]["name"]) for one in told.json()["since"]] == [
            ("severity_changed", "Dan Deputy")
        ]
        assert (
            client.post(path, headers={"If-Match": f'"{told.json()["seen"]}"'}).json()["phase"] == "accepted"
        )

    def test_takes_a_header_gives_the_number_and_refuses_what_is_none(self, signed_in, company, issue):
        client, path = signed_in(company.owner), reverse("api:accept", args=[issue.pk])
        assert client.get(reverse("api:issue", args=[issue.pk])).json()["seen"] == 1
        assert client.post(path, headers={"If-Match": "yesterday"}).status_code == 400
        assert client.post(path, {"seen": "1"}).status_code == 200


@pytest.mark.django_db(transaction=True)
class TestTwoAtTheSameInstant:
    def both(self, *calls: Any) -> list[str]:
        """What became of the calls, begun at the same instant on connections of their own."""
        begin, ended = Barrier(len(calls)), []

        def run(call: Any) -> None:
            try:
                begin.wait(10)
                call()
                ended.append("done")
            except MovedOn as moved:
                ended.append(",".join(row.kind for row in moved.since))
            finally:
                connection.close()

        threads = [Thread(target=run, args=[call]) for call in calls]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        return sorted(ended)

    def test_of_two_plans_of_two_people_one_is_written_and_the_other_learns_of_it(self, company, issue):
        def call(actor: Any) -> Any:
            return lambda: unless_it_moved_on(
                commands.plan_action,
                issue=issue.pk,
                seen=1,
                actor=actor,
                now=NOW,
                kind=ActionKind.CORRECTIVE,
                description="Call",
                assignee=actor,
                due_at=NOW + DAY,
            )

        for _ in range(5):
            assert self.both(call(company.owner), call(company.deputy)) == ["action_planned", "done"]
            assert issue.actions.count() == 1
            issue = company.report()

    def test_of_one_form_sent_twice_one_is_written(self, company, issue):
        def call() -> None:
            unless_it_moved_on(
                commands.change_severity,
                issue=issue.pk,
                seen=1,
                actor=company.owner,
                now=NOW,
                to=Severity.HIGH,
            )

        assert self.both(call, call) == ["done", "severity_changed"]
        assert Issue.objects.get(pk=issue.pk).last_seq == 2
