"""Departments and weeks beside what they were: in the period before, a year before, or with nothing."""

import re

import pytest
import time_machine
from django.urls import reverse

from inflection_points.rules.policies import Severity
from insights.rules.figures import Figures, Passing
from insights.rules.survival import Duration
from insights.rules.trends import Direction
from insights.views.departments_then import direction_of
from issues import commands
from tests.cast import DAY, HOUR, REPORTED
from tests.insights.opening import words
from tests.insights.test_tables_out import csv_rows

LATER = REPORTED + 30 * DAY
WEEK = 7 * DAY


@pytest.fixture
def read(company, signed_in):
    with time_machine.travel(LATER, tick=False):
        client = signed_in(company.executive)
        yield lambda name, *args, **asked: client.get(reverse(name, args=args), asked)


def reported(company, number, at, *, acted=0):
    for count in range(number):
        issue = company.report(now=at)
        if count < acted:
            by = {"issue": issue.pk, "actor": company.owner, "now": at + HOUR}
            commands.record_containment(**by, evidence="Stopped")


@pytest.fixture
def worse(company):
    """All of 25 were acted on in the eight weeks before, none of 25 in the last eight."""
    reported(company, 25, REPORTED - 8 * WEEK, acted=25)
    reported(company, 25, REPORTED)


class TestDepartments:
    def test_stand_beside_what_they_were_in_words(self, company, worse, read):
        page = words(read("insights:departments", weeks="8"))
        assert "not acted on ▼ 8 weeks before" in page
        assert "Delivery 25 100 % n = 25 0 % n = 25 ▼ worse than before" in page

    def test_beside_a_year_before_too_few_are_not_compared(self, company, worse, read):
        page = words(read("insights:departments", weeks="8", compare="year"))
        assert "A year before" in page
        assert "Delivery 25 100 % n = 25 – n = 0 ◦ too few to compare" in page

    def test_beside_nothing_there_is_no_column(self, company, worse, read):
        page = read("insights:departments", weeks="8", compare="nothing")
        assert "before" not in words(page).split("Beside each other")[1].split("What each contributed")[0]

    def test_are_still_ranked_by_now_alone_and_never_with_too_few(self, company, worse, read):
        context = read("insights:departments", weeks="8").context
        assert [card.department.slug for card, _, _ in context["ranked"]] == ["delivery"]
        assert {then.direction for _, _, then in context["few"]} == {Direction.UNKNOWN}

    def test_of_one_say_so_of_every_measure(self, company, worse, read):
        page = words(read("insights:department", "delivery", weeks="8"))
        assert "Acted on in time 0 % 0 of 25 0–13 % 100 % n = 25, 87–100 % ▼ worse than before" in page

    def test_by_their_time_to_act_stand_beside_the_median_then(self, company, worse, read):
        [(_, _, then)] = read("insights:departments", weeks="8", sort="time_to_act").context["ranked"]
        assert (then.cell.value, then.cell.n) == ("1.0", 25)

    def test_name_every_number_where_a_phone_shows_no_headings(self, company, worse, read):
        html = read("insights:departments", sort="never", weeks="8").content.decode()
        table = html[html.index("<table") : html.index("</table>")]
        heads = re.findall(r"<th[^>]*scope=.col.[^>]*>(.*?)</th>", table, flags=re.DOTALL)
        named = [" ".join(re.sub(r"<[^>]*>|▲|▼", " ", head).split()) for head in heads]
        row = next(row for row in table.split("<tr") if "/departments/delivery/" in row)
        assert re.findall(r'data-label="([^"]*)"', row) == named[1:]
        assert row.count("<td") == len(named) - 1

    def test_files_hold_both(self, company, worse, read):
        rows = csv_rows(read("insights:departments", weeks="8", format="csv", table="compared"))
        heads, *lines = rows[rows.index([]) + 1 :]
        [delivery] = [dict(zip(heads, line, strict=True)) for line in lines if line[0] == "Delivery"]
        assert (delivery["Reported"], delivery["8 weeks before: Reported"]) == ("25", "25")
        assert (delivery["Acted on in time"], delivery["8 weeks before: Acted on in time"]) == ("0.0", "1.0")
        assert ["Compared with", "the weeks before"] in rows


class TestOfTooFewBefore:
    """25 now, five in the eight weeks before: what was is greyed by itself, and says how little is sure."""

    @pytest.fixture(autouse=True)
    def few(self, company):
        reported(company, 5, REPORTED - 8 * WEEK, acted=5)
        reported(company, 25, REPORTED, acted=25)

    def test_a_department_greys_what_it_was(self, read):
        page = read("insights:department", "delivery", weeks="8")
        assert "100 % 25 of 25 87–100 % 100 % n = 5, 57–100 %" in words(page)
        assert before(page, "Acted on in time") == "numeral nowrap is-small"

    def test_departments_beside_each_other_do_so_too(self, read):
        page = read("insights:departments", weeks="8")
        assert before(page, "/departments/delivery/") == "numeral then is-small"

    def test_a_point_does_so_too(self, read):
        page = read("issues:point", "delivery-slot", weeks="8")
        assert before(page, "Acted on only when it was urgent") == "numeral nowrap is-small"

    def test_a_year_of_enough_is_not_greyed_beside_too_few_now(self, company, read):
        reported(company, 25, LATER - 364 * DAY - 8 * DAY)
        page = read("insights:department", "delivery", weeks="2", compare="year")
        assert before(page, "Acted on in time", "A year before").endswith("is-enough")


def before(page, row, heading="8 weeks before") -> str:
    """How the cell is marked that says what it was, in the row of that name."""
    rows = page.content.decode().split("<tr")
    found = next(one for one in rows if row in one and f'data-label="{heading}"' in one)
    [marked] = re.findall(rf'class="([^"]*)" data-label="{heading}"', found)
    return str(marked)


class TestDirection:
    def test_of_a_share_of_which_less_is_better(self):
        many, few = (Figures(passing=Passing(received=100, passed=passed)) for passed in (60, 20))
        assert direction_of("buck", few, many) is Direction.BETTER
        assert direction_of("buck", many, few) is Direction.WORSE
        assert direction_of("buck", many, many) is Direction.STEADY

    def test_of_times_is_told_when_their_intervals_are_apart(self):
        slow = Figures(time_to_act=Duration(n=30, ended=30, p50=9 * HOUR, low=8 * HOUR, high=10 * HOUR))
        fast = Figures(time_to_act=Duration(n=30, ended=30, p50=2 * HOUR, low=1 * HOUR, high=3 * HOUR))
        assert direction_of("time_to_act", fast, slow) is Direction.BETTER
        assert direction_of("time_to_act", slow, fast) is Direction.WORSE
        assert direction_of("time_to_act", slow, slow) is Direction.STEADY
        assert direction_of("time_to_act", Figures(), slow) is Direction.UNKNOWN


class TestFlow:
    def test_has_every_week_beside_the_one_it_is_compared_with(self, company, read):
        reported(company, 3, REPORTED, acted=2)
        reported(company, 2, REPORTED - 6 * WEEK, acted=1)
        page = read("insights:flow", weeks="6")
        told = [(week.flow.reported, week.then.reported, week.then.acted) for week in page.context["weeks"]]
        assert told == [(0, 0, 0), (3, 2, 1), (0, 0, 0), (0, 0, 0), (0, 0, 0), (0, 0, 0)]
        assert "Together 3 2 0 +3 6 weeks before 2 1 0 +2" in words(page)

    def test_of_a_year_before_counts_as_much_of_a_week_that_is_not_over(self, company, read):
        year = 364 * DAY
        reported(company, 1, LATER - year - HOUR)
        reported(company, 1, LATER - year + HOUR)
        page = read("insights:flow", weeks="1", compare="year")
        assert page.context["then"].reported == 1
        assert "A year before 1 0 0 +1" in words(page)

    def test_beside_nothing_has_one_row_of_totals(self, company, read):
        company.report()
        page = read("insights:flow", compare="nothing")
        assert page.context["then"] is None
        assert "weeks before" not in words(page).split("Together")[1].split("CSV")[0]

    def test_files_hold_both(self, company, read):
        reported(company, 2, REPORTED - 6 * WEEK)
        rows = csv_rows(read("insights:flow", weeks="6", format="csv", table="weeks"))
        heads, *lines = rows[rows.index([]) + 1 :]
        found = [dict(zip(heads, line, strict=True)) for line in lines]
        assert found[1]["6 weeks before: Reported"] == "2"
        assert found[1]["6 weeks before: Week of"] == "2026-01-19"


class TestEveryNumberOfThen:
    @pytest.mark.parametrize("compare", ["before", "year"])
    @pytest.mark.parametrize("asked", [{"weeks": "3"}, {"since": "2026-02-16", "to": "2026-03-08"}])
    def test_leads_to_as_many(self, company, signed_in, read, compare, asked):
        for back in (0 * DAY, 3 * WEEK, 3 * WEEK - 4 * DAY, 364 * DAY, 378 * DAY):
            reported(company, 3, REPORTED + 21 * DAY - back, acted=1)
            reported(company, 2, REPORTED - back, acted=1)
        client = signed_in(company.executive)

        def listed(address):
            [shown] = re.findall(r'page-count">([\d,]+)<', client.get(address).content.decode())
            return int(shown)

        flow = read("insights:flow", compare=compare, **asked).context
        assert flow["then"].reported
        for name, url in flow["then_urls"].items():
            assert listed(url) == getattr(flow["then"], name), url
        for week in flow["weeks"]:
            for name, url in week.then_urls.items():
                assert listed(url) == getattr(week.then, name), url
        for row in read("insights:department", "delivery", compare=compare, **asked).context["rows"]:
            cell = row[1].cell
            assert listed(cell.url) == (cell.n if cell.count is None else cell.count), cell
        for figure in read("issues:point", "delivery-slot", compare=compare, **asked).context["figures"]:
            if figure.before is not None:
                assert listed(figure.url_before) == figure.before.count, figure

    def test_also_on_a_sunday_evening_when_it_is_monday_in_utc_already(self, company, signed_in):
        company.executive.time_zone = "America/Los_Angeles"
        company.executive.save()
        monday = REPORTED.replace(day=9, hour=2)
        reported(company, 2, monday - HOUR - 364 * DAY)
        with time_machine.travel(monday, tick=False):
            client = signed_in(company.executive)
            flow = client.get(reverse("insights:flow"), {"weeks": "1", "compare": "year"}).context
            listed = client.get(flow["then_urls"]["reported"])
        assert listed.status_code == 200
        assert listed.context["count"] == flow["then"].reported == 2

    def test_and_that_list_says_as_of_when_it_is(self, company, worse, signed_in, read):
        [card] = read("insights:departments", weeks="8").context["ranked"]
        page = words(signed_in(company.executive).get(card[2].cell.url))
        assert "when 8 February 2026 (UTC) was over" in page


class TestElsewhere:
    @pytest.mark.parametrize(
        ("name", "args"), [("issues:value_chain", ()), ("issues:point", ("delivery-slot",))]
    )
    def test_what_is_compared_with_nothing_says_nothing_of_before(self, company, worse, read, name, args):
        with_it, without = (words(read(name, *args, weeks="8", compare=how)) for how in ("before", "nothing"))
        assert "than before" in with_it or "8 weeks before" in with_it
        assert "than before" not in without
        assert "8 weeks before" not in without


def test_severity_and_place_narrow_both(company, read):
    company.report(now=REPORTED - 8 * WEEK, severity=Severity.LOW)
    company.report(now=REPORTED - 8 * WEEK)
    assert read("insights:flow", weeks="8", severity="low").context["then"].reported == 1
    assert read("insights:flow", weeks="8", department="customer-support").context["then"].reported == 0
