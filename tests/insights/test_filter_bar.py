"""The filters of every page of figures: what is in force is said, what is not taken is said, and nonsense is refused in words."""

import re
from datetime import date

import pytest
import time_machine
from django import forms
from pytest_django.asserts import assertHTMLEqual

from insights.forms.selects import QuickDate, QuickText
from tests.cast import DAY, REPORTED
from tests.insights.opening import words

LATER = REPORTED + 30 * DAY
PAGES = (
    "/overview/",
    "/overview/cost/",
    "/overview/issues/?what=never",
    "/overview/records/?what=received",
    "/overview/changed/?what=worse",
    "/departments/",
    "/departments/delivery/",
    "/flow/",
    "/value-chain/",
    "/points/delivery-slot/",
)
COMPARING = tuple(
    path for path in PAGES if not path.startswith(("/overview/i", "/overview/r", "/overview/ch"))
)


ASKED = (
    *("weeks", "last", "since", "to", "as_of", "compare", "stage", "point", "department", "severity"),
    *(
        "what",
        "band",
        "week",
        "up_to",
        "origin",
        "age",
        "rung",
        "reason",
        "began_in",
        "in_hand",
        "in_hand_of",
    ),
    *("told", "holder", "partner", "roots", "sort", "days"),
)
NO_FIELDS = ("page", "after", "before", "reason", "unknown")  # or any text
NONSENSE = (
    *("\x00", "9" * 400, "-1", "1e9", "0001-01-01", "9999-12-31T23:59:59-23:59", "9999-W53", "٣", "x" * 3000),
    *("%s%(url)s{0}{{ x }}", "\u202e", "<script>alert(1)</script>\"'>"),
)


@pytest.fixture
def get(company, signed_in):
    with time_machine.travel(LATER, tick=False):
        client = signed_in(company.executive)

        def read(path, query, status=200):
            company.report()
            response = client.get(f"{path}{'&' if '?' in path else '?'}{query}")
            assert response.status_code == status, response.content.decode()[:2000]
            return response

        yield read


def summary(response) -> str:
    """What the filters say in one line, as they stand on a phone."""
    html = response.content.decode()
    [said] = re.findall(r"<summary class=\"button[^>]*>(.*?)</summary>", html, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", said).split())


class TestNonsense:
    @pytest.mark.parametrize("path", PAGES)
    def test_in_the_address_is_refused_in_words_and_stays_to_be_mended(self, get, path):
        response = get(path, "as_of=tomorrow&severity=awful", 400)
        said = words(response)
        assert "This cannot be shown as asked. What you chose is still here." in said
        assert "Write a day, such as 2026-03-05." in said
        assert "This is not in the list, or no longer." in said
        html = response.content.decode()
        assert 'value="tomorrow"' in html
        assert '<option value="awful" selected>awful</option>' in html
        assert "Traceback" not in html
        assert "Reported from" not in said

    @pytest.mark.parametrize("path", PAGES)
    def test_of_any_kind_is_answered_and_never_part_of_the_page(self, company, signed_in, path):
        client = signed_in(company.executive)
        path, _, what = path.partition("?what=")
        for said in NONSENSE:
            asked = [dict.fromkeys(ASKED, said), dict.fromkeys(NO_FIELDS, said) | {"what": what}]
            answers = [client.get(path, one) for one in asked]
            assert {answer.status_code for answer in answers} <= {200, 400}, said
            assert not any(b"<script>alert" in answer.content for answer in answers), said

    @pytest.mark.parametrize("path", [path for path in PAGES if "changed" not in path])
    @pytest.mark.parametrize(
        "query", ["weeks=abc", "since=2026-03-10&to=2026-03-02", "since=9999-01-01", "as_of=9999-12-31"]
    )
    def test_in_the_period_is_never_another_period(self, get, path, query):
        assert "This cannot be shown as asked" in words(get(path, query, 400))

    def test_is_never_kept_as_a_view(self, get):
        assert "Save this view" not in words(get("/overview/", "weeks=abc", 400))
        assert "Save this view" in words(get("/overview/", "weeks=13"))

    @pytest.mark.parametrize("path", ["/overview/", "/flow/", "/departments/"])
    def test_asked_for_as_a_file_is_refused_too(self, get, path):
        get(path, "weeks=abc&format=csv&table=weeks", 400)


class TestInForce:
    @pytest.mark.parametrize("path", COMPARING)
    def test_is_said_in_one_line(self, get, path):
        assert summary(get(path, "")) == "Filters: 12 weeks · compared with the weeks before"
        asked = "weeks=quarter&compare=year&severity=high&as_of=2026-03-10"
        assert summary(get(path, asked)) == (
            "Filters: this quarter · high · compared with the same weeks a year before · as it stood after 10 Mar 2026"
        )

    @pytest.mark.parametrize("path", COMPARING)
    def test_is_said_on_paper_where_no_filters_stand(self, get, path):
        html = get(path, "weeks=quarter&severity=high").content.decode()
        [said] = re.findall(r'<p class="print-only small">(.*?)</p>', html)
        assert said == "this quarter · high · compared with the weeks before"

    def test_says_where_as_well(self, company, get):
        asked = f"stage={company.stage.pk}&department=delivery&compare=nothing"
        assert (
            summary(get("/overview/", asked))
            == "Filters: 12 weeks · Delivering · Delivery · compared with nothing"
        )

    def test_of_a_list_is_compared_with_nothing(self, get):
        assert summary(get("/overview/issues/", "what=never&compare=year")) == "Filters: 12 weeks"


class TestLookingBack:
    @pytest.mark.parametrize("path", PAGES)
    def test_is_said_plainly_with_the_way_back(self, get, path):
        response = get(path, "as_of=2026-03-10&severity=high")
        assert "You are looking back: the figures stand as they did when 10 March 2026 was over." in words(
            response
        )
        [back] = re.findall(r'<a href="([^"]*)">Back to now</a>', response.content.decode())
        assert "severity=high" in back
        assert "as_of" not in back
        assert "You are looking back" not in words(get(path, "severity=high"))


class TestNotTaken:
    @pytest.mark.parametrize(
        ("path", "query", "said"),
        [
            (
                "/departments/",
                "department=delivery",
                "All departments stand here beside each other. Not taken here: Department.",
            ),
            (
                "/departments/delivery/",
                "department=customer-support",
                "This page is about one department. Not taken here: Department.",
            ),
            (
                "/points/delivery-slot/",
                "department=delivery&point=complaint-call",
                "This page is about one point. Not taken here: Point, Department.",
            ),
            (
                "/overview/",
                "weeks=4&since=2026-03-02",
                "“4 weeks” counts, not the days or weeks that were typed",
            ),
            (
                "/flow/",
                "since=2026-03-04",
                "Weeks are counted whole, from Monday to Sunday: shown is 2 March 2026 to 2 April 2026.",
            ),
        ],
    )
    def test_is_said(self, get, path, query, said):
        assert said in words(get(path, query))
        assert "Not taken here" not in words(get(path, ""))

    def test_is_said_where_only_a_part_of_a_page_is_not_narrowed(self, get):
        assert "No period and no severity narrows coverage." in words(get("/value-chain/", ""))
        overview = words(get("/overview/", ""))
        assert (
            "Who has to move now As it stands now, whenever it was reported: no period narrows it."
            in overview
        )
        said = "What changed last week Always of the last whole week, "
        assert re.search(rf"{said}\d+ \w+ \d+ to \d+ \w+ \d+: no period narrows it\.", overview)
        assert "the period does not narrow it" in words(get("/overview/cost/", ""))


class TestDays:
    def test_that_are_shown_are_said(self, get):
        asked = "since=2026-02-16&to=2026-03-15"
        shown = "Reported from 16 February 2026 to 15 March 2026, as it stands now."
        for path in (
            "/overview/",
            "/departments/",
            "/departments/delivery/",
            "/value-chain/",
            "/points/delivery-slot/",
        ):
            assert words(get(path, asked)).count(shown) == 1, path

    def test_are_kept_from_page_to_page_and_in_files(self, get):
        page = get("/overview/", "since=2026-02-16&to=2026-03-15").content.decode()
        assert "/overview/issues/?since=2026-02-16&amp;to=2026-03-15&amp;what=never" in page
        file = get("/overview/", "since=2026-02-16&to=2026-03-15&compare=year&format=csv&table=numbers")
        told = b"".join(file.streaming_content).decode()
        assert "Reported from,2026-02-16" in told
        assert "Reported before,2026-03-16" in told
        assert "Compared with,the same weeks a year before" in told
        assert "A year before" in told

    def test_narrow_every_number(self, company, get):
        company.report(now=REPORTED - 7 * DAY)
        assert get("/overview/", "since=2026-03-02&to=2026-03-08").context["bands"].reported == 1
        assert get("/overview/", "since=2026-02-23&to=2026-03-01").context["bands"].reported == 1
        assert get("/overview/", "since=2026-02-23").context["bands"].reported == 4


@pytest.mark.parametrize("value", [None, "", "2026-03-05", '"><b>', date(2026, 3, 5)])
@pytest.mark.parametrize(("quick", "plain"), [(QuickDate, forms.DateInput), (QuickText, forms.TextInput)])
def test_an_input_is_written_as_django_writes_it(quick, plain, value):
    ours, theirs = quick({"max": 104, "required": True}), plain({"max": 104, "required": True})
    written = (one.render("last", value, {"id": "id_last", "aria-invalid": "true"}) for one in (ours, theirs))
    assertHTMLEqual(*written)
