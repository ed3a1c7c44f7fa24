"""What the measures are narrowed down to: all of it in the address, compared as one likes, kept and shared under a name."""

import pytest
import time_machine
from django.http import QueryDict
from django.urls import reverse

from inflection_points.models import InflectionPoint
from insights.forms import BehindForm, ScopeForm
from insights.rules.periods import Against, Period, Scope
from issues.models import SavedView
from tests.cast import DAY, REPORTED

LATER = REPORTED + 30 * DAY


def form(query: str = "") -> ScopeForm:
    asked = ScopeForm(QueryDict(query), now=LATER)
    assert asked.is_valid(), asked.errors
    return asked


class TestCompared:
    def test_with_the_weeks_before_unless_asked_otherwise(self, db):
        scope = form("weeks=4").scope()
        assert scope.against is Against.BEFORE
        assert scope.before.period == scope.period.before

    def test_with_the_same_weeks_a_year_before_as_far_as_they_had_come_then(self, db):
        scope = form("weeks=4&compare=year").scope()
        year = 364 * DAY  # whole weeks, so that Mondays stay Mondays
        assert scope.before.period == Period(scope.period.since - year, LATER - year)
        assert [monday + year for monday in scope.before.period.cohorts] == scope.period.cohorts

    def test_one_week_of_a_year_before_ends_when_it_ended(self):
        monday = Period.of_weeks(1, LATER).since
        week = Scope(Period(monday, LATER, until=monday + 7 * DAY), against=Against.YEAR)
        assert week.before.period.until == monday - 357 * DAY

    def test_with_nonsense_is_refused(self, db):
        assert "compare" in ScopeForm(QueryDict("compare=luck"), now=LATER).errors


class TestChosen:
    def test_is_said_in_a_few_words(self, company):
        said = form(f"weeks=4&stage={company.stage.pk}&severity=high&compare=year&as_of=2026-03-10").chosen
        assert said == [
            "4 weeks",
            "Delivering",
            "high",
            "compared with the same weeks a year before",
            "as it stood after 10 Mar 2026",
        ]
        assert form().chosen == ["12 weeks"]

    def test_stands_in_the_address_in_one_order_and_without_what_counts_anyway(self, db):
        assert form("severity=high&weeks=12&compare=before").state() == "severity=high"
        assert form("severity=high&compare=year&weeks=4").state() == "weeks=4&compare=year&severity=high"

    def test_is_nothing_that_a_list_is_compared_with(self, db):
        assert "compare" not in [field.name for field in BehindForm(QueryDict(), now=LATER).visible_fields()]


@pytest.fixture
def client_of(company, signed_in):
    with time_machine.travel(LATER, tick=False):
        yield lambda who: signed_in(getattr(company, who))


class TestPlaces:
    def test_that_are_not_in_use_any_more_can_be_asked_for_and_stand_last(self, company):
        gone = InflectionPoint.objects.get(pk=company.point.pk)
        gone.pk, gone.name, gone.slug, gone.is_active = None, "A counter", "counter", False
        gone.save()
        asked = form("point=counter")
        assert asked.scope().point == gone.pk
        said = str(asked["point"])
        assert (
            said.index("delivery-slot")
            < said.index("Delivering, not in use any more")
            < said.index("counter")
        )
        origin = BehindForm(QueryDict("origin=counter"), now=LATER)
        assert origin.is_valid()
        assert origin.narrower().origin == gone.pk


class TestLists:
    @pytest.mark.parametrize(
        ("before", "now"),
        [
            ("band=never", "never"),
            ("what=came_in", "reported"),
            ("band=late&what=open", "open"),
            ("", "reported"),
        ],
    )
    def test_are_found_by_the_names_that_they_had_before(self, db, before, now):
        asked = BehindForm(QueryDict(before), now=LATER)
        assert asked.is_valid()
        assert asked.which() == now

    def test_are_found_where_they_stood_before(self, company, client_of):
        client = client_of("executive")
        answer = client.get("/overview/listed/?what=acted_in_period&weeks=4&week=2026-W10", follow=True)
        assert answer.redirect_chain == [
            ("/overview/issues/?what=acted_in_period&weeks=4&week=2026-W10", 301)
        ]
        assert "First acted on in this time" in answer.content.decode()

    def test_show_what_a_link_narrowed_them_to_and_nothing_else_of_the_kind(self, db):
        asked = BehindForm(QueryDict("what=open&rung=2"), now=LATER)
        shown = [field.name for field in asked.visible_fields()]
        assert shown[-3:] == ["week", "origin", "rung"]


class TestKeptViews:
    def keep(self, client, status=302, **more):
        asked = {"name": "Urgent in delivery", "query": "severity=high&weeks=4", "back": "/overview/"} | more
        response = client.post(reverse("insights:save_view"), asked)
        assert response.status_code == status
        return response

    def test_lead_back_to_where_they_were_made_and_stand_on_the_page(self, company, client_of):
        company.report()
        client = client_of("executive")
        assert self.keep(client)["Location"] == "/overview/?weeks=4&severity=high"
        page = client.get("/overview/?severity=high&weeks=4").content.decode()
        assert (
            '<a href="/overview/?weeks=4&amp;severity=high" aria-current="page">Urgent in delivery</a>'
            in page
        )

    def test_are_seen_by_others_only_when_shared(self, company, client_of):
        company.report()
        self.keep(client_of("executive"))
        assert ">Urgent in delivery<" not in client_of("manager").get("/overview/").content.decode()
        SavedView.objects.update(is_shared=True)
        assert ">Urgent in delivery<" in client_of("manager").get("/overview/").content.decode()

    def test_are_no_lists_of_issues(self, company, client_of):
        client = client_of("executive")
        self.keep(client)
        assert ">Urgent in delivery<" not in client.get("/issues/?all=1").content.decode()
        view = SavedView.objects.get()
        views = client.get(reverse("issues:saved_views")).content.decode()
        assert f'href="{view.get_absolute_url()}"'.replace("&", "&amp;") in views
        assert client.post(reverse("issues:choose_default_view"), {"view": view.pk}).status_code == 404
        assert client.post(reverse("issues:update_view", args=[view.pk]), {"query": ""}).status_code == 404

    def test_are_renamed_and_removed_by_their_owner(self, company, client_of):
        self.keep(client_of("executive"))
        view = SavedView.objects.get()
        for name in ("change_view", "remove_view"):
            assert client_of("manager").get(reverse(f"issues:{name}", args=[view.pk])).status_code == 404
        client = client_of("executive")
        change = reverse("issues:change_view", args=[view.pk])
        assert client.get(change).status_code == 200
        client.post(change, {"name": "Delivery", "is_shared": "on"})
        assert SavedView.objects.get().name == "Delivery"
        client.post(reverse("issues:remove_view", args=[view.pk]))
        assert not SavedView.objects.exists()

    def test_have_a_name_once_and_keep_what_was_typed(self, company, client_of):
        client = client_of("executive")
        self.keep(client)
        self.keep(client)  # pressed twice
        said = self.keep(client, 409, query="severity=low").content.decode()
        assert "You have a view “Urgent in delivery” already" in said
        assert 'value="severity=low"' in said
        assert SavedView.objects.count() == 1

    def test_lead_back_to_every_page_that_they_fit(self, company, client_of):
        company.report()
        for back in ("/overview/", "/overview/cost/", "/departments/", "/flow/", "/value-chain/"):
            SavedView.objects.all().delete()
            found = self.keep(client_of("executive"), back=back)["Location"]
            assert found == f"{back}?weeks=4&severity=high"
            assert ">Urgent in delivery<" in client_of("executive").get(found).content.decode()

    def test_of_nonsense_are_refused(self, company, client_of):
        said = self.keep(client_of("executive"), 422, query="point=nowhere&weeks=4").content.decode()
        assert "What was chosen cannot be kept" in said
        assert 'value="Urgent in delivery"' in said
        assert not SavedView.objects.exists()

    def test_of_a_department_are_not_on_pages_that_do_not_ask_for_one(self, company, client_of):
        company.report()
        client = client_of("executive")
        self.keep(client, query="department=delivery")
        self.keep(client, name="Bad ones")
        shown = {
            path: [
                name
                for name in ("Urgent in delivery", "Bad ones")
                if f">{name}<" in client.get(path).content.decode()
            ]
            for path in ("/overview/", "/departments/", "/departments/delivery/")
        }
        assert shown == {
            "/overview/": ["Urgent in delivery", "Bad ones"],
            "/departments/": ["Bad ones"],
            "/departments/delivery/": [],
        }

    def test_lead_nowhere_else(self, company, client_of):
        for back in (
            "/overview/mail/subscribe/",
            "/departments/delivery/",
            "/overview/issues/",
            "https://elsewhere.test/",
            "//elsewhere.test/",
            "/issues/",
            "nonsense",
        ):
            SavedView.objects.all().delete()
            assert self.keep(client_of("executive"), back=back)["Location"].startswith("/overview/?")


def test_the_words_on_the_page_fit_what_is_compared_with(company, client_of):
    company.report()
    page = client_of("executive").get("/overview/?compare=year").content.decode()
    assert "Too few a year before to compare." in page
    assert "weeks before to compare" not in page
    page = client_of("executive").get("/overview/?compare=nothing").content.decode()
    assert "before to compare" not in page
