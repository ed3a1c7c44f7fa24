"""The overview on paper: the numbers of the page, A4, in the reader's language, and a sentence where none can be made."""

from decimal import Decimal
from html import unescape

import pytest
import time_machine
from django.utils import translation
from django.utils.html import strip_tags

from insights.commands.keeping import keep_current
from insights.commands.premises import set_targets
from insights.forms import ScopeForm
from insights.rules.company import Assumptions, Targets
from insights.views.report import overview_html
from tests.cast import DAY
from tests.insights.stories import START, passed_to_support, random_histories
from tests.issues.test_posters_as_pdf import anything, sizes, words

LATER = START + 70 * DAY


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def reader(company, signed_in):
    random_histories(company, seed=5, number=150)
    return signed_in(company.executive)


class TestPdf:
    def test_is_a4_with_real_text_and_drawn_charts(self, reader):
        answer = reader.get("/overview/report.pdf?weeks=12")
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert answer["Content-Disposition"] == 'attachment; filename="overview-2026-03-16.pdf"'
        pdf = answer.content
        assert set(sizes(pdf)) == {(210, 297)}
        said = words(pdf)
        assert "What was reported, and what became of it" in said
        assert f"1 / {len(sizes(pdf))}" in said
        assert "/Subtype /Image" not in anything(pdf)

    def test_asked_for_wrongly_leads_to_the_page_that_says_what_to_do(self, reader):
        answer = reader.get("/overview/report.pdf?as_of=2030-01-01")
        assert answer["Location"] == "/overview/?as_of=2030-01-01"


class TestReport:
    def html(self, company, **asked) -> str:
        form = ScopeForm(asked, now=LATER)
        assert form.is_valid()
        return overview_html(company.executive, form, LATER)

    def told(self, company, **asked) -> str:
        """What it says, in single spaces."""
        return " ".join(unescape(strip_tags(self.html(company, **asked))).split())

    def test_has_the_numbers_of_the_page(self, company, reader):
        tiles = reader.get("/overview/?weeks=12&as_of=2026-03-01").context["tiles"]
        html = self.html(company, weeks="12", as_of="2026-03-01")
        assert tiles[0].n > 50
        for tile in tiles:
            shown = f'<p class="number-value">{tile.value or "–"}'
            assert shown in html
            assert f"n = {tile.n}" in html or tile.n is None

    def test_lists_no_point_of_another_department(self, company, reader):
        passed_to_support(company, LATER - 2 * DAY)
        keep_current(now=LATER)
        page = reader.get("/overview/?department=customer-support")
        assert [line.name for line in page.context["points"] + page.context["few_points"]] == [
            "Complaint call"
        ]
        html = self.html(company, department="customer-support")
        assert "Complaint call" in html
        assert "Delivery slot kept" not in html

    def test_says_of_what_it_is_and_what_it_rests_on(self, company, reader):
        html = self.html(company, department="delivery", severity="high")
        assert "Order to aftersales" in html
        assert "<dt>Department</dt><dd>Delivery</dd>" in html
        assert "after which 26 % leave" in html
        assert "Too few to judge yet" in html or "95 % sure of" in html

    def test_draws_both_charts_with_what_they_show_in_words(self, company, reader):
        reader.get("/overview/")  # counts what was reported
        html = self.html(company)
        assert html.count("<svg") == 2
        assert 'aria-label="not acted on. ' in html

    def test_says_who_has_to_move_now_and_names_what_waits_by_its_number(self, company, reader):
        late = company.report(text="The van never came", now=LATER - 30 * DAY)
        page = reader.get("/overview/").context
        told = self.told(company)
        assert page["movers"]
        for mover in page["movers"]:
            worst = mover.worst.issue
            assert f"{mover.person.name} {mover.issues} #{worst.pk} · {worst.point.name}" in told
        assert f"Together {page['unacted']}" in told
        assert late.title not in told

    def test_of_a_past_day_says_nothing_of_who_has_to_move_now(self, company, reader):
        assert "Who has to move now" not in self.told(company, as_of="2026-03-01")

    def test_says_what_not_acting_costs_in_money_and_how_many_tell_others(self, company, reader):
        set_targets(
            targets=Targets(),
            assumptions=Assumptions(value=Decimal(900)),
            seen=0,
            why="",
            actor=company.executive,
            now=LATER - DAY,
        )
        cost = reader.get("/overview/").context["cost"]
        assert cost.customers > 10
        told = self.told(company)
        assert "What not acting costs" in told
        assert f"That is {cost.money:,} EUR a year" in told
        assert f"and all {cost.customers:,} of these customers tell others" in told

    def test_says_both_in_german_too(self, company, reader):
        reader.get("/overview/")
        with translation.override("de"):
            told = self.told(company)
        assert "Wer jetzt am Zug ist" in told
        assert "Was Nichthandeln kostet" in told

    def test_of_nothing_is_a_report_all_the_same(self, company):
        html = self.html(company)
        assert html.count('<p class="number-value">') == 4
        assert "Points, the worst first" not in html
        assert "No problems were reported here in this time" in html
        assert "<svg" not in html

    def test_of_what_does_not_meet_says_so(self, company):
        html = self.html(company, department="customer-support", point=company.point.slug)
        assert "“Customer support” does not answer for “Delivery slot kept”: nothing is of both." in html
        assert "Silence is not health" not in html

    def test_names_no_issue(self, company, reader):
        company.report(text="Theft by the fitter", is_confidential=True, now=LATER - DAY)
        assert "Theft" not in self.html(company)
