"""What the page of an issue says of issues that are merged, taken apart, closed, hidden or reopened."""

import re
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inflection_points.commands.policies import save_version
from issues import commands
from issues.commands.causes import link_cause, note_cause
from issues.commands.sweeping import sweep
from issues.commands.wanting import unwanted
from issues.models import Issue
from issues.rules.events import ActionKind, ClosureReason
from notifications.commands.delivery import show
from notifications.commands.rendering import render
from notifications.models import Message
from people.rules.permissions import Role
from tests.attached import PDF, looked_at
from tests.cast import DAY, HOUR, REPORTED, person

NOW = REPORTED + 5 * HOUR


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


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


class TestAReopenedIssue:
    @pytest.fixture
    def reopened(self, company, issue):
        commands.record_containment(
            issue=issue.pk, actor=company.owner, now=REPORTED + HOUR, evidence="Sent one"
        )
        commands.resolve(
            issue=issue.pk, actor=company.owner, now=REPORTED + 2 * HOUR, reason=ClosureReason.FIXED
        )
        commands.reopen(issue=issue.pk, actor=company.reporter, now=REPORTED + 3 * HOUR, reason="Still late")
        sweep(now=REPORTED + 3 * HOUR)
        return issue

    def test_says_that_it_went_up_because_it_was_reopened(self, reopened, olga):
        words = page(olga, reopened).content.decode()
        assert words.count("Rita Reporter reopened it, so it went one step higher: Olga Owner was told") == 2
        assert "nobody had acted" not in words

    def test_says_so_in_message_and_mail(self, company, reopened, olga):
        message = Message.objects.get(kind="escalated")
        mail = render(message, company.owner)
        assert mail.title == f"Reopened, one step higher: {reopened.title}"
        assert "Nobody has acted" not in mail.text
        show(now=NOW, unwanted=unwanted)
        assert "This was reopened because it is not fixed" in olga.get("/messages/").content.decode()

    def test_a_later_rung_says_again_that_nobody_acted(self, reopened, olga):
        sweep(now=REPORTED + 20 * DAY)
        assert "nobody had acted" in page(olga, reopened).content.decode()


class TestTheTimeline:
    def test_names_who_moved_the_issue_to_another_policy_version(self, company, issue, olga):
        version = save_version(name="Default", now=REPORTED + HOUR)
        commands.move_to_version(issue=issue.pk, version=version, actor=company.administrator, now=NOW)
        assert (
            f"Ada Administrator: measured by “{version}” from here on" in page(olga, issue).content.decode()
        )


class TestARootCause:
    def test_lists_its_issues_in_the_words_of_the_issue_page(self, company, issue, olga):
        cause = note_cause(
            title="No van is free", origin=company.point, whys=[], actor=company.owner, now=NOW
        )
        link_cause(issue=issue.pk, cause=cause.pk, actor=company.owner, now=NOW)
        with time_machine.travel(REPORTED + 6 * DAY, tick=False):
            assert "not acted on" in page(olga, issue).content.decode()
            listed = olga.get(f"/causes/{cause.pk}/").context["issues"]
        assert [word for _, word in listed] == ["not acted on"]


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("move", "typed", "sentence"),
        [
            ("snooze", {"until": "2026-03-03T09:30"}, "It would come back at once."),
            (
                "start-wait",
                {"until": "2026-03-03T09:30", "waits_for": "supplier", "name": "Tyres Ltd"},
                "The wait would be over already.",
            ),
        ],
    )
    def test_a_date_in_the_past_is_called_what_it_is(self, issue, olga, move, typed, sentence):
        response = olga.post(f"/issues/{issue.pk}/{move}/", typed)
        assert response.status_code == 409
        assert sentence in response.content.decode()
        assert "due date" not in response.content.decode()

    def test_too_many_customers_are_told_the_most_in_thousands(self, issue, olga):
        typed = {"customers": "1000001", "client_key": str(uuid4())}
        words = olga.post(f"/issues/{issue.pk}/add-report/", typed).content.decode()
        assert "Write 1,000,000 or less." in words

    @pytest.mark.parametrize("path", ["/report/", "/issues/{}/add-report/"])
    def test_a_report_of_the_future_is_told_so(self, company, issue, olga, path):
        typed = {
            "point": company.point.slug,
            "severity": "normal",
            "observed_at": "2026-03-05T09:00",
            "client_key": str(uuid4()),
        }
        response = olga.post(path.format(issue.pk), typed)
        assert response.status_code == 422
        assert "This lies in the future." in response.content.decode()
        assert issue.reports.count() == 1


class TestAnAddressThatOnlyTakesWhatIsSent:
    @pytest.mark.parametrize(
        ("path", "above"),
        [
            ("/issues/{}/link-cause/", "/issues/{}/"),
            ("/me/announce-absence/", "/me/"),
            ("/messages/read/", "/messages/"),
        ],
    )
    def test_shows_a_page_with_a_way_back(self, issue, olga, path, above):
        response = olga.get(path.format(issue.pk))
        words = response.content.decode()
        assert (response.status_code, response["Allow"]) == (405, "POST")
        assert "Nothing is shown here" in words
        assert f'href="{above.format(issue.pk)}">Go back</a>' in words

    def test_answers_programs_as_before(self, olga):
        assert olga.get("/messages/read/", headers={"accept": "application/json"}).content == b""


class TestALongPage:
    def comment_often(self, company, issue, times: int, now=NOW) -> None:
        for n in range(times):
            commands.comment(
                issue=issue.pk,
                actor=company.owner,
                now=now,
                text=f"@Hana Head, as in #{issue.pk}, part {n}",
                files=[looked_at(PDF, f"letter-{n}.pdf")] if n < 3 else (),
            )

    def test_begins_with_the_newest_fifty_events(self, company, issue, olga):
        self.comment_often(company, issue, 52)
        shown = page(olga, issue).content.decode()
        assert "part 51</p>" in shown
        assert "part 1</p>" not in shown
        assert "Show all 53 events" in shown
        assert "part 1</p>" in olga.get(f"/issues/{issue.pk}/?all").content.decode()

    def test_counts_what_was_said_over_and_over_also_before_it_begins(self, company, issue, signed_in, clock):
        for days in range(40):
            sweep(now=NOW + days * DAY)
        clock.move_to(NOW + 40 * DAY)
        olga = signed_in(company.owner)
        said = r"(\d+) times by now"
        whole = re.findall(said, page(olga, issue).content.decode())
        assert len(whole) == 2  # in the timeline, and beside who was told
        assert len(set(whole)) == 1
        self.comment_often(company, issue, 48, now=NOW + 40 * DAY)
        assert re.findall(said, page(olga, issue).content.decode()) == whole

    def test_asks_no_more_of_the_database_than_a_short_one(self, company, issue, olga):
        def asked() -> int:
            with CaptureQueriesContext(connection) as queries:
                page(olga, issue)
            return len(queries)

        self.comment_often(company, issue, 1)
        page(olga, issue)
        short = asked()
        self.comment_often(company, issue, 30)
        for n in range(6):
            commands.plan_action(
                issue=issue.pk,
                actor=company.owner,
                now=NOW,
                kind=ActionKind.CORRECTIVE,
                description=f"Piece {n}",
                assignee=company.holder,
                due_at=NOW + DAY,
            )
            commands.watch(issue=issue.pk, actor=person(f"Follower{n} F", Role.FRONTLINE), now=NOW)
            company.report(now=NOW)
        for n in range(3):
            version = save_version(name="Default", now=NOW + n * HOUR)
            commands.move_to_version(issue=issue.pk, version=version, actor=company.administrator, now=NOW)
            cause = note_cause(actor=company.owner, now=NOW, title=f"Cause number {n}", origin=company.point)
            link_cause(issue=issue.pk, cause=cause.pk, actor=company.owner, now=NOW)
        assert asked() <= short + 6
        assert asked() <= 40
