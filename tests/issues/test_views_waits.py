"""Waiting, hiding and merging through their pages and the API: done, refused, not understood."""

from dataclasses import replace

import pytest
import time_machine

from inflection_points.commands.policies import save_version
from inflection_points.rules.policies import DEFAULT_RUNGS
from issues import commands
from issues.commands.sweeping import sweep
from issues.models import Issue
from tests.cast import DAY, HOUR, REPORTED

NOW = REPORTED + HOUR


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def waiting(**changes):
    return {"waits_for": "customer", "name": "Frau Krause", "until": "2026-03-05T10:00"} | changes


class TestStartWait:
    def test_suggests_the_longest_wait(self, issue, olga):
        page = olga.get(f"/issues/{issue.pk}/start-wait/").content.decode()
        assert 'value="2026-03-10T10:00"' in page  # Tuesday 10:00 to Tuesday 10:00: five working days

    def test_says_in_the_timeline_who_is_waited_for(self, issue, olga):
        page = olga.post(f"/issues/{issue.pk}/start-wait/", waiting(), follow=True).content.decode()
        assert "waits for the customer Frau Krause, until on Thursday 5 Mar at 10:00" in page
        assert f"/issues/{issue.pk}/end-wait/" in page

    def test_for_too_long_is_refused_and_keeps_what_was_typed(self, issue, olga):
        response = olga.post(f"/issues/{issue.pk}/start-wait/", waiting(until="2026-04-05T10:00"))
        assert response.status_code == 409
        assert "five working days at most" in response.content.decode()
        assert "Frau Krause" in response.content.decode()

    @pytest.mark.parametrize("nonsense", [{"name": ""}, {"until": "soon"}, {"waits_for": "godot"}])
    def test_not_understood_says_what_to_do(self, issue, olga, nonsense):
        assert olga.post(f"/issues/{issue.pk}/start-wait/", waiting(**nonsense)).status_code == 422

    def test_of_a_stranger_is_refused(self, company, issue, signed_in):
        response = signed_in(company.stranger).post(f"/issues/{issue.pk}/start-wait/", waiting())
        assert response.status_code == 403


class TestEndWait:
    def test_lets_the_clock_run_on(self, issue, olga):
        olga.post(f"/issues/{issue.pk}/start-wait/", waiting())
        page = olga.post(f"/issues/{issue.pk}/end-wait/", {"note": "She called"}, follow=True)
        assert "She called" in page.content.decode()
        assert Issue.objects.get().waits_until is None


class TestSnooze:
    def test_takes_it_out_of_the_inbox(self, issue, olga):
        assert issue.title in olga.get("/inbox/").content.decode()
        olga.post(f"/issues/{issue.pk}/snooze/", {"until": "2026-03-04T09:00"})
        inbox = olga.get("/inbox/").content.decode()
        assert f"/inbox/?issue={issue.pk}" not in inbox


class TestMerge:
    def test_leads_from_the_duplicate_to_the_other(self, company, issue, olga):
        again = company.report(now=NOW)
        page = olga.post(f"/issues/{again.pk}/merge/", {"into": issue.pk}, follow=True).content.decode()
        assert f'<a href="/issues/{issue.pk}/">#{issue.pk}</a>' in page

    def test_into_what_does_not_exist_says_so(self, issue, olga):
        response = olga.post(f"/issues/{issue.pk}/merge/", {"into": "987654"})
        assert response.status_code == 409
        assert "There is no issue with this number" in response.content.decode()

    @pytest.mark.parametrize("nonsense", ["", "x9", "-1", "9" * 30])
    def test_not_understood_says_what_to_do(self, issue, olga, nonsense):
        assert olga.post(f"/issues/{issue.pk}/merge/", {"into": nonsense}).status_code == 422


class TestTimeline:
    def test_names_each_rung_by_the_policy_that_counted_then(self, company, issue, olga):
        sweep(now=issue.act_by - 5 * HOUR)  # 75 %
        halved = tuple(replace(r, percent=50) if r.percent == 75 else r for r in DEFAULT_RUNGS)
        version = save_version(name=company.version.policy.name, rungs=halved, now=NOW)
        commands.move_to_version(
            issue=issue.pk, version=version, actor=company.administrator, now=issue.act_by - 4 * HOUR
        )
        with time_machine.travel(REPORTED + 9 * DAY, tick=False):
            page = olga.get(f"/issues/{issue.pk}/").content.decode()
        assert "75 % of the time to act had passed" in page
        assert "50 % of the time to act" not in page
        assert "Ada Administrator: measured by “Default v2” from here on" in page


def test_a_misroute_is_charged_to_nobody_on_the_ribbon(company, issue, olga):
    commands.hand_over(issue=issue.pk, actor=company.owner, to=company.holder, now=NOW)
    commands.hand_over(issue=issue.pk, actor=company.holder, to=company.head, now=NOW + HOUR / 2)
    with time_machine.travel(NOW + HOUR, tick=False):
        page = olga.get(f"/issues/{issue.pk}/").content.decode()
    assert page.count("passed on without an act") == 1
    assert "came here by mistake" in page
