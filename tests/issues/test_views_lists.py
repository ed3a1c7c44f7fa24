"""The lists: who finds what where, page by page, in a number of queries that does not grow."""

import pytest
import time_machine

from issues import commands
from issues.models import Issue
from issues.rules.events import ActionKind, ClosureReason
from tests.cast import DAY, HOUR, REPORTED
from tests.issues.test_moves import ACT_BY


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(ACT_BY + HOUR, tick=False):
        yield


def numbers(response):
    return [row.number for row in response.context["rows"]]


class TestInbox:
    def groups(self, client):
        return {g.name: [row.number for row in g.rows] for g in client.get("/inbox/").context["groups"]}

    def test_groups_by_move_and_counts_what_waits_in_the_title(self, company, signed_in):
        late = company.report(text="Nobody acted")
        fresh = company.report(now=ACT_BY, text="Just came in")
        done = company.report(now=REPORTED + DAY, text="Acted on")
        commands.record_containment(
            issue=done.pk, actor=company.owner, now=REPORTED + DAY + HOUR, evidence="Sent a courier"
        )
        client = signed_in(company.owner)
        assert self.groups(client) == {"Accept": [fresh.pk], "Act now": [late.pk], "Resolve": [done.pk]}
        assert "<title>(3) Inbox" in client.get("/inbox/").content.decode()

    def test_keeps_apart_what_waits_for_somebody_else(self, company, signed_in):
        issue = company.report(now=ACT_BY)
        commands.plan_action(
            issue=issue.pk,
            actor=company.owner,
            now=ACT_BY,
            kind=ActionKind.CORRECTIVE,
            description="Call",
            assignee=company.holder,
            due_at=ACT_BY + DAY,
        )
        assert self.groups(signed_in(company.owner)) == {
            "In your hands, waiting for somebody else": [issue.pk]
        }
        assert self.groups(signed_in(company.holder)) == {"Act now": [issue.pk]}

    def test_of_a_head_holds_what_was_given_to_the_department_as_a_whole(self, company, signed_in):
        issue = company.report(now=ACT_BY)
        commands.hand_over(issue=issue.pk, actor=company.owner, to_department=company.support, now=ACT_BY)
        assert self.groups(signed_in(company.manager)) == {"Accept": [issue.pk]}

    def test_asks_the_reporter_whether_it_is_fixed(self, company, signed_in):
        issue = company.report()
        commands.record_containment(
            issue=issue.pk, actor=company.owner, now=REPORTED + HOUR, evidence="Sent one"
        )
        commands.resolve(issue=issue.pk, actor=company.owner, now=REPORTED + DAY, reason=ClosureReason.FIXED)
        assert self.groups(signed_in(company.reporter)) == {"Is it fixed?": [issue.pk]}
        assert self.groups(signed_in(company.owner)) == {}

    @pytest.mark.parametrize("chosen", ["x", "999999", "-1", "9" * 30, "1\x00"])
    def test_answers_an_issue_that_does_not_exist_with_404(self, company, signed_in, chosen):
        assert signed_in(company.owner).get("/inbox/", {"issue": chosen}).status_code == 404

    def test_needs_no_more_queries_for_more_issues(self, company, signed_in, django_assert_max_num_queries):
        for n in range(12):
            company.report(now=REPORTED + n * HOUR)
        client = signed_in(company.owner)
        with django_assert_max_num_queries(12):
            client.get("/inbox/")

    def test_puts_the_move_with_the_nearest_deadline_first(self, company, signed_in):
        company.report(now=ACT_BY, text="To be accepted by tomorrow")
        company.report(text="Overdue")
        assert list(self.groups(signed_in(company.owner))) == ["Act now", "Accept"]


class TestIssues:
    @pytest.fixture
    def many(self, company):
        return [company.report(now=REPORTED + n * HOUR, text=f"Parcel {n} was wet") for n in range(53)]

    def test_pages_forth_and_back_without_a_gap_or_a_repetition(self, company, many, signed_in):
        client = signed_in(company.stranger)
        first = client.get("/issues/")
        second = client.get("/issues/" + first.context["page"].next_url)
        assert numbers(first) == [issue.pk for issue in reversed(many)][:50]
        assert numbers(second) == [issue.pk for issue in reversed(many)][50:]
        assert second.context["page"].next_url == ""
        back = client.get("/issues/" + second.context["page"].previous_url)
        assert numbers(back) == numbers(first)
        assert back.context["page"].previous_url == ""

    @pytest.mark.parametrize("place", ["after=2000-01-01T00:00:00Z~1", "before=2999-01-01T00:00:00Z~1"])
    def test_begins_anew_where_there_is_nothing_further(self, company, many, signed_in, place):
        answer = signed_in(company.stranger).get(f"/issues/?{place}")
        assert numbers(answer) == [issue.pk for issue in reversed(many)][:50]
        assert answer.context["page"].previous_url == ""
        assert "No problem was reported yet" not in answer.content.decode()

    def test_keeps_a_filter_on_the_next_page_that_the_address_also_has_empty(self, company, many, signed_in):
        client = signed_in(company.stranger)
        commands.accept(issue=many[0].pk, actor=company.owner, now=REPORTED + 60 * HOUR)
        answer = client.get("/issues/?phase=reported&phase=")
        assert numbers(client.get("/issues/" + answer.context["page"].next_url)) == [many[2].pk, many[1].pk]

    def test_needs_at_most_twelve_queries(self, company, many, signed_in, django_assert_max_num_queries):
        client = signed_in(company.stranger)
        with django_assert_max_num_queries(12):
            client.get("/issues/")

    def test_can_be_narrowed_by_everything_in_the_address(self, company, signed_in):
        issue = company.report(text="Oven left in the rain")
        other = company.report(now=ACT_BY, text="Parcel wet")
        client = signed_in(company.stranger)

        def found(**narrowed):
            return numbers(client.get("/issues/", narrowed))

        both = [other.pk, issue.pk]
        assert found(point="delivery-slot") == found(department="delivery") == found(phase="open") == both
        assert found(stage=company.stage.pk) == found(holder=company.owner.pk) == both
        assert found(unacted="on") == found(q="oven") == found(q="rai oven") == [issue.pk]
        assert found(q=f"#{issue.pk}") == found(q=str(issue.pk)) == [issue.pk]
        assert found(severity="low") == found(department="customer-support") == found(q="snow") == []

    @pytest.mark.parametrize(
        "garbage",
        [
            {"q": "\x00"},
            {"q": "' | & ! :*"},
            {"q": "9" * 50},
            {"q": "x" * 5000},
            {"phase": "x"},
            {"stage": "x"},
            {"point": "\x00"},
            {"holder": "9" * 30},
            {"after": "x"},
            {"after": "2026-01-01T00:00:00+00:00~" + "9" * 30},
            {"after": "2026-01-01T00:00:00~1"},
            {"before": "~"},
            {"before": "0001-01-01T00:00:00+14:00~1"},
            {"after": "9999-12-31T23:59:59-23:59~1"},
            {"after": "0001-01-01T00:00:00+23:59~1"},
            {"before": "9999-12-31T23:59:59-23:59~1"},
            {"sort": "-severity", "after": "9~0001-01-01T00:00:00+23:59~1"},
            {"sort": "next", "after": "9999-12-31T23:59:59-23:59~1"},
        ],
    )
    def test_takes_garbage_for_nothing(self, company, issue, signed_in, garbage):
        assert signed_in(company.stranger).get("/issues/", garbage).status_code == 200


class TestNotActedOn:
    def test_lists_the_longest_overdue_first_with_who_was_told_and_who_is_next(self, company, signed_in):
        later, early = company.report(now=REPORTED + HOUR), company.report()
        with time_machine.travel(REPORTED + 6 * DAY, tick=False):
            response = signed_in(company.stranger).get("/not-acted-on/")
        assert numbers(response) == [early.pk, later.pk]
        assert str(response.context["total"]) == "2"
        assert "nobody told yet" in response.content.decode()

    def test_leaves_out_what_somebody_acted_on(self, company, issue, signed_in):
        commands.record_containment(
            issue=issue.pk, actor=company.owner, now=REPORTED + HOUR, evidence="Sent one"
        )
        assert numbers(signed_in(company.stranger).get("/not-acted-on/")) == []

    def test_can_be_narrowed_by_department_and_by_rung(self, company, issue, signed_in):
        client = signed_in(company.stranger)
        assert numbers(client.get("/not-acted-on/", {"department": "delivery"})) == [issue.pk]
        assert numbers(client.get("/not-acted-on/", {"department": "customer-support"})) == []
        assert numbers(client.get("/not-acted-on/", {"reached": "0"})) == [issue.pk]
        assert numbers(client.get("/not-acted-on/", {"reached": "4"})) == []
        assert client.get("/not-acted-on/", {"reached": "x", "department": "\x00"}).status_code == 200

    def test_says_what_of_the_address_was_not_understood(self, company, issue, signed_in):
        client = signed_in(company.stranger)
        for address in ("/not-acted-on/?reached=99", "/issues/?phase=xxx"):
            page = client.get(address).content.decode()
            assert "Not everything in the address was understood." in page
            assert "This is not in the list, or no longer. Choose another." in page


class TestMyReports:
    def test_asks_about_five_at_a_time_and_leads_to_the_rest(self, company, signed_in):
        for _ in range(6):
            issue = company.report()
            commands.record_containment(
                issue=issue.pk, actor=company.owner, now=REPORTED + HOUR, evidence="Sent one"
            )
            commands.resolve(
                issue=issue.pk, actor=company.owner, now=REPORTED + HOUR, reason=ClosureReason.FIXED
            )
        response = signed_in(company.reporter).get("/")
        assert len(response.context["asked"]) == 5
        assert "All 6 that wait for your answer" in response.content.decode()

    def test_says_what_became_of_each(self, company, issue, signed_in):
        commands.plan_action(
            issue=issue.pk,
            actor=company.owner,
            now=REPORTED + HOUR,
            kind=ActionKind.CORRECTIVE,
            description="Call every customer",
            assignee=company.holder,
            due_at=ACT_BY + DAY,
        )
        page = signed_in(company.reporter).get("/").content.decode()
        assert "Tom Technician will do it: Call every customer" in page
        assert "Call every customer" in signed_in(company.holder).get("/").content.decode()

    def test_does_not_ask_more_for_more_reports(self, company, signed_in, django_assert_max_num_queries):
        for n in range(10):
            company.report(now=REPORTED + n * HOUR)
        client = signed_in(company.reporter)
        with django_assert_max_num_queries(16):
            client.get("/")
        assert Issue.objects.count() == 10
