"""Reporting in the browser: one screen, one report, nothing typed is lost."""

import uuid

import pytest
import time_machine

from inflection_points.models import InflectionPoint, Kind
from issues.models import Issue, Report
from tests.cast import DAY, HOUR, REPORTED

KEY = "11111111-2222-4333-8444-555555555555"


@pytest.fixture
def told(company):
    """What the report page sends once the point's kinds were shown."""
    return {
        "point": company.point.slug,
        "kind": str(company.kind.pk),
        "severity": "high",
        "text": "Two hours late",
        "customers": "3",
        "client_key": KEY,
        "shown_for": company.point.slug,
    }


class TestReport:
    def test_leads_to_a_receipt_that_names_the_owner_and_what_happens_if_nobody_acts(
        self, company, rita, told
    ):
        with time_machine.travel(REPORTED, tick=False):
            response = rita.post("/report/", told, follow=True)
        issue = Issue.objects.get()
        assert response.redirect_chain == [(f"/report/{issue.pk}/receipt/", 302)]
        page = response.content.decode()
        assert f"It is number {issue.pk}." in page
        assert "Olga Owner" in page
        assert "at 17:00 today" in page  # high: within one working day, reported at 09:00
        assert (issue.severity, issue.customers, issue.kind) == ("high", 3, company.kind)

    def test_sent_twice_is_one_report(self, rita, told):
        first, second = rita.post("/report/", told), rita.post("/report/", told)
        assert first["Location"] == second["Location"]
        assert Report.objects.count() == 1

    def test_sent_once_changed_and_sent_again_does_not_vanish(self, rita, told):
        rita.post("/report/", told)
        changed = told | {"text": "And the box was wet"}
        response = rita.post("/report/", changed)
        assert response.status_code == 422
        assert "You have already sent this page" in response.content.decode()
        assert "And the box was wet" in response.content.decode()
        fresh = response.context["form"]["client_key"].value()
        assert rita.post("/report/", changed | {"client_key": fresh}).status_code == 302
        assert Issue.objects.count() == 2

    def test_shows_what_is_known_at_the_point_before_it_takes_a_report_blindly(self, company, rita, told):
        company.report(text="The van broke down")
        response = rita.post("/report/", told | {"shown_for": "", "kind": ""})
        page = response.content.decode()
        assert (response.status_code, Issue.objects.count()) == (200, 1)
        assert "The van broke down" in page
        assert "Two hours late" in page
        assert "Late" in page

    def test_keeps_everything_typed_when_something_is_missing(self, rita, told):
        response = rita.post("/report/", told | {"severity": "", "text": "It <b>rained</b>"})
        page = response.content.decode()
        assert response.status_code == 422
        assert "it decides how soon somebody has to act" in page
        assert "It &lt;b&gt;rained&lt;/b&gt;" in page
        assert 'value="3"' in page

    @pytest.mark.parametrize(
        "garbage",
        [
            {"point": "no-such-point"},
            {"point": "\x00"},
            {"kind": "999999999999999999999"},
            {"kind": "late"},
            {"text": "nul\x00byte"},
            {"text": "x" * 4001},
            {"severity": "apocalyptic"},
            {"customers": "-1"},
            {"customers": "9" * 40},
            {"customers": "many"},
            {"observed_at": "yesterday"},
            {"observed_at": "0001-01-01T00:00"},
            {"observed_at": "9999-12-31T23:59"},
            {"site": "1; DROP TABLE"},
            {"client_key": "not-a-key"},
        ],
    )
    def test_answers_garbage_with_a_sentence(self, rita, told, garbage):
        response = rita.post("/report/", told | garbage)
        assert response.status_code == 422
        assert response.context["form"].errors
        assert Issue.objects.count() == 0

    def test_does_not_take_a_kind_of_another_point(self, company, rita, told):
        values = InflectionPoint.objects.values().get(pk=company.point.pk)
        other = InflectionPoint.objects.create(**values | {"id": None, "slug": "other", "name": "Other"})
        kind = Kind.objects.create(point=other, name="Broken")
        assert rita.post("/report/", told | {"kind": str(kind.pk)}).status_code == 422

    def test_is_never_kept_by_the_browser_because_going_back_must_make_a_fresh_page(self, rita):
        assert "no-store" in rita.get("/report/")["Cache-Control"]

    def test_takes_the_point_from_the_address(self, company, rita):
        response = rita.get("/report/", {"point": company.point.slug})
        assert response.context["form"]["point"].value() == company.point.slug
        assert "Late" in response.content.decode()

    def test_keeps_what_was_typed_when_a_recent_place_is_pressed(self, company, rita, told):
        typed = told | {"point": "", "shown_for": "", "text": "Typed before", "choose": company.point.slug}
        response = rita.post("/report/", typed)
        page = response.content.decode()
        assert (response.status_code, Issue.objects.count()) == (200, 0)
        assert response.context["form"]["point"].value() == company.point.slug
        assert response.context["form"]["severity"].value() == "high"
        assert "Typed before" in page
        assert "error-summary" not in page

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"customers": "0"}, "Write 1 or more; when you do not know, leave it at 1."),
            ({"customers": "many"}, "Write a whole number, such as 3."),
            ({"point": ""}, "Choose the place where it happened."),
            ({"severity": "apocalyptic"}, "This is not in the list, or no longer. Choose another."),
        ],
    )
    def test_says_what_to_do_about_what_is_wrong(self, rita, told, wrong, sentence):
        assert sentence in rita.post("/report/", told | wrong).content.decode()

    def test_says_that_the_code_of_a_place_is_an_old_one(self, rita):
        assert "a place that we do not know" in rita.get("/report/?point=gone").content.decode()

    def test_offers_where_the_person_reported_lately(self, company, rita):
        company.report()
        assert rita.get("/report/").context["recent"] == [company.point]

    def test_asks_the_same_number_of_queries_however_many_issues_are_open(
        self, company, rita, django_assert_max_num_queries
    ):
        for n in range(8):
            company.report(now=REPORTED + n * HOUR)
        with django_assert_max_num_queries(16):
            rita.get("/report/", {"point": company.point.slug})


class TestReceipt:
    def test_is_only_for_those_who_reported(self, company, issue, signed_in):
        assert signed_in(company.stranger).get(f"/report/{issue.pk}/receipt/").status_code == 404

    def test_reminds_whoever_has_it_and_then_goes_to_somebody_else(self, issue, rita):
        with time_machine.travel(REPORTED, tick=False):
            page = rita.get(f"/report/{issue.pk}/receipt/").content.decode()
        assert "If nobody accepts it, Olga Owner is reminded" in page
        assert "; then it goes to Hana Head (Head of Delivery)" in page
        assert "this goes to Olga Owner" not in page

    def test_is_true_for_an_issue_that_is_long_overdue(self, issue, rita):
        with time_machine.travel(REPORTED + 30 * DAY, tick=False):
            page = rita.get(f"/report/{issue.pk}/receipt/").content.decode()
        assert "Olga Owner has it" in page
        assert "and nobody had acted" in page
        assert "at the latest" not in page


class TestAddReport:
    def test_adds_a_report_with_what_was_typed_and_gives_a_receipt(self, company, issue, signed_in):
        client = signed_in(company.stranger)
        sent = {
            "text": "Me too",
            "customers": "2",
            "client_key": str(uuid.uuid4()),
            "severity": "",
            "point": "x",
        }
        for _ in range(2):  # pressed twice
            response = client.post(f"/issues/{issue.pk}/add-report/", sent, follow=True)
        assert f"Added to number {issue.pk}." in response.content.decode()
        assert issue.reports.count() == 2
