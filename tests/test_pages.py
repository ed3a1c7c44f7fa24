"""Every page for every role, the frame around it, and what answers when something is wrong."""

import pytest
import time_machine
from django.forms.models import model_to_dict
from django.test import Client
from django.urls import reverse

from inflection_points.admin import DependencyForm
from inflection_points.commands.calendars import save_calendar
from inflection_points.commands.policies import save_version
from inflection_points.models import Dependency, InflectionPoint, Site
from issues.models import SweepRun
from people.models import User
from tests.cast import HOUR, OFFICE_HOURS, REPORTED

NOW = REPORTED + HOUR
ROLES = ("reporter", "owner", "executive", "administrator")
PAGES = (
    "/my-reports/",
    "/report/",
    "/inbox/",
    "/issues/",
    "/issues/views/",
    "/issues/views/save/",
    "/not-acted-on/",
    "/value-chain/",
    "/points/delivery-slot/",
    "/messages/",
    "/status/",
    "/keys/",
    "/palette/",
    "/me/",
    "/policies/",
    "/calendars/",
)
NONSENSE = (
    f"/messages/?before={'9' * 30}",
    "/messages/?before=%00",
    "/report/?point=%00",
    f"/report/?point=delivery-slot&kind={'9' * 30}",
    "/not-acted-on/?after=x~y",
    "/issues/?after=9999-12-31T23:59:59%2B00:00~1",
    "/issues/?q=%25_%27%22%5C",
    f"/palette/?q={'9' * 300}",
    "/palette/?q=%00%25_%27%22%5C%26%7C",
    "/issues/0/",
    f"/issues/?sort=-severity&after={'9' * 18}~2026-01-01T00:00:00%2B00:00~1&view={'9' * 30}",
    f"/issues/views/{'9' * 18}/change/",
    f"/issues/views/{'9' * 30}/remove/",
    "/issues/views/save/?view=%C2%B2&q=%00",
    "/issues/export.csv?since=%00&columns=%00",
    "/points/%00/",
    "/points/%00/posters/",
    f"/posters/{'9' * 30}/",
    f"/posters/{'9' * 18}/print/?language=%00&size=a0",
    "/posters/?page=%00",
    "/r/%00/",
    f"/r/{'f' * 30}.1.{'a' * 16}/",
    "/inbox/?issue=%00",
    f"/report/{'9' * 30}/receipt/",
    "/me/absences/99999/end/",
    "/people/?page=99999",
    f"/deliveries/?before={'9' * 30}&state=x&q=%25_%27%22%5C",
    "/deliveries/?q=%00",
    f"/channels/{'9' * 30}/",
    f"/policies/{'9' * 30}/",
    f"/policies/1/versions/{'9' * 30}/",
    "/policies/0/change/",
    f"/calendars/{'9' * 30}/",
    "/calendars/0/change/",
    "/issues/1/actions/00000000-0000-0000-0000-000000000000/start/",
)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


class TestEveryPage:
    @pytest.mark.parametrize("role", ROLES)
    def test_opens_for_every_role_empty_and_with_an_issue(self, company, signed_in, role):
        client = signed_in(getattr(company, role))
        assert {path: client.get(path).status_code for path in PAGES} == dict.fromkeys(PAGES, 200)
        issue = company.report()
        paths = [*PAGES, f"/issues/{issue.pk}/", f"/inbox/?issue={issue.pk}"]
        assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)

    def test_asks_visitors_to_sign_in_first(self, company, issue, client):
        for path in [*PAGES, "/", f"/issues/{issue.pk}/", f"/issues/{issue.pk}/accept/"]:
            response = client.get(path)
            assert (response.status_code, response["Location"]) == (302, f"/account/login/?next={path}")

    def test_changes_nothing_for_a_visitor(self, company, issue, client):
        client.post(f"/issues/{issue.pk}/accept/")
        client.post("/report/", {"point": company.point.slug, "severity": "high"})
        assert issue.events.count() == 1

    def test_that_does_not_exist_is_said_in_words(self, company, signed_in):
        response = signed_in(company.reporter).get("/issues/999999999999999999999999/")
        assert response.status_code == 404
        assert "There is nothing here" in response.content.decode()
        assert signed_in(company.reporter).get("/points/nowhere/").status_code == 404

    @pytest.mark.parametrize("role", ["reporter", "owner"])
    def test_takes_nonsense_in_the_address_without_breaking(self, company, issue, signed_in, role):
        client = signed_in(getattr(company, role))
        answers = {path: client.get(path).status_code for path in NONSENSE}
        assert {path: code for path, code in answers.items() if code not in {200, 302, 403, 404, 405}} == {}

    def test_sent_without_a_token_is_answered_with_a_sentence(self, company, issue):
        client = Client(enforce_csrf_checks=True)
        client.force_login(company.owner, backend="allauth.account.auth_backends.AuthenticationBackend")
        response = client.post(f"/issues/{issue.pk}/accept/")
        assert response.status_code == 403
        assert "This page was open for too long" in response.content.decode()


class TestHome:
    @pytest.mark.parametrize(
        ("role", "where"),
        [
            ("owner", "issues:inbox"),
            ("executive", "insights:overview"),
            ("administrator", "insights:overview"),
        ],
    )
    def test_leads_each_role_to_its_own_page(self, company, signed_in, role, where):
        assert signed_in(getattr(company, role)).get("/")["Location"] == reverse(where)

    def test_of_the_frontline_is_reporting(self, company, signed_in):
        page = signed_in(company.reporter).get("/").content.decode()
        assert "Report a problem" in page
        assert "You have not reported anything yet" in page


class TestTheFrame:
    def test_says_when_nobody_looks_at_the_deadlines(self, company, signed_in):
        client = signed_in(company.reporter)
        assert "the worker is not running" in client.get("/issues/").content.decode()
        SweepRun.objects.create(at=NOW - 10 * HOUR)
        assert "last looked at 10 h ago" in client.get("/issues/").content.decode()
        SweepRun.objects.create(at=NOW)
        page = client.get("/issues/").content.decode()
        assert "All deadlines looked at less than a minute ago." in page
        assert "banner-late" not in page

    @pytest.mark.parametrize("role", ROLES)
    def test_keeps_four_links_on_the_phones_bar_and_marks_the_current_one(self, company, signed_in, role):
        response = signed_in(getattr(company, role)).get("/value-chain/")
        navigation = response.context["navigation"]
        assert sum(item.primary for item in navigation) == 4
        assert [item.label for item in navigation if item.current] == ["Value chain"]

    def test_shows_the_data_administration_only_to_staff(self, company, signed_in):
        labels = [i.label for i in signed_in(company.owner).get("/issues/").context["navigation"]]
        assert "Data administration" not in labels

    def test_remembers_the_theme_without_javascript(self, company, signed_in):
        client = signed_in(company.reporter)
        back = {"Referer": "http://testserver/issues/"}
        response = client.post("/theme/", {"theme": "dark"}, headers=back)
        assert response["Location"] == "http://testserver/issues/"
        assert 'data-theme="dark"' in client.get("/issues/").content.decode()
        client.post("/theme/", {"theme": "x"}, headers={"Referer": "https://evil.example/"})
        assert 'data-theme="' not in client.get("/issues/").content.decode()


class TestTheStyleGuide:
    def test_shows_every_part_outside_production_and_stands_in_no_navigation(self, company, signed_in):
        response = signed_in(company.administrator).get("/styleguide/")
        assert response.status_code == 200
        assert "/styleguide/" not in [item.url for item in response.context["navigation"]]


class TestTheDataAdministration:
    @pytest.fixture
    def ada(self, company, signed_in):
        company.administrator.is_staff = company.administrator.is_superuser = True
        company.administrator.save()
        return signed_in(company.administrator)

    @pytest.mark.parametrize(
        "path",
        [
            "people/user/",
            "people/user/add/",
            "people/department/",
            "inflection_points/inflectionpoint/",
            "inflection_points/valuechain/",
            "inflection_points/policyversion/",
            "inflection_points/calendar/",
            "issues/issue/",
        ],
    )
    def test_opens_every_list(self, company, issue, ada, path):
        assert ada.get(f"/admin/{path}").status_code == 200

    def test_makes_a_person_who_signs_in_with_a_small_address(self, company, ada):
        sent = {
            "email": "New@Example.test",
            "name": "Nora New",
            "role": "frontline",
            "usable_password": "true",
            "password1": "quite-a-long-phrase",
            "password2": "quite-a-long-phrase",
        }
        assert ada.post("/admin/people/user/add/", sent).status_code == 302
        assert User.objects.get(name="Nora New").email == "new@example.test"

    def test_does_not_change_issues_or_versions(self, company, issue, ada):
        assert ada.get(f"/admin/issues/issue/{issue.pk}/change/").status_code == 200
        assert ada.post(f"/admin/issues/issue/{issue.pk}/change/", {"title": "x"}).status_code == 403
        assert ada.get("/admin/inflection_points/policyversion/add/").status_code == 403

    @pytest.mark.parametrize(
        ("thing", "chosen"), [("inflectionpoint", ("policy", "calendar")), ("site", ("calendar",))]
    )
    def test_shows_what_commands_choose_and_changes_only_the_rest(self, company, ada, thing, chosen):
        site = Site.objects.create(name="North", calendar=company.calendar)
        row = {"inflectionpoint": company.point, "site": site}[thing]
        path = f"/admin/inflection_points/{thing}/{row.pk}/change/"
        page = ada.get(path).content.decode()
        assert page.count("is to use.") == len(chosen)
        other = save_calendar(name="Nights", zone="UTC", week=OFFICE_HOURS)
        laxer = save_version(name="At home", now=NOW).policy
        sent = {
            **{name: value for name, value in model_to_dict(row).items() if value is not None},
            "name": "Renamed",
            "calendar": other.pk,
            "policy": laxer.pk,
            **{
                f"{of}-{what}": 0
                for of in ("kinds", "dependencies")
                for what in ("TOTAL_FORMS", "INITIAL_FORMS")
            },
        }
        assert ada.post(path, sent).status_code == 302
        before = {name: getattr(row, name) for name in chosen}
        row.refresh_from_db()
        assert row.name == "Renamed"
        assert {name: getattr(row, name) for name in chosen} == before

    def test_refuses_a_dependency_that_closes_a_circle(self, company, ada):
        values = InflectionPoint.objects.values().get(pk=company.point.pk)
        other = InflectionPoint.objects.create(**values | {"id": None, "slug": "other", "name": "Other"})
        Dependency.objects.create(point=other, upstream=company.point)

        class Form(DependencyForm):
            class Meta:
                model = Dependency
                fields = ("upstream",)

        form = Form({"upstream": other.pk}, instance=Dependency(point=company.point))
        assert not form.is_valid()
        assert "depends on this point already" in str(form.errors)
