"""What the page of an issue says of issues that are merged, taken apart, closed, hidden or reopened."""

import pytest
import time_machine

from issues import commands
from issues.models import Issue
from tests.cast import DAY, HOUR, REPORTED

NOW = REPORTED + 5 * HOUR


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def olga(company, signed_in):
    return signed_in(company.owner)


@pytest.fixture
def duplicate(company):
    return company.report(now=REPORTED + 2 * HOUR, text="Nobody rang before coming")


@pytest.fixture
def merged(company, issue, duplicate):
    return commands.merge(issue=duplicate.pk, into=issue.pk, actor=company.owner, now=NOW - HOUR)


def page(client, issue):
    return client.get(f"/issues/{issue.pk}/")


class TestAMergedIssue:
    def test_leads_to_where_its_reports_are(self, merged, issue, olga):
        words = page(olga, merged).content.decode()
        assert f'Its reports moved to <a href="/issues/{issue.pk}/">#{issue.pk}</a>' in words
        assert "were not imported" not in words

    def test_says_of_nobody_that_they_passed_it_on(self, merged, olga):
        assert "passed on" not in page(olga, merged).content.decode()

    def test_says_that_a_comment_leaves_it_closed(self, merged, olga):
        words = page(olga, merged).content.decode()
        assert "The issue stays closed." in words
        assert "the clock runs on" not in words
        assert "Last in hand" in words

    def test_names_a_holder_once_after_it_was_taken_apart(self, company, merged, olga):
        commands.unmerge(issue=merged.pk, actor=company.owner, now=NOW, reason="Another driver")
        parts = page(olga, merged).context["parts"]
        assert [part.holder for part in parts] == ["Olga Owner"]
        assert "passed on" not in parts[0].whose


class TestMerging:
    @pytest.mark.parametrize("typed", ["#{}", " {} ", " # {}"])
    def test_takes_the_number_as_people_write_it(self, issue, duplicate, olga, typed):
        response = olga.post(f"/issues/{duplicate.pk}/merge/", {"into": typed.format(issue.pk)}, follow=True)
        assert Issue.objects.get(pk=duplicate.pk).merged_into == issue
        assert f"follow #{issue.pk}, “{issue.title}” now" in response.content.decode()

    def test_names_the_other_issue_before_the_deed(self, issue, duplicate, olga):
        Issue.objects.filter(pk=issue.pk).update(title="Late <again>")
        words = olga.get(f"/issues/{duplicate.pk}/merge/", {"into": f"#{issue.pk}"}).content.decode()
        assert f"#{issue.pk} is “Late &lt;again&gt;”." in words

    @pytest.mark.parametrize("typed", ["", "#", "twelve", "9" * 30])
    def test_asks_for_a_number_where_there_is_none(self, duplicate, olga, typed):
        assert olga.get(f"/issues/{duplicate.pk}/merge/", {"into": typed}).status_code == 200
        assert olga.post(f"/issues/{duplicate.pk}/merge/", {"into": typed}).status_code == 422


class TestAHiddenIssue:
    @pytest.fixture
    def hidden(self, company, issue):
        return commands.snooze(issue=issue.pk, actor=company.owner, now=NOW, until=NOW + 3 * DAY)

    def test_says_until_when_to_whoever_hid_it(self, hidden, olga):
        words = page(olga, hidden).content.decode()
        assert "from your list" in words
        assert "until on Friday 6 Mar at 14:00" in words

    def test_says_nothing_to_others(self, company, hidden, signed_in):
        assert page(signed_in(company.head), hidden).context["hidden_until"] is None

    def test_is_hidden_no_longer_once_something_happened(self, company, hidden, olga):
        commands.comment(issue=hidden.pk, actor=company.head, now=NOW, text="Look at this")
        assert page(olga, hidden).context["hidden_until"] is None
