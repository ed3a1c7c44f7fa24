"""Lists under a name: whose they are, who opens them, and that nobody is led in a circle."""

import pytest
import time_machine

from issues.commands import saved_views as commands
from issues.models import DefaultView, SavedView
from issues.rules.refusals import NameTaken, NoSuchView, TooManyViews
from tests.cast import HOUR, REPORTED

NOW = REPORTED + HOUR


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def save(owner, name="Worst first", query="severity=critical&sort=-severity", **changes):
    return commands.save_view(owner=owner, name=name, query=query, now=NOW, **changes)


@pytest.mark.parametrize("path", ["/issues/", "/issues/export.csv"])
def test_a_view_named_alone_is_that_view(company, signed_in, path):
    client, view, plain = signed_in(company.owner), save(company.owner), save(company.owner, "All", query="")
    assert client.get(f"{path}?view={view.pk}")["Location"] == f"{path}?view={view.pk}&{view.query}"
    assert client.get(f"{path}?view={plain.pk}").status_code == 200


class TestSaving:
    def test_keeps_filters_order_and_columns_and_not_where_one_was(self, company, signed_in):
        client = signed_in(company.owner)
        asked = "severity=low&severity=high&after=2026-01-01T00:00:00%2B00:00~1&more=1&columns=title&q=&phase=open"
        form = client.get(f"/issues/views/save/?{asked}").context["form"]
        query = form["query"].value()
        assert query == "phase=open&severity=low&severity=high&columns=title"
        answer = client.post("/issues/views/save/", {"name": "Mine", "query": query})
        view = SavedView.objects.get()
        assert (view.owner, view.query, view.is_shared) == (company.owner, query, False)
        assert answer["Location"] == f"/issues/?view={view.pk}&{query}"

    def test_takes_nothing_but_an_address(self, company, signed_in):
        signed_in(company.owner).post(
            "/issues/views/save/", {"name": "Odd", "query": "after=x&view=7&all=1&q=a%00b&<script>=1"}
        )
        assert SavedView.objects.get().query == "q=a%00b&%3Cscript%3E=1"

    def test_under_a_name_that_is_taken_is_refused_and_nothing_typed_is_lost(self, company, signed_in):
        save(company.owner, name="Worst first")
        sent = {"name": "WORST first", "query": "phase=open", "is_shared": "on"}
        answer = signed_in(company.owner).post("/issues/views/save/", sent)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "You have a view “WORST first” already." in page
        assert 'value="phase=open"' in page
        assert answer.context["form"]["is_shared"].value() is True
        assert save(company.manager, name="Worst first").owner == company.manager

    def test_without_a_name_is_not_understood(self, company, signed_in):
        assert signed_in(company.owner).post("/issues/views/save/", {"name": " "}).status_code == 422

    def test_sent_twice_is_one(self, company):
        assert save(company.owner) == save(company.owner)

    def test_ends_at_a_hundred(self, company):
        for n in range(commands.MOST_VIEWS):
            save(company.owner, name=f"View {n}")
        with pytest.raises(TooManyViews):
            save(company.owner, name="One more")

    def test_of_the_same_name_at_the_same_instant_is_refused_by_the_database(self, company, monkeypatch):
        save(company.owner)
        with pytest.raises(NameTaken):
            save(company.owner, query="phase=open")


class TestSharing:
    def test_lets_everybody_open_it_and_nobody_else_change_it(self, company, issue, signed_in):
        view = save(company.owner, is_shared=True, query="phase=open")
        client = signed_in(company.stranger)
        page = client.get(view.get_absolute_url())
        assert page.context["view"] == view
        assert "Copy this view" in page.content.decode()
        assert "Update “" not in client.get(f"/issues/?view={view.pk}&phase=declined").content.decode()
        for verb in ("change", "update", "remove"):
            assert client.post(f"/issues/views/{view.pk}/{verb}/", {"name": "x"}).status_code == 404
        with pytest.raises(NoSuchView):
            commands.remove_view(view=view.pk, actor=company.stranger)
        assert SavedView.objects.get().name == view.name

    def test_shows_each_person_the_list_of_their_own(self, company, issue, signed_in):
        view = save(company.manager, is_shared=True, query="holder=me")
        mine = signed_in(company.owner).get(view.get_absolute_url()).context["rows"]
        assert [row.number for row in mine] == [issue.pk]
        assert signed_in(company.stranger).get(view.get_absolute_url()).context["rows"] == []

    def test_not_done_keeps_even_the_name_from_others(self, company, signed_in):
        view = save(company.owner, name="Whom to dismiss")
        client = signed_in(company.stranger)
        for address in (
            "/issues/?all=1",
            "/issues/views/",
            view.get_absolute_url(),
            f"/issues/views/save/?view={view.pk}",
        ):
            assert "Whom to dismiss" not in client.get(address).content.decode()
        assert client.post("/issues/views/choose-default/", {"view": view.pk}).status_code == 404

    def test_is_copied_under_a_name_of_ones_own(self, company, signed_in):
        view = save(company.owner, is_shared=True)
        client = signed_in(company.stranger)
        form = client.get(f"/issues/views/save/?view={view.pk}&{view.query}").context["form"]
        client.post("/issues/views/save/", {name: form[name].value() for name in ("name", "query")})
        copy = SavedView.objects.get(owner=company.stranger)
        assert (copy.name, copy.query, copy.is_shared) == (view.name, view.query, False)


class TestChanging:
    def test_renames_and_shares(self, company, signed_in):
        view = save(company.owner)
        save(company.owner, name="Other")
        client = signed_in(company.owner)
        address = f"/issues/views/{view.pk}/change/"
        assert client.post(address, {"name": "Other"}).status_code == 409
        assert client.post(address, {"name": ""}).status_code == 422
        assert client.post(address, {"name": "Best last", "is_shared": "on"}).status_code == 302
        view.refresh_from_db()
        assert (view.name, view.is_shared) == ("Best last", True)

    def test_takes_over_what_is_looked_at(self, company, signed_in):
        view = save(company.owner)
        client = signed_in(company.owner)
        page = client.get(f"/issues/?view={view.pk}&phase=open").content.decode()
        assert "Update “Worst first”" in page
        answer = client.post(f"/issues/views/{view.pk}/update/", {"query": "phase=open&after=x"})
        assert answer["Location"] == f"/issues/?view={view.pk}&phase=open"
        assert "Update “Worst first”" not in client.get(answer["Location"]).content.decode()

    def test_keeps_what_it_was_when_the_list_says_more_than_it_can_hold(self, company, signed_in):
        view, client = save(company.owner), signed_in(company.owner)
        was, long = view.query, "&".join(f"columns={'x' * 90}{n}" for n in range(50))
        answer = client.post(
            f"/issues/views/{view.pk}/update/", {"query": f"phase=open&{long}&severity=high"}
        )
        view.refresh_from_db()
        assert view.query == was
        assert "severity=high" in answer["Location"]
        assert "Take something away first." in client.get(answer["Location"]).content.decode()

    def test_asks_once_before_it_is_removed(self, company, signed_in):
        view = save(company.owner, is_shared=True)
        commands.choose_default_view(person=company.stranger, view=view.pk)
        client = signed_in(company.owner)
        page = client.get(f"/issues/views/{view.pk}/remove/").content.decode()
        assert "the list of 1 other person opens with all issues again" in page
        client.post(f"/issues/views/{view.pk}/remove/")
        assert not SavedView.objects.exists()
        assert client.post(f"/issues/views/{view.pk}/remove/").status_code == 404

    def test_is_removed_by_administrators_too_when_it_is_shared(self, company, signed_in):
        shared, own = save(company.owner, is_shared=True), save(company.owner, name="Mine")
        client = signed_in(company.administrator)
        assert "Olga Owner shares it." in client.get(f"/issues/views/{shared.pk}/remove/").content.decode()
        client.post(f"/issues/views/{shared.pk}/remove/")
        assert client.post(f"/issues/views/{own.pk}/remove/").status_code == 404
        assert list(SavedView.objects.all()) == [own]


class TestTheDefault:
    def test_opens_the_list_and_all_issues_stay_one_press_away(self, company, issue, signed_in):
        view = save(company.owner, is_shared=True)
        client = signed_in(company.stranger)
        client.post("/issues/views/choose-default/", {"view": view.pk})
        opened = client.get("/issues/", follow=True)
        assert opened.redirect_chain == [(view.get_absolute_url(), 302)]
        assert opened.context["tabs"][0].url == "?all=1"
        assert [row.number for row in client.get("/issues/?all=1").context["rows"]] == [issue.pk]
        assert client.get("/issues/?q=").status_code == 200

    def test_that_shows_everything_leads_in_no_circle(self, company, issue, signed_in):
        view = save(company.owner, query="")
        client = signed_in(company.owner)
        client.post("/issues/views/choose-default/", {"view": view.pk})
        assert client.get("/issues/", follow=True).redirect_chain == [(f"/issues/?view={view.pk}", 302)]

    def test_ends_when_it_is_no_longer_shared_or_not_wanted(self, company, signed_in):
        view = save(company.owner, is_shared=True)
        commands.choose_default_view(person=company.stranger, view=view.pk)
        commands.change_view(view=view.pk, actor=company.owner, name=view.name, is_shared=False)
        client = signed_in(company.stranger)
        assert client.get("/issues/").status_code == 200
        commands.choose_default_view(person=company.owner, view=view.pk)
        client = signed_in(company.owner)
        assert client.get("/issues/").status_code == 302
        client.post("/issues/views/choose-default/")
        assert client.get("/issues/").status_code == 200
        assert not DefaultView.objects.filter(person=company.owner).exists()

    def test_can_be_chosen_while_saving(self, company, signed_in):
        client = signed_in(company.owner)
        client.post("/issues/views/save/", {"name": "Mine", "query": "phase=open", "is_default": "on"})
        assert client.get("/issues/")["Location"].endswith("&phase=open")

    def test_needs_no_query_more(self, company, signed_in, django_assert_max_num_queries):
        for n in range(30):
            save(company.owner, name=f"View {n}", is_shared=True)
        client = signed_in(company.stranger)
        client.get("/issues/?all=1")
        with django_assert_max_num_queries(12):
            page = client.get("/issues/?all=1")
        assert len(page.context["tabs"]) == 9
        assert page.context["has_more_views"]
