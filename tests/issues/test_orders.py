"""The list in every order, on as many pages as it takes, and its table with the columns that one asks for."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inflection_points.models import InflectionPoint, Kind, Site
from inflection_points.rules.policies import Severity
from issues import commands
from issues.models import Issue
from issues.views.columns import COLUMNS
from issues.views.counting import count_all, how_many
from issues.views.keyset import PAGE
from people.models import Department
from people.rules.permissions import Role
from tests.cast import HOUR, REPORTED, person
from tests.issues.test_finding import planned
from tests.issues.test_moves import ACT_BY
from tests.issues.test_views_lists import numbers


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(ACT_BY + HOUR, tick=False):
        yield


def _point_like(point, **changes):
    kept = {name: getattr(point, name) for name in ("stage", "owner", "policy", "calendar")}
    return InflectionPoint.objects.create(name=changes["slug"], **{**kept, **changes})


def _walked(client, address):
    """All pages forth; and what one passes going back from the last."""
    forth, page = [], client.get(address)
    while True:
        forth += numbers(page)
        last = page.context["page"]
        if not last.next_url:
            break
        page = client.get("/issues/" + last.next_url)
    back = numbers(page)
    while previous := page.context["page"].previous_url:
        page = client.get("/issues/" + previous)
        back = numbers(page) + back
    return forth, back


@pytest.fixture
def page(company, signed_in):
    client = signed_in(company.stranger)
    return lambda address: client.get(address).content.decode()


class TestSorting:
    @pytest.fixture
    def many(self, company):
        """More than a page, with everything that an order can be by, often the same."""
        issues = []
        for n in range(PAGE + 9):
            severity = list(Severity)[n % 4]
            issues.append(company.report(now=REPORTED + (n // 3) * HOUR, severity=severity))
            Issue.objects.filter(pk=issues[-1].pk).update(customers=n % 5)
        commands.decline(issue=issues[0].pk, actor=company.owner, now=ACT_BY, reason="As ordered")
        return [Issue.objects.select_related("agenda").get(pk=issue.pk) for issue in issues]

    @pytest.mark.parametrize(
        ("sort", "key", "is_down"),
        [
            ("-reported", lambda i: (i.reported_at, i.pk), True),
            ("reported", lambda i: (i.reported_at, i.pk), False),
            ("-severity", lambda i: (Severity(i.severity).rank, i.reported_at, i.pk), True),
            ("severity", lambda i: (Severity(i.severity).rank, i.reported_at, i.pk), False),
            ("-customers", lambda i: (i.customers, i.pk), True),
            ("customers", lambda i: (i.customers, i.pk), False),
            ("-number", lambda i: i.pk, True),
            ("number", lambda i: i.pk, False),
            ("act_by", lambda i: (i.act_by, i.pk), False),
            ("-act_by", lambda i: (i.act_by, i.pk), True),
            ("next", lambda i: (i.next_due_at, i.pk), False),
            ("-next", lambda i: (i.next_due_at, i.pk), True),
        ],
    )
    def test_pages_forth_and_back_without_a_gap(self, company, many, signed_in, sort, key, is_down):
        client = signed_in(company.stranger)
        listed = many[1:] if sort.endswith(("act_by", "next")) else many
        wanted = [issue.pk for issue in sorted(listed, key=key, reverse=is_down)]
        first = client.get("/issues/", {"sort": sort})
        second = client.get("/issues/" + first.context["page"].next_url)
        assert numbers(first) + numbers(second) == wanted
        assert second.context["page"].next_url == ""
        back = client.get("/issues/" + second.context["page"].previous_url)
        assert numbers(back) == wanted[:PAGE]
        assert back.context["page"].previous_url == ""

    @pytest.mark.parametrize("sort", ["-reported", "reported", "act_by", "-act_by", "severity"])
    def test_pages_through_several_points_in_one_order(self, company, many, signed_in, sort):
        """Each point is asked by itself; what comes of it is the whole list without what is elsewhere."""
        elsewhere = {issue.pk for issue in many[2::20]}
        beside = {issue.pk for issue in many[::3]}
        for department, numbers_there in ((company.delivery, beside), (company.support, elsewhere)):
            at = _point_like(company.point, slug=department.slug, department=department)
            Issue.objects.filter(pk__in=numbers_there).update(point=at)
        client = signed_in(company.stranger)
        narrowed, backwards = _walked(client, f"/issues/?sort={sort}&department={company.delivery.slug}")
        everything, _ = _walked(client, f"/issues/?sort={sort}")
        assert narrowed == [pk for pk in everything if pk not in elsewhere]
        assert backwards == narrowed[-len(backwards) :]
        assert len(narrowed) > PAGE

    @pytest.mark.parametrize("near", [PAGE, PAGE + 6, 10_000])
    @pytest.mark.parametrize("sort", ["-reported", "reported"])
    def test_pages_along_words_as_along_issues(self, company, many, signed_in, monkeypatch, sort, near):
        """However many words are looked through before all issues are: without a gap, back again as well."""
        monkeypatch.setattr("issues.views.keyset._NEAR", near)
        Issue.objects.filter(pk__in=[issue.pk for issue in many[::20]]).update(title="Pallets without labels")
        client, word = signed_in(company.stranger), many[1].title.split()[0]
        everything, _ = _walked(client, f"/issues/?sort={sort}&q={word}")
        wanted = sorted(Issue.objects.matching(word), key=lambda i: (i.reported_at, i.pk))
        assert everything == [issue.pk for issue in (wanted if sort == "reported" else reversed(wanted))]
        narrowed, backwards = _walked(client, f"/issues/?sort={sort}&q={word}&phase=open")
        assert narrowed == [pk for pk in everything if pk != many[0].pk]
        assert backwards == narrowed[-len(backwards) :]
        assert len(narrowed) > PAGE

    def test_says_what_an_order_leaves_out(self, company, many, page):
        assert "it is left out" in page("/issues/?sort=next")

    def test_keeps_all_values_of_a_filter_on_the_next_page(self, company, many, signed_in):
        response = signed_in(company.stranger).get(
            "/issues/?severity=high&severity=normal&severity=low&phase=open&phase=declined"
        )
        assert response.context["page"].is_all
        response = signed_in(company.stranger).get("/issues/?phase=open&phase=declined")
        assert "phase=open&phase=declined" in response.context["page"].next_url

    def test_says_how_many_match_and_stops_counting(self, company, many, signed_in, monkeypatch):
        client = signed_in(company.stranger)
        assert client.get("/issues/?counted=1").context["matching"] == f"{PAGE + 9} match"
        assert client.get("/issues/?phase=declined").context["matching"] == "1 matches"
        assert f"{PAGE + 9} match" in client.get("/issues/count/").content.decode()
        monkeypatch.setattr("issues.views.counting.MOST_COUNTED", PAGE + 1)
        assert client.get("/issues/?counted=1").context["matching"] == f"More than {PAGE + 1} match"

    def test_counts_a_longer_list_only_once_the_page_is_there(self, company, many, signed_in):
        page = signed_in(company.stranger).get("/issues/?phase=open&phase=declined")
        assert page.context["matching"] == ""
        said = page.content.decode()
        assert 'hx-get="/issues/count/?phase=open&amp;phase=declined"' in said
        assert 'href="/issues/?phase=open&amp;phase=declined&amp;counted=1"' in said
        assert "counted" not in page.context["page"].next_url

    def test_gives_up_counting_what_takes_too_long(self, many, monkeypatch):
        monkeypatch.setattr("issues.views.counting.PATIENCE", timedelta(milliseconds=1))
        slow = Issue.objects.extra(where=["pg_sleep(0.1)::text = ''"])
        assert how_many(count_all(slow, None)[0]) == "Too many to count"


class TestTheTable:
    def test_shows_the_columns_in_the_order_in_which_they_are_asked_for(self, company, signed_in):
        issue = company.report(text="<b>Wet</b>")
        planned(company, issue)
        response = signed_in(company.stranger).get(
            "/issues/?columns=title&columns=number&columns=move&columns=holder"
        )
        assert [head.label for head in response.context["heads"]] == [
            "What happened",
            "Number",
            "Next move",
            "In whose hands",
        ]
        [row] = response.context["table"]
        assert [str(cell.shown) for cell in row.cells][1:] == [
            str(issue.pk),
            "Tom Technician must start what was planned",
            "Olga Owner",
        ]
        assert "&lt;b&gt;Wet&lt;/b&gt;" in row.cells[0].shown

    def test_heads_sort_and_say_so(self, company, issue, page):
        html = page("/issues/?columns=severity&columns=point&sort=-severity&phase=open")
        assert (
            'aria-sort="descending"><a href="?phase=open&amp;sort=severity&amp;columns=severity&amp;columns=point">'
            in html
        )
        assert '<th scope="col" role="columnheader">Point</th>' in html

    def test_every_column_can_be_shown_for_every_state(self, company, page):
        issue = company.report()
        company.report(site=Site.objects.create(name="Depot North"))
        commands.decline(issue=issue.pk, actor=company.owner, now=REPORTED + HOUR, reason="As ordered")
        html = page("/issues/?" + "&".join(f"columns={name}" for name in COLUMNS))
        assert "Depot North" in html
        assert "declined" in html

    @pytest.mark.parametrize(
        "address",
        [
            "/issues/?all=1",
            "/issues/?columns=title&columns=stage&columns=kind&columns=owner&columns=holder&columns=site",
            "/issues/?columns=title&columns=move&columns=then&columns=holder",
        ],
    )
    def test_needs_no_more_queries_for_more_rows(self, company, signed_in, address):
        client = signed_in(company.stranger)

        def queries():
            with CaptureQueriesContext(connection) as seen:
                client.get(address)
            return len(seen)

        company.report()
        company.report(site=Site.objects.create(name="South"))
        few = queries()
        for n in range(9):
            there = Site.objects.create(name=f"Depot {n}")
            made = company.report(site=there)
            someone = person(f"Nr{n} Person", Role.MANAGER, company.support)
            commands.hand_over(issue=made.pk, actor=company.owner, to=someone, now=REPORTED + HOUR)
        assert queries() == few <= 12


def test_the_columns_need_no_more_queries_for_more_points(company, signed_in):
    client = signed_in(company.stranger)
    address = "/issues/?" + "&".join(f"columns={name}" for name in COLUMNS)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        return len(seen)

    company.report()
    few = queries()
    for n in range(5):
        owner = person(
            f"Owner{n} Person", Role.MANAGER, Department.objects.create(name=f"D{n}", slug=f"d{n}")
        )
        company.point.pk, company.point.slug, company.point.name = None, f"point-{n}", f"Point {n}"
        company.point.owner, company.point.department = owner, owner.department
        company.point.save(force_insert=True)
        company.kind = Kind.objects.create(point=company.point, name="Late")
        company.report()
    assert queries() == few
