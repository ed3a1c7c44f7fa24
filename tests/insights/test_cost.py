"""What not acting costs: in whose hands it is, how it grows, and that every number leads to its list."""

import re
from html import unescape

import pytest
import time_machine
from django.urls import reverse

from inflection_points.rules.policies import Severity
from insights.commands.keeping import keep_current
from insights.commands.premises import set_targets
from insights.querysets.hands import Hands, in_hand
from insights.rules.company import Assumptions, Targets
from insights.rules.periods import Period, Scope
from issues import commands
from tests.cast import DAY, HOUR, REPORTED

NOW = REPORTED + 2 * DAY


def scope(at=NOW, **places) -> Scope:
    return Scope(Period.of_weeks(12, at), **places)


def report(company, at=REPORTED, customers=10, **more):
    return commands.report(
        point=company.point,
        severity=Severity.NORMAL,
        reporter=company.reporter,
        now=at,
        telling=commands.Telling(text="The driver came late", customers=customers),
        **more,
    )


def counted(company, at=NOW, **places):
    """By the name of whoever has it: issues, at risk now, growth in a day."""
    keep_current(now=at)
    found = in_hand(scope(at, **places), company.executive, at)
    return {one.hands: (one.now.issues, one.now.at_risk, one.growth) for one in found}


class TestInHand:
    def test_counts_for_whoever_has_it_now(self, company):
        report(company)
        moved = report(company)
        commands.hand_over(issue=moved.pk, actor=company.owner, to=company.holder, now=REPORTED + HOUR)
        assert counted(company) == {
            Hands(person=company.owner.pk): (1, 2.6, 0),
            Hands(person=company.holder.pk): (1, 2.6, 0),
        }

    def test_counts_for_a_department_while_nobody_there_has_it(self, company):
        issue = report(company)
        commands.hand_over(
            issue=issue.pk, actor=company.owner, to_department=company.support, now=REPORTED + HOUR
        )
        assert counted(company) == {Hands(department=company.support.pk): (1, 2.6, 0)}

    def test_grows_by_what_came_within_a_day(self, company):
        report(company)
        report(company, NOW - HOUR, customers=5)
        assert counted(company) == {Hands(person=company.owner.pk): (2, 3.9, pytest.approx(1.3))}

    def test_grows_when_it_is_reported_again(self, company):
        issue = report(company)
        again = commands.Telling(customers=2)
        commands.add_report(issue=issue.pk, reporter=company.stranger, now=NOW - HOUR, telling=again)
        assert counted(company) == {
            Hands(person=company.owner.pk): (1, pytest.approx(6.24), pytest.approx(3.64))
        }

    def test_falls_when_somebody_acts(self, company):
        issue = report(company)
        commands.record_containment(
            issue=issue.pk, actor=company.owner, now=NOW - HOUR, evidence="Called back"
        )
        assert counted(company) == {Hands(person=company.owner.pk): (0, 0, -2.6)}
        assert counted(company, NOW - 2 * HOUR) == {Hands(person=company.owner.pk): (1, 2.6, 0)}

    def test_is_narrowed_to_places(self, company):
        report(company)
        assert counted(company, point=company.point.pk + 1) == {}


@pytest.fixture
def opened(company, signed_in):
    """The page as somebody reads it."""
    with time_machine.travel(NOW, tick=False):
        client = signed_in(company.executive)

        def read(path=None, **query):
            response = client.get(path or reverse("insights:cost"), query)
            assert response.status_code == 200
            return response

        yield read


def words(response) -> str:
    text = re.sub(r"<(script|svg|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", text)).split())


class TestPage:
    def test_says_people_until_a_value_is_known_and_money_from_then_on(self, company, opened):
        report(company, customers=100)
        said = words(opened())
        assert "Customers at risk 26 people behind 1 issue" in said
        assert (
            "100 customers of issues reported once × 26 % + 0 customers of issues reported again × 52 %"
            in said
        )
        assert "Money at risk" not in said
        rich = Assumptions(leave_once=30, value=200, currency="PLN", realisation=50)
        set_targets(targets=Targets(), assumptions=rich, seen=0, actor=company.executive, now=NOW)
        said = words(opened())
        assert "100 customers of issues reported once × 30 %" in said
        assert "That is 3,000 PLN a year, between 3,000 and 5,200." in said
        assert "Leave after one bad experience 30 % 26 %" in said

    def test_every_number_leads_to_its_list(self, company, opened):
        report(company)
        moved = report(company)
        commands.hand_over(issue=moved.pk, actor=company.owner, to=company.holder, now=REPORTED + HOUR)
        again = commands.Telling(customers=2)
        commands.add_report(issue=moved.pk, reporter=company.stranger, now=NOW - HOUR, telling=again)
        page = opened().content.decode()
        links = {
            unescape(url): int(re.sub(r"\D", "", shown))
            for url, shown in re.findall(
                r'<td class="numeral"><a href="([^"]+)">([\d,]+)</a></td>\s*<td class="numeral">', page
            )
        }
        assert sorted(links.values()) == [1, 1, 2]
        for url, count in links.items():
            assert f"nobody ever acted {count}" in words(opened(url))
        for url in re.findall(r'<a href="([^"]+told=[^"]+)"', page):
            assert "nobody ever acted 1" in words(opened(unescape(url)))

    def test_counts_what_is_confidential_and_says_in_whose_hands_only_to_those_who_may_see_it(
        self, company, opened, signed_in
    ):
        report(company, is_confidential=True)
        signed_in(company.owner)
        assert "Olga Owner 1 2.6" in words(opened())
        signed_in(company.manager)
        said = words(opened())
        assert "Olga Owner" not in said
        assert "Everybody 1 2.6" in said
        assert "confidential, and not for you 1 2.6" in said
        file = "".join(part.decode() for part in opened(format="csv", table="hands"))
        assert "Olga Owner" not in file
        [line] = [
            line for line in file.splitlines() if line.startswith('"confidential, and not for you",1,10,2.6')
        ]
        assert REPORTED.date().isoformat() not in line  # who was there at that instant is known
        assert "confidential, and not for you 1 2.6 0 –" in said

    def test_tells_by_no_address_in_whose_hands_something_confidential_is(self, company, opened, signed_in):
        report(company, is_confidential=True)
        report(company)
        signed_in(company.manager)
        listed = words(opened(reverse("insights:issues"), what="unacted", in_hand=str(company.owner.pk)))
        assert "nobody ever acted 1" in listed
        assert "confidential" not in listed.lower()

    def test_says_what_there_is_not_where_there_is_nothing(self, company, opened):
        said = words(opened())
        assert "There is no open issue here that nobody ever acted on." in said
        assert "customers of issues" not in said
        assert "Nobody: there is no open issue here that nobody ever acted on." in said

    def test_can_be_asked_about_a_day_that_is_over(self, company, opened):
        issue = report(company)
        commands.record_containment(issue=issue.pk, actor=company.owner, now=NOW - HOUR, evidence="Done")
        assert "Olga Owner 1 2.6" in words(opened(as_of="2026-03-04"))
