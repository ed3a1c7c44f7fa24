"""Many issues at once in the browser: choosing, the form, and what became of each."""

import re
from datetime import timedelta

import pytest

from inflection_points.rules.policies import Severity
from issues import commands
from issues.models import BulkRun, Event, Issue
from tests.cast import HOUR
from tests.issues.in_bulk import KEY, NOW, ask, clock, give, olga, three

__all__ = ["clock", "olga", "three"]


class TestChoosing:
    @pytest.mark.parametrize("page", ["/issues/", "/inbox/"])
    def test_every_row_can_be_ticked_and_the_bar_says_what_can_be_done_with_them(self, olga, three, page):
        shown = olga.get(page).content.decode()
        for number in three:
            assert f'name="issue" value="{number}.1" form="bulk"' in shown
        commands_shown = re.findall(r'name="command" value="(\w+)"', shown)
        assert commands_shown == ["accept", "hand_over", "plan_action", "change_severity", "snooze", "merge"]

    @pytest.mark.parametrize("page", ["/issues/", "/issues/?columns=severity", "/not-acted-on/"])
    def test_who_may_not_decide_for_others_chooses_nothing_in_their_lists(
        self, company, three, signed_in, clock, page
    ):
        clock.shift(timedelta(days=7))
        shown = {
            person: signed_in(person).get(page).content.decode()
            for person in (company.stranger, company.manager)
        }
        assert 'form="bulk"' in shown[company.manager]
        assert 'form="bulk"' not in shown[company.stranger]
        assert 'id="bulk"' not in shown[company.stranger]

    def test_the_form_says_how_many_it_will_touch_and_takes_them_along(self, olga, three):
        page = ask(olga, "hand_over", three, back="/issues/?phase=open").content.decode()
        assert "Hand over 3 issues" in page
        assert f'value="{three[0]},{three[1]},{three[2]}"' in page
        assert 'value="/issues/?phase=open"' in page

    def test_all_that_match_are_those_of_the_lists_address(self, company, olga, three):
        commands.accept(issue=three[0], actor=company.head, now=NOW)
        page = ask(olga, "accept", [], all="1", matching="phase=reported&q=late").content.decode()
        assert "Accept 2 issues?" in page
        assert f'value="{three[1]}.1,{three[2]}.1"' in page

    def test_all_that_match_are_never_touched_before_it_is_said_how_many(self, olga, three):
        page = ask(olga, "accept", three, all="1", matching="q=late", key=KEY).content.decode()
        assert "Accept 3 issues?" in page
        assert not BulkRun.objects.exists()

    def test_how_many_match_can_be_asked(self, olga, three):
        assert olga.get("/bulk/?q=late").content == b"3"
        assert olga.get("/bulk/?q=early").content == b"0"

    def test_whoever_comes_to_the_bars_address_is_led_to_the_list(self, olga):
        assert olga.get("/bulk/", headers={"Sec-Fetch-Dest": "document"})["Location"] == "/issues/"

    def test_nothing_chosen_says_so(self, olga):
        response = ask(olga, "accept", [], back="/issues/")
        assert response.status_code == 422
        assert "Choose at least one issue first." in response.content.decode()

    def test_too_many_chosen_says_so(self, olga):
        numbers = ",".join(map(str, range(1, 2002)))
        response = olga.post("/bulk/", {"command": "accept", "numbers": numbers})
        assert response.status_code == 422
        assert "At most 2,000 issues at once." in response.content.decode()

    def test_a_command_that_is_none_for_many_is_not_found(self, olga, three):
        assert ask(olga, "resolve", three).status_code == 404

    @pytest.mark.parametrize("numbers", ["x", "-1", "1e9", "9" * 40, "²", "1.x", "1.", ".1", "1.2.3", ""])
    def test_what_is_no_number_is_left_out(self, olga, numbers):
        assert olga.post("/bulk/", {"command": "accept", "numbers": numbers}).status_code == 422


class TestDoing:
    def test_all_done_leads_back_and_offers_to_take_it_back(self, olga, three):
        response = give(olga, "accept", three)
        assert response["Location"] == "/inbox/"
        page = olga.get("/inbox/").content.decode()
        assert "3 issues accepted." in page
        assert f'action="/bulk/{BulkRun.objects.get().pk}/undo/"' in page

    def test_what_was_refused_is_listed_with_why_and_a_link(self, company, olga, three):
        commands.decline(issue=three[1], actor=company.owner, now=NOW, reason="Too dear")
        response = give(olga, "accept", [*three, 10**9])
        run = BulkRun.objects.get()
        assert response["Location"] == f"/bulk/{run.pk}/"
        page = olga.get(response["Location"]).content.decode()
        assert "2 of 4 accepted" in page
        assert f'<a href="/issues/{three[1]}/">#{three[1]}' in page
        assert "This issue is closed." in page
        assert "#1000000000" in page
        assert all(f'href="/issues/{number}/"' in page for number in three)
        assert page.count(f'action="/bulk/{run.pk}/undo/"') == 1

    def test_a_long_result_goes_on(self, olga, three, monkeypatch):
        monkeypatch.setattr("issues.views.bulk.SHOWN", 2)
        give(olga, "accept", [*three, 10**9, 10**9 + 1, 10**9 + 2])
        run = BulkRun.objects.get()
        page = olga.get(f"/bulk/{run.pk}/").content.decode()
        assert "Done: 3" in page
        assert f'href="/issues/{three[2]}/"' not in page
        assert "#1000000002" not in page
        assert f'href="/issues/{three[2]}/"' in olga.get(f"/bulk/{run.pk}/?done=2").content.decode()
        assert "#1000000002" in olga.get(f"/bulk/{run.pk}/?told=2").content.decode()

    @pytest.mark.parametrize("command", ["plan_action", "snooze"])
    def test_a_day_to_begin_from_stands_in_the_form(self, olga, three, command):
        page = ask(olga, command, three).content.decode()
        assert re.search(r'value="2026-03-0\dT10:00"', page)

    def test_what_somebody_else_did_since_the_list_was_seen_refuses_that_issue(self, company, olga, three):
        seen = [f"{number}.1" for number in three]
        page = ask(olga, "hand_over", seen).content.decode()
        assert f'value="{",".join(seen)}"' in page
        commands.accept(issue=three[0], actor=company.deputy, now=NOW)
        response = give(olga, "hand_over", seen, to=f"person-{company.holder.pk}")
        page = olga.get(response["Location"]).content.decode()
        assert "2 of 3 handed over" in page
        assert "It has changed since you saw it in the list: accepted by Dan Deputy." in page
        assert Issue.objects.get(pk=three[0]).holder == company.deputy

    def test_what_is_quiet_or_their_own_or_taken_back_refuses_nothing(self, company, olga, three):
        commands.comment(issue=three[0], actor=company.head, now=NOW, text="Good")
        commands.watch(issue=three[1], actor=company.head, now=NOW)
        commands.plan_action(
            issue=three[1],
            actor=company.owner,
            now=NOW,
            kind="corrective",
            description="Call",
            assignee=company.owner,
            due_at=NOW + 30 * HOUR,
        )
        commands.accept(issue=three[2], actor=company.deputy, now=NOW)
        commands.undo(issue=three[2], seq=2, actor=company.deputy, now=NOW)
        give(olga, "change_severity", [f"{number}.1" for number in three], to="high", reason="All")
        assert set(BulkRun.objects.get().items.values_list("state", flat=True)) == {"done"}

    def test_a_form_that_is_not_understood_keeps_what_was_typed_and_chosen(self, olga, three):
        response = give(olga, "plan_action", three, description="Call them", kind="corrective")
        page = response.content.decode()
        assert response.status_code == 422
        assert "Call them" in page
        assert f'value="{three[0]},{three[1]},{three[2]}"' in page
        assert KEY in page.replace("-", "") or KEY in page
        assert not BulkRun.objects.exists()

    @pytest.mark.parametrize(
        ("command", "fields", "sentence"),
        [
            (
                "plan_action",
                {"description": "Call them", "due_at": "2026-03-01T10:00", "kind": "corrective"},
                "The due date lies in the past.",
            ),
            ("change_severity", {"to": "low"}, "Some of them become less severe. Say why"),
            ("change_severity", {"to": "normal", "reason": "Call them"}, "already has this severity"),
            ("snooze", {"until": "2026-03-01T10:00"}, "It would come back at once."),
            ("snooze", {"until": "2026-05-01T10:00"}, "for a week at most"),
            ("merge", {"into": "999999"}, "There is no issue with this number."),
        ],
    )
    def test_what_each_would_refuse_is_said_in_the_form(
        self, company, olga, three, command, fields, sentence
    ):
        response = give(olga, command, three, assignee=company.holder.pk, **fields)
        page = response.content.decode()
        assert response.status_code == 409
        assert sentence in page
        assert all(typed in page for name, typed in fields.items() if name in {"description", "reason"})
        assert 'class="field has-error"' in page
        assert not BulkRun.objects.exists()

    def test_one_that_becomes_less_severe_needs_a_reason_for_all(self, company, olga, three):
        worse = company.report(severity=Severity.CRITICAL).pk
        assert give(olga, "change_severity", [*three, worse], to="high").status_code == 409
        give(olga, "change_severity", [*three, worse], to="high", reason="Seen myself")
        assert set(Issue.objects.values_list("severity", flat=True)) == {"high"}

    def test_nothing_is_merged_into_what_is_closed(self, company, olga, three):
        commands.decline(issue=three[1], actor=company.owner, now=NOW, reason="Too dear")
        response = give(olga, "merge", three, into=str(three[1]))
        assert response.status_code == 409
        assert "Reopen it first." in response.content.decode()

    def test_one_action_is_planned_for_many(self, company, olga, three):
        due = "2026-03-06T10:00"
        fields = {"description": "Call", "assignee": company.holder.pk, "due_at": due, "kind": "corrective"}
        give(olga, "plan_action", three, **fields)
        assert set(Issue.objects.values_list("actions__description", flat=True)) == {"Call"}
        assert Issue.objects.filter(phase="committed").count() == 3

    def test_others_are_merged_into_the_one_that_is_named(self, olga, three):
        give(olga, "merge", three, into=str(three[0]))
        assert Issue.objects.filter(merged_into=three[0]).count() == 2
        assert Issue.objects.get(pk=three[0]).report_count == 3

    def test_sent_twice_it_is_done_once(self, olga, three):
        until = "2026-03-04T10:00"
        first = give(olga, "snooze", three, until=until)
        again = give(olga, "snooze", three, until=until)
        assert first["Location"] == again["Location"]
        assert Event.objects.filter(kind="snoozed").count() == 3

    def test_sent_again_after_going_back_and_choosing_somebody_else_it_says_what_was_done(
        self, company, olga, three
    ):
        give(olga, "hand_over", three, to=f"person-{company.holder.pk}")
        again = give(olga, "hand_over", three, to=f"person-{company.stranger.pk}", reason="No, theirs")
        page = again.content.decode()
        assert again.status_code == 409
        assert "You sent this before with something else filled in" in page
        assert "No, theirs" in page
        assert set(Issue.objects.values_list("holder", flat=True)) == {company.holder.pk}

    @pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:x"])
    def test_nobody_is_led_elsewhere(self, olga, three, back):
        response = give(olga, "accept", three, back=back)
        assert response["Location"] == f"/bulk/{BulkRun.objects.get().pk}/"


def test_what_somebody_else_did_is_not_found(company, olga, three, signed_in):
    give(olga, "accept", three)
    run = BulkRun.objects.get()
    stranger = signed_in(company.head)
    assert stranger.get(f"/bulk/{run.pk}/").status_code == 404
    assert stranger.post(f"/bulk/{run.pk}/undo/").status_code == 404


def test_confidential_issues_are_refused_like_those_that_are_not_there(company, three, signed_in, clock):
    commands.make_confidential(issue=three[0], actor=company.owner, now=NOW, reason="Names a customer")
    client = signed_in(company.manager)
    give(client, "accept", three)
    page = client.get(f"/bulk/{BulkRun.objects.get().pk}/").content.decode()
    assert "There is no issue with this number, or it is not for you to see." in page
    assert "Late 0" not in page
    assert Issue.objects.get(pk=three[0]).phase == "reported"
