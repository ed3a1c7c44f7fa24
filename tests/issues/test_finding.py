"""Finding issues: filters that can be combined, in the words that people type, and orders in both directions."""

import pytest
import time_machine

from inflection_points.models import Kind, Site
from inflection_points.rules.policies import Severity
from issues import commands
from issues.commands.reporting import Telling
from issues.models import Issue
from issues.rules.events import ActionKind, ClosureReason
from people.models import User
from people.rules.permissions import Role
from tests.cast import DAY, HOUR, REPORTED
from tests.issues.test_moves import ACT_BY
from tests.issues.test_views_lists import numbers


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(ACT_BY + HOUR, tick=False):
        yield


@pytest.fixture
def found(company, signed_in):
    """The numbers of the issues that the list shows for some filters."""
    client = signed_in(company.stranger)
    return lambda **narrowed: numbers(client.get("/issues/", narrowed))


@pytest.fixture
def page(company, signed_in):
    client = signed_in(company.stranger)
    return lambda address: client.get(address).content.decode()


def planned(company, issue, **changes):
    return commands.plan_action(
        issue=issue.pk,
        actor=company.owner,
        now=REPORTED + HOUR,
        kind=ActionKind.CORRECTIVE,
        description="Call",
        assignee=company.holder,
        due_at=ACT_BY + DAY,
        **changes,
    )


class TestNarrowing:
    def test_takes_several_severities_and_states_at_once(self, company, found):
        low, high, normal = (
            company.report(severity=s) for s in (Severity.LOW, Severity.HIGH, Severity.NORMAL)
        )
        commands.decline(issue=low.pk, actor=company.owner, now=REPORTED + HOUR, reason="As ordered")
        assert found(severity=["low", "high"]) == [high.pk, low.pk]
        assert found(phase=["declined", "reported"]) == [normal.pk, high.pk, low.pk]
        assert found(phase=["declined", "open"], severity="low") == [low.pk]
        assert found(phase=["declined", "verified"]) == [low.pk]

    def test_by_kind_and_site(self, company, found):
        other = Kind.objects.create(point=company.point, name="Never came")
        north = Site.objects.create(name="Depot North")
        there = company.report(site=north)
        company.report()
        assert found(site="Depot North") == found(site="north") == found(site=north.pk) == [there.pk]
        assert found(point="delivery-slot", kind=other.pk) == []
        assert len(found(kind=company.kind.pk)) == 2

    def test_by_who_has_it_answers_for_it_or_works_on_it(self, company, found):
        issue, other = company.report(), company.report()
        commands.hand_over(issue=issue.pk, actor=company.owner, to=company.manager, now=REPORTED + HOUR)
        planned(company, other)
        assert found(holder="sven") == found(holder="sven@example.test") == [issue.pk]
        assert found(holder="Customer support") == found(holder="customer-support") == [issue.pk]
        assert found(holder=company.owner.pk) == found(holder="OLGA OWNER") == [other.pk]
        assert found(owner="Olga") == [other.pk, issue.pk]
        assert found(assignee="Tom Technician") == [other.pk]

    def test_knows_who_is_meant_by_me(self, company, found, signed_in):
        issue = company.report()
        assert found(holder="me") == []
        assert numbers(signed_in(company.owner).get("/issues/", {"holder": "me"})) == [issue.pk]

    def test_by_days_of_the_viewers_zone(self, company, found):
        company.stranger.time_zone = "Asia/Tokyo"
        company.stranger.save()
        evening = company.report(now=REPORTED + 7 * HOUR)  # 01:00 on the 4th in Tokyo
        morning = company.report(now=REPORTED)
        assert found(since="2026-03-04") == [evening.pk]
        assert found(until="2026-03-03") == [morning.pk]
        assert found(since="2026-03-03", until="2026-03-04") == [evening.pk, morning.pk]

    def test_by_what_is_overdue_on_each_clock(self, company, found):
        late = company.report()
        done = company.report()
        commands.record_containment(
            issue=done.pk, actor=company.owner, now=REPORTED + HOUR, evidence="Sent one"
        )
        fresh = company.report(now=ACT_BY)
        assert found(overdue="act") == found(unacted="on") == found(overdue="accept") == [late.pk]
        assert found(overdue="resolve") == []
        assert found(acted="yes") == [done.pk]
        assert found(acted="no") == [fresh.pk, late.pk]
        Issue.objects.update(resolve_by=ACT_BY)
        assert found(overdue="resolve") == [fresh.pk, done.pk, late.pk]

    def test_by_what_became_of_it(self, company, found):
        issue, other = company.report(), company.report()
        commands.record_containment(
            issue=issue.pk, actor=company.owner, now=REPORTED + HOUR, evidence="Sent one"
        )
        commands.start_wait(
            issue=issue.pk,
            actor=company.owner,
            now=REPORTED + HOUR,
            waits_for="customer",
            name="Frau Krause",
            until=ACT_BY + DAY,
        )
        assert found(waiting="on") == [issue.pk]
        assert found(cause="yes") == found(imported="yes") == found(reopened="on") == []
        assert found(cause="no") == found(imported="no") == [other.pk, issue.pk]
        commands.add_report(
            issue=other.pk, reporter=company.holder, now=REPORTED + HOUR, telling=Telling(customers=40)
        )
        assert found(customers=20) == [other.pk]
        assert found(told="0", customers=20) == [other.pk]

    def test_finds_what_was_reopened(self, company, found):
        issue = company.report()
        company.report()
        commands.record_containment(
            issue=issue.pk, actor=company.owner, now=REPORTED + HOUR, evidence="Sent one"
        )
        commands.resolve(issue=issue.pk, actor=company.owner, now=REPORTED + HOUR, reason=ClosureReason.FIXED)
        commands.reopen(issue=issue.pk, actor=company.reporter, now=REPORTED + HOUR, reason="Not fixed")
        assert found(reopened="on") == [issue.pk]


class TestWhatIsTyped:
    def test_that_fits_several_is_said_with_their_names_and_kept(self, company, issue, page):
        html = page("/issues/?holder=e")
        assert "“e” fits several: Ada Administrator" in html
        assert 'value="e"' in html

    def test_that_fits_nobody_is_said(self, company, issue, page):
        assert "Nothing here is called “Zorro”" in page("/issues/?holder=Zorro")

    def test_two_of_the_same_name_are_told_apart_by_their_addresses(self, company, issue, page, found):
        twin = User.objects.create_user("olga2@example.test", name="Olga Owner", role=Role.MANAGER)
        html = page("/issues/?holder=Olga+Owner")
        assert "olga@example.test (Delivery)" in html
        assert 'value="olga@example.test"' in page(f"/issues/?holder={company.owner.pk}")
        assert found(holder="olga@example.test") == [issue.pk]
        assert found(holder=twin.pk) == []

    def test_is_completed_while_one_types(self, company, signed_in):
        client = signed_in(company.stranger)
        html = client.get("/issues/suggest-names/", {"for": "holder", "holder": "sup"}).content.decode()
        assert '<option value="Sven Support" label="Sven Support, Customer support">' in html
        assert '<option value="Customer support" label="Customer support, a whole department">' in html
        for asked in (
            {},
            {"for": "q", "q": "x"},
            {"for": "holder", "holder": "\x00"},
            {"for": "x", "x": "o"},
        ):
            assert "<option" not in client.get("/issues/suggest-names/", asked).content.decode()

    def test_of_a_view_long_ago_is_left_out_and_said(self, company, issue, page):
        html = page(
            "/issues/?phase=open&phase=gone&colour=red&sort=luck&columns=moon&site=Atlantis&view=99999999&after=x"
        )
        assert "There is no such view, or no longer" in html
        assert "There is no such place in the list, so it begins anew." in html
        assert "This is not in the list, or no longer." in html
        assert "There is no filter “colour”, or no longer." in html
        assert "There is no column “moon”, or no longer." in html
        assert "Nothing can be ordered by “luck”" in html
        assert "State: open" in html
        assert issue.title in html

    @pytest.mark.parametrize(
        "garbage",
        [
            {"since": "x", "until": "\x00"},
            {"since": "0001-01-01", "until": "9999-12-31"},
            {"since": "2026-03-05", "until": "2026-03-01"},
            {"customers": "-1"},
            {"customers": "9" * 30},
            {"holder": "9" * 30, "owner": "\x00", "assignee": "x" * 500, "site": "9" * 18},
            {"kind": "9" * 30, "point": "\x00"},
            {"told": "99", "overdue": "x", "acted": "x", "cause": "x"},
            {"columns": "\x00", "sort": "\x00", "view": "9" * 30, "\x00": "x"},
            {"view": "²"},
            {"sort": "-severity", "after": "1~2"},
            {"sort": "-severity", "after": f"{'9' * 18}~2026-01-01T00:00:00+00:00~1"},
            {"sort": "next", "before": f"2026-01-01T00:00:00+00:00~{'9' * 18}"},
        ],
    )
    def test_that_is_garbage_is_taken_for_nothing(self, company, issue, signed_in, garbage):
        client = signed_in(company.stranger)
        assert client.get("/issues/", garbage).status_code == 200
        assert client.get("/issues/export.csv", garbage).status_code == 200
        assert client.get("/issues/views/save/", garbage).status_code == 200


class TestChips:
    def test_each_takes_its_filter_away_and_leaves_the_others(self, company, signed_in):
        client = signed_in(company.stranger)
        response = client.get(
            "/issues/?phase=open&severity=high&severity=low&sort=reported&after=x&holder=me"
        )
        urls = {chip.words: chip.url for chip in response.context["chips"]}
        assert urls == {
            "State: open": "?severity=high&severity=low&holder=me&sort=reported",
            "How bad: high": "?phase=open&severity=low&holder=me&sort=reported",
            "How bad: low": "?phase=open&severity=high&holder=me&sort=reported",
            "In whose hands: me": "?phase=open&severity=high&severity=low&sort=reported",
        }

    def test_the_last_one_leads_to_all(self, company, signed_in):
        [chip] = signed_in(company.stranger).get("/issues/?unacted=on").context["chips"]
        assert chip.url == "?all=1"

    def test_say_the_names_of_what_was_chosen(self, company, signed_in):
        address = (
            f"/issues/?holder={company.owner.pk}&point=delivery-slot&since=2026-03-04&told=2&customers=3"
        )
        chips = signed_in(company.stranger).get(address).context["chips"]
        assert [chip.words for chip in chips] == [
            "Point: Delivery slot kept",
            "In whose hands: Olga Owner",
            "Reported from: 4 Mar 2026",
            "Who was told last: owner told",
            "Customers, at least: 3",
        ]
