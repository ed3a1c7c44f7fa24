"""What came back at a point, by kind and site: of issues that whoever looks may read, or it would tell of the others."""

import re
from html import unescape

import pytest
from django.urls import reverse

from insights.commands.keeping import keep_current
from insights.querysets.lessons import prevented, returned
from insights.rules.periods import Period, Scope
from issues import commands
from issues.commands import causes
from issues.rules.events import ActionKind, ClosureReason
from tests.cast import DAY, HOUR, REPORTED
from tests.insights.opening import words
from tests.insights.test_value_chain import explained
from tests.insights.walking import list_at, numbers_on

LATER = REPORTED + 30 * DAY


def fixed(company, **fields):
    issue = company.report(**fields)
    by = {"issue": issue.pk, "actor": company.owner, "now": REPORTED + HOUR}
    commands.record_containment(**by, evidence="Stopped")
    commands.resolve(**by, reason=ClosureReason.FIXED)
    return issue


def back(person):
    keep_current(now=LATER)
    return [(one.times, one.last) for one in returned(Scope(Period.of_weeks(8, LATER)), person, LATER)]


def test_counts_what_was_reported_again_after_a_fix(company):
    fixed(company)
    company.report(now=REPORTED + 5 * DAY)
    company.report(now=REPORTED + 7 * DAY)
    assert back(company.stranger) == [(1, REPORTED + 5 * DAY)]


def test_counts_what_somebody_added_to_the_issue_that_was_fixed(company):
    issue = fixed(company)
    seen = REPORTED + 5 * DAY
    told = commands.Telling(text="Again", observed_at=seen)
    commands.add_report(issue=issue.pk, reporter=company.holder, now=seen + HOUR, telling=told)
    assert back(company.stranger) == [(1, seen + HOUR)]


@pytest.mark.parametrize("secret", ["the fix", "what came back"])
def test_tells_of_what_is_confidential_only_those_who_are_let_in(company, secret):
    fixed(company, is_confidential=secret == "the fix")
    company.report(now=REPORTED + 5 * DAY, is_confidential=secret == "what came back")
    assert back(company.stranger) == []
    assert back(company.owner) == [(1, REPORTED + 5 * DAY)]


def test_tells_each_reader_when_they_may_first_have_read_of_it_again(company):
    fixed(company)
    company.report(now=REPORTED + 5 * DAY, is_confidential=True)
    company.report(now=REPORTED + 8 * DAY)
    assert back(company.stranger) == [(1, REPORTED + 8 * DAY)]
    assert back(company.owner) == [(1, REPORTED + 5 * DAY)]


def test_says_of_preventive_work_how_often_one_may_read_that_it_happened_since(company):
    issue = company.report()
    by = {"issue": issue.pk, "now": REPORTED + HOUR}
    due = {"due_at": REPORTED + DAY, "assignee": company.holder}
    commands.plan_action(
        **by, **due, actor=company.owner, kind=ActionKind.PREVENTIVE, description="Plan longer slots"
    )
    commands.complete_action(**by, action=issue.actions.get().pk, actor=company.holder, evidence="Planned")
    company.report(now=REPORTED + DAY)
    company.report(now=REPORTED + DAY, is_confidential=True)

    def since(person):
        return [one.since for one in prevented(company.point.pk, person, LATER, as_of=LATER)]

    assert (since(company.stranger), since(company.owner)) == ([1], [2])


def test_says_of_preventive_work_no_duplicate_and_nothing_that_was_reported_later(company):
    first, again, later = (company.report(now=REPORTED + n * DAY) for n in (0, 1, 5))
    by = {"issue": first.pk, "now": REPORTED + HOUR, "actor": company.owner}
    due = {"due_at": REPORTED + DAY, "assignee": company.holder}
    commands.plan_action(**by, **due, kind=ActionKind.PREVENTIVE, description="Plan longer slots")
    commands.complete_action(**by, action=first.actions.get().pk, evidence="Planned")
    commands.merge(issue=later.pk, into=again.pk, actor=company.owner, now=REPORTED + 6 * DAY)
    company.report(now=REPORTED + 9 * DAY)

    def since(as_of):
        [one] = prevented(company.point.pk, company.owner, LATER, as_of=as_of)
        return one.since

    assert (since(REPORTED + HOUR), since(REPORTED + 8 * DAY), since(LATER)) == (0, 1, 2)


def prevented_by_action(company, **fields):
    """Preventive work on an issue, completed an hour after that was reported."""
    issue = company.report(**fields)
    by = {"issue": issue.pk, "now": REPORTED + HOUR, "actor": company.owner}
    due = {"due_at": REPORTED + DAY, "assignee": company.holder}
    commands.plan_action(**by, **due, kind=ActionKind.PREVENTIVE, description="Plan longer slots")
    action = issue.actions.get().pk
    commands.complete_action(**by, action=action, evidence="Planned")
    return action


def prevented_by_remedy(company, cause):
    by = {"actor": company.owner, "now": REPORTED + HOUR}
    due = {"due_at": REPORTED + DAY, "assignee": company.owner}
    remedy = causes.plan_remedy(
        **by, **due, cause=cause, kind=ActionKind.PREVENTIVE, description="Count lorries"
    )
    causes.complete_remedy(**by, remedy=remedy.pk, evidence="Counted")
    return remedy.pk


class TestTheListBehind:
    @pytest.fixture(autouse=True)
    def _clock(self, at):
        at.move_to(LATER)

    def listed(self, client, **query):
        keep_current(now=LATER)
        response = client.get(reverse("insights:lessons"), query)
        assert response.status_code == 200, words(response)
        return response

    def test_an_action_has_what_is_like_it_and_was_reported_since(self, company, signed_in):
        action = prevented_by_action(company)
        again = company.report(now=REPORTED + DAY)
        secret = company.report(now=REPORTED + DAY, is_confidential=True)
        said = self.listed(signed_in(company.stranger), what="since", action=action)
        assert [row.number for row in said.context["rows"]] == [again.pk]
        assert "Reported again since 1" in words(said)
        assert "“Plan longer slots” was completed on 3 March 2026" in words(said)
        assert "confidential one" not in words(said)
        said = self.listed(signed_in(company.owner), what="since", action=action)
        assert [row.number for row in said.context["rows"]] == [secret.pk, again.pk]

    def test_a_remedy_has_what_its_cause_explains_wherever_it_was_felt(self, company, upstream, signed_in):
        before, since, _ = (company.report(now=REPORTED + days * DAY) for days in (0, 1, 1))
        cause = explained(company, before, upstream)
        remedy = prevented_by_remedy(company, cause)
        causes.link_cause(issue=since.pk, cause=cause, actor=company.owner, now=LATER)
        said = self.listed(signed_in(company.executive), what="since", remedy=remedy)
        assert [row.number for row in said.context["rows"]] == [since.pk]
        assert "Explained by the same root cause and reported after “Count lorries”" in words(said)

    def test_the_number_of_the_page_leads_to_it(self, company, signed_in):
        prevented_by_action(company)
        for days in (1, 2, 8):
            company.report(now=REPORTED + days * DAY)
        client = signed_in(company.executive)
        numbers = dict(lessons_on(client, "?severity=critical&weeks=1"))
        assert list(numbers) == ["3 more since"]
        assert list_at(client, numbers["3 more since"]).count == 3
        [(said, address)] = lessons_on(client, "?as_of=2026-03-05")
        assert (said, list_at(client, address).count) == ("2 more since", 2)

    def test_what_came_back_has_the_fixes_that_did_not_last(self, company, signed_in):
        issues = [fixed(company), fixed(company)]
        company.report(now=REPORTED + 5 * DAY)
        fixed(company, is_confidential=True)
        client = signed_in(company.stranger)
        keep_current(now=LATER)
        [(said, address)] = lessons_on(client, "")
        assert said == "after 2 fixes"
        numbers = {row.number for row in client.get(address).context["rows"]}
        assert numbers == {issue.pk for issue in issues}
        assert "Fixed, and seen again within 90 days 2" in words(client.get(address))

    def test_of_work_on_what_is_confidential_nothing_is_told(self, company, signed_in):
        action = prevented_by_action(company, is_confidential=True)
        company.report(now=REPORTED + DAY)
        address = f"{reverse('insights:lessons')}?what=since&action={action}"
        refused = signed_in(company.stranger).get(address)
        assert refused.status_code == 400
        assert "that you may read of" in words(refused)
        assert "Plan longer slots" not in words(refused)
        assert self.listed(signed_in(company.owner), what="since", action=action).context["count"] == 1

    @pytest.mark.parametrize(
        "query",
        [
            *("", "what=since", "what=returned", "what=since&remedy=1", "what=since&action=nonsense"),
            "what=since&remedy=999999999999999999999999",
            "what=returned&kind=nonsense",
        ],
    )
    def test_what_nobody_knows_is_refused_in_words(self, company, signed_in, query):
        refused = signed_in(company.stranger).get(f"{reverse('insights:lessons')}?{query}")
        assert refused.status_code == 400
        assert "This cannot be shown as asked" in words(refused)

    def test_all_of_it_is_shown_without_what_narrowed_it(self, company, signed_in):
        action = prevented_by_action(company)
        company.report(now=REPORTED + DAY)
        client = signed_in(company.executive)
        narrow = self.listed(client, what="since", action=action, severity="critical")
        assert narrow.context["count"] == 0
        [every] = re.findall(r'<a href="([^"]*)">Show all', narrow.content.decode())
        assert client.get(unescape(every)).context["count"] == 1

    def test_comes_as_a_file_that_says_what_it_is_of(self, company, signed_in):
        action = prevented_by_action(company)
        again = company.report(now=REPORTED + DAY)
        file = {"what": "since", "action": action, "table": "issues"}
        text = b"".join(self.listed(signed_in(company.executive), **file, format="csv")).decode()
        assert "“Plan longer slots” was completed on 3 March 2026" in text
        assert f"/issues/{again.pk}/" in text or f"\n{again.pk}," in text


def lessons_on(client, query):
    """The numbers of the point's page that lead here, with their addresses."""
    found = numbers_on(client, f"/points/delivery-slot/{query}")
    return [(one.words, one.address) for one in found if one.address.startswith("/overview/lessons/")]
