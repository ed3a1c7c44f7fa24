"""What else the report page takes: a promise, how long it took, no name; and what a guest cannot say."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test import Client

from inflection_points.commands.posters import token_of
from inflection_points.models import InflectionPoint, Poster, Site
from issues.commands.receipts import code_of
from issues.models import Issue, Report
from people.models import User
from tests.cast import DAY, HOUR, REPORTED

KEY = uuid.UUID("018f0000-0000-7000-8000-000000000001")


@pytest.fixture
def told(company):
    return {
        "point": company.point.slug,
        "kind": str(company.kind.pk),
        "severity": "high",
        "text": "The box was wet",
        "client_key": str(KEY),
        "shown_for": company.point.slug,
    }


@pytest.fixture
def poster(company):
    shop = Site.objects.create(name="Shop")
    return Poster.objects.create(point=company.point, site=shop, allows_guests=True, made_at=REPORTED)


def at(instant):
    return f"{instant:%Y-%m-%dT%H:%M}"


def send(client, told, path="/report/"):
    with time_machine.travel(REPORTED, tick=False):
        return client.post(path, told)


class TestPromise:
    def test_is_kept_with_the_report(self, rita, told):
        send(rita, told | {"promised": "A new box", "promised_by": at(REPORTED + DAY)})
        report = Report.objects.get()
        assert (report.promised, report.promised_by) == ("A new box", REPORTED + DAY)

    def test_for_a_time_that_has_passed_is_asked_about(self, rita, told):
        answer = send(rita, told | {"promised": "A new box", "promised_by": at(REPORTED - HOUR)})
        assert answer.status_code == 422
        assert answer.context["form"].errors["promised_by"] == [
            "This lies in the past. Say by when it is still to be kept."
        ]

    def test_that_lay_ahead_when_the_problem_was_seen_is_taken_however_late_the_report_comes(
        self, rita, told
    ):
        seen = {"observed_at": at(REPORTED - DAY), "promised": "A box", "promised_by": at(REPORTED - HOUR)}
        assert send(rita, told | seen).status_code == 302
        assert Report.objects.get().promised_by == REPORTED - HOUR

    def test_needs_words(self, rita, told):
        answer = send(rita, told | {"promised_by": at(REPORTED + DAY)})
        assert answer.context["form"].errors["promised"] == ["Say in a few words what was promised."]

    @pytest.mark.parametrize(
        "nonsense", [{"promised": "x" * 201}, {"promised_by": "soon"}, {"promised_by": "9999-12-31T23:59"}]
    )
    def test_nonsense_is_answered_with_a_sentence(self, rita, told, nonsense):
        answer = send(rita, told | {"promised": "A box"} | nonsense)
        assert (answer.status_code, Issue.objects.count()) == (422, 0)

    def test_is_offered_for_times_that_still_lie_ahead(self, rita):
        with time_machine.travel(REPORTED.replace(hour=19), tick=False):
            offered = [choice.value for choice in rita.get("/report/").context["promise_times"]]
        assert offered == ["2026-03-04T12:00", "2026-03-04T18:00", "2026-03-10T12:00"]


class TestTook:
    @pytest.mark.parametrize(
        ("said", "kept"),
        [
            ("17", 17),
            ("0", 0),
            ("999999", 86400),
            ("", None),
            ("-1", None),
            ("1e9", None),
            ("٣", None),
            ("9" * 400, None),
            ("soon", None),
        ],
    )
    def test_keeps_what_is_a_number_of_seconds_and_drops_nonsense(self, rita, told, said, kept):
        assert send(rita, told | {"took": said}).status_code == 302
        assert Report.objects.get().took == kept


def rows_of(table):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')  # noqa: S608  a table of ours
        return {row for (row,) in cursor.fetchall()}


class TestWithoutName:
    def test_leads_to_the_receipt_of_a_code(self, rita, told):
        answer = send(rita, told | {"without_name": "on"})
        assert answer["Location"] == f"/receipts/{code_of(KEY)}/"
        assert Report.objects.get().reporter is None

    def test_leaves_no_trace_of_the_person_in_any_table(self, company, rita, told):
        person = company.reporter
        rita.get("/report/")
        before = {table: rows_of(table) for table in connection.introspection.table_names()}
        send(rita, told | {"without_name": "on"})
        written = {table: rows_of(table) - rows for table, rows in before.items()}
        said = " ".join(row for rows in written.values() for row in rows)
        assert "The box was wet" in said
        assert not [word for word in (person.email, person.name, person.initials) if f'"{word}"' in said]
        assert person.email not in said
        for model in apps.get_models():
            new = written[model._meta.db_table]
            for field in model._meta.fields:
                if field.related_model is User and new:
                    assert not [row for row in new if f'"{field.column}":{person.pk},' in f"{row[:-1]},"]

    def test_tells_nobody_by_mistake_that_the_person_follows_the_issue(self, company, rita, told):
        send(rita, told | {"without_name": "on"})
        issue = Issue.objects.get()
        assert rita.get(f"/report/{issue.pk}/receipt/").status_code == 404
        assert str(KEY) not in rita.get("/my-reports/").content.decode()

    def test_sent_twice_is_one_report(self, rita, told):
        answers = {send(rita, told | {"without_name": "on"})["Location"] for _ in range(2)}
        assert (len(answers), Report.objects.count()) == (1, 1)

    def test_is_not_asked_of_somebody_who_has_none_here(self, poster):
        assert "without_name" not in Client().get(f"/r/{token_of(poster)}/").context["form"].fields


class TestGuest:
    def test_reports_at_the_place_of_the_poster_whatever_the_page_was_made_to_say(
        self, company, poster, told
    ):
        values = InflectionPoint.objects.values().get(pk=company.point.pk)
        InflectionPoint.objects.create(**values | {"id": None, "slug": "other", "name": "Other"})
        elsewhere = Site.objects.create(name="Elsewhere")
        forged = {
            "point": "other",
            "site": str(elsewhere.pk),
            "choose": "other",
            "reporter": str(company.owner.pk),
        }
        answer = send(Client(), told | forged, f"/r/{token_of(poster)}/")
        assert answer.status_code == 302
        report = Report.objects.get()
        assert (report.issue.point, report.issue.site, report.reporter) == (company.point, poster.site, None)

    def test_is_not_shown_another_place_by_its_address(self, company, poster):
        page = Client().get(f"/r/{token_of(poster)}/?point=gone")
        assert page.context["point"] == company.point

    def test_reads_the_clock_on_the_wall_of_that_place(self, company, poster, told):
        zone = poster.point.calendar
        zone.zone = "America/New_York"
        zone.save()
        seen = {"observed_at": at(REPORTED - timedelta(hours=6))}  # 03:00 there, when it is 04:00
        send(Client(), told | seen, f"/r/{token_of(poster)}/")
        assert Report.objects.get().observed_at == REPORTED - HOUR

    def test_who_is_signed_in_may_say_another_place_than_the_poster(self, company, rita, poster, told):
        values = InflectionPoint.objects.values().get(pk=company.point.pk)
        other = InflectionPoint.objects.create(**values | {"id": None, "slug": "other", "name": "Other"})
        path = f"/r/{token_of(poster)}/"
        assert rita.get(f"{path}?point=other").context["point"] == other
        send(rita, told | {"point": "other", "kind": "", "shown_for": "other"}, path)
        assert Issue.objects.get().point == other
