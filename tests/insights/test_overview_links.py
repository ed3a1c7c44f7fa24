"""From every number of the overview to its list, and what it says has changed."""

import re
from datetime import timedelta
from html import unescape

import pytest

from insights.commands.keeping import keep_current
from issues import commands
from issues.models import Escalation
from tests.cast import DAY, HOUR, REPORTED
from tests.insights.opening import LATER, escalated, words
from tests.insights.stories import START, random_histories


class TestLinks:
    """The count shown is the count listed."""

    @pytest.fixture
    def listed(self, company, signed_in, at):
        """How many issues the page at an address says that it lists."""
        client = signed_in(company.executive)

        def count(address):
            response = client.get(address)
            assert response.status_code == 200, address
            said = re.search(r'page-count">([\d,]+)|shown-count[^>]*>\s*([\d,]+)', response.content.decode())
            return int((said[1] or said[2]).replace(",", "")) if said else len(response.context["rows"])

        return count

    @pytest.mark.parametrize(
        ("seed", "query"),
        [
            (8, {}),
            (3, {"weeks": "26", "as_of": "2026-03-01"}),
            (5, {"severity": "high", "weeks": "4"}),
            (6, {"department": "delivery"}),
        ],
    )
    def test_lead_from_every_number_to_as_many_issues(self, company, opened, at, listed, seed, query):
        random_histories(company, seed=seed, number=90)
        at.move_to(START + timedelta(days=70))
        html = opened(**query).content.decode()
        links = re.findall(r'<a href="([^"]*\?[^"]*)">(?:<[^>]*>)*([\d,]+)(?! ?%)[^%<]*?</a>', html)
        numbers = {(unescape(address), int(number.replace(",", ""))) for address, number in links}
        assert len(numbers) > 20
        assert {address: listed(address) for address, _ in numbers} == dict(numbers)

    def test_lead_from_every_share_to_what_it_counts(self, company, opened, at, listed):
        random_histories(company, seed=8, number=400)
        at.move_to(START + timedelta(days=70))
        keep_current(now=LATER)
        context = opened().context
        bands, tiles = context["bands"], context["tiles"]
        assert [listed(tile.url) for tile in tiles[:2]] == [bands.in_time, bands.never]
        assert listed(tiles[2].url) == tiles[2].n
        assert listed(tiles[3].url) == context["cost"].issues
        for line in [*context["points"], *context["departments"]]:
            assert listed(line.urls["never"]) == line.bands.never

    def test_lead_from_every_point_of_the_chart_to_what_it_counts(self, company, opened, at, listed):
        random_histories(company, seed=8, number=400)
        at.move_to(START + timedelta(days=70))
        keep_current(now=LATER)
        chart = opened().context["chart"]
        told = {
            address: int(re.search(r"\((\d+) of", text)[1]) if "(" in text else 0
            for series in chart["series"]
            for address, text in zip(series["urls"], series["texts"], strict=True)
        }
        assert len(told) == 36
        assert {address: listed(address) for address in told} == told

    def test_say_in_the_heading_how_many_there_are(self, company, opened):
        for _ in range(3):
            company.report()
        assert "Reported, not acted on 3" in words(opened(name="insights:issues", what="never"))

    def test_keep_what_the_page_was_asked_for(self, company, opened):
        company.report()
        context = opened(weeks="26", department="delivery", severity="normal").context
        assert context["urls"]["never"] == (
            "/overview/issues/?weeks=26&department=delivery&severity=normal&what=never"
        )

    def test_lead_from_the_customers_at_risk_to_their_issues(self, company, opened):
        issue = company.report(now=REPORTED - 300 * DAY)
        listed = opened(name="insights:issues", what="unacted").context["rows"]
        assert [row.number for row in listed] == [issue.pk]


class TestWhatChanged:
    def told(self, company, number, never, start, hours=5):
        """So many reports from an instant on, an hour apart; the first of them nobody acted on."""
        for i in range(number):
            issue = company.report(now=start + i * timedelta(minutes=20))
            if i >= never:
                commands.record_containment(
                    issue=issue.pk,
                    actor=company.owner,
                    now=start + i * timedelta(minutes=20) + HOUR,
                    evidence="Stopped",
                )

    def test_is_told_in_a_sentence_with_its_numbers_and_its_list(self, company, opened, at):
        for back in range(2, 6):
            self.told(company, 25, 2, REPORTED - (back - 1) * 7 * DAY)
        self.told(company, 25, 20, REPORTED)
        at.move_to(REPORTED + 6 * DAY)
        keep_current(now=LATER)
        response = opened()
        assert "All together: 20 of 25 not acted on, 72 points worse than in the four weeks before." in words(
            response
        )
        [sentence] = [one for one in response.context["changed"] if one.change.what == "worse"]
        listed = opened(name="insights:changed", **dict(re.findall(r"(\w+)=([^&]*)", sentence.url)))
        assert "Reported, not acted on 20" in words(listed)
        assert "Reported in the last whole week" in words(listed)

    def test_says_that_nothing_was_declined(self, company, opened):
        company.report()
        assert "Nothing new was declined." in words(opened())

    def test_names_a_point_that_broke_its_silence(self, company, opened, at):
        company.report(now=REPORTED - 200 * DAY)
        company.report()
        at.move_to(REPORTED + 7 * DAY)
        said = words(opened())
        assert f"{company.point.name}: 1 report, the first in more than 90 days." in said

    def test_counts_what_reached_the_sponsor_once(self, company, opened, at):
        escalated(company, LATER - 16 * DAY)
        fired = Escalation.objects.filter(rung=4).order_by("fired_at").first().fired_at
        at.move_to(fired + 7 * DAY)
        assert "1 issue reached the executive sponsor." in words(opened())
        at.move_to(fired + 14 * DAY)
        assert "the executive sponsor." not in words(opened()).split("Who has to move")[0]

    def test_asks_for_what_there_is(self, company, opened):
        assert "This cannot be shown as asked" in words(opened(400, name="insights:changed", what="nonsense"))
        assert "This cannot be shown as asked" in words(
            opened(400, name="insights:changed", what="worse", days="x")
        )
