"""Noting that a report was begun: once, with nothing of who, and never at the cost of a report."""

import uuid

import pytest
import time_machine
from django.test import Client

from inflection_points.commands.posters import token_of
from inflection_points.models import Poster
from issues.commands.starting import forget_starts, start_report
from issues.models import Report, ReportStart
from tests.cast import DAY, HOUR, REPORTED

KEY = uuid.UUID("018f0000-0000-7000-8000-000000000001")


@pytest.fixture
def poster(company):
    return Poster.objects.create(point=company.point, allows_guests=True, made_at=REPORTED)


class TestStartReport:
    def test_is_noted_once_with_the_place_and_the_time_and_nothing_else(self, company, signed_in):
        with time_machine.travel(REPORTED, tick=False):
            for _ in range(2):
                sent = {"client_key": str(KEY), "point": company.point.slug}
                assert signed_in(company.reporter).post("/report/start/", sent).status_code == 204
        assert list(ReportStart.objects.values()) == [
            {"client_key": KEY, "point_id": company.point.pk, "started_at": REPORTED}
        ]

    @pytest.mark.parametrize(
        "sent",
        [{}, {"client_key": "nonsense"}, {"client_key": "\x00"}, {"client_key": "9" * 400}],
    )
    def test_garbage_is_not_noted(self, company, signed_in, sent):
        assert signed_in(company.reporter).post("/report/start/", sent).status_code == 204
        assert not ReportStart.objects.exists()

    @pytest.mark.parametrize("slug", ["", "gone", "\x00", "x" * 500])
    def test_is_noted_without_a_place_that_is_not_known(self, company, signed_in, slug):
        signed_in(company.reporter).post("/report/start/", {"client_key": str(KEY), "point": slug})
        assert ReportStart.objects.get().point is None

    def test_is_only_for_those_who_are_signed_in(self, company):
        assert Client().post("/report/start/", {"client_key": str(KEY)}).status_code == 302
        assert not ReportStart.objects.exists()

    def test_too_many_at_once_are_not_noted_and_keep_nothing_from_another_point(self, company):
        keys = [uuid.UUID(int=KEY.int + n) for n in range(62)]
        noted = [start_report(client_key=key, point=company.point, now=REPORTED) for key in keys[:61]]
        assert noted == [True] * 60 + [False]
        assert start_report(client_key=keys[61], point=None, now=REPORTED)
        assert start_report(client_key=keys[60], point=company.point, now=REPORTED + HOUR)

    def test_is_forgotten_after_half_a_year(self, company):
        start_report(client_key=KEY, point=company.point, now=REPORTED)
        assert forget_starts(now=REPORTED + 180 * DAY) == 0
        assert forget_starts(now=REPORTED + 180 * DAY + HOUR) == 1


class TestStartReportAtPoster:
    def test_is_noted_for_a_guest_at_the_place_of_the_poster(self, poster):
        sent = {"client_key": str(KEY), "point": "somewhere-else"}
        assert Client().post(f"/r/{token_of(poster)}/start/", sent).status_code == 204
        assert ReportStart.objects.get().point == poster.point

    def test_one_program_does_not_use_up_what_is_noted_at_a_point(self, poster):
        link = f"/r/{token_of(poster)}/start/"
        with time_machine.travel(REPORTED, tick=False):
            for n in range(61):
                sent = {"client_key": str(uuid.UUID(int=KEY.int + n))}
                assert Client().post(link, sent, REMOTE_ADDR="203.0.113.9").status_code == 204
            Client().post(link, {"client_key": str(uuid.UUID(int=1))}, REMOTE_ADDR="198.51.100.7")
        assert ReportStart.objects.count() == 41
        assert ReportStart.objects.filter(pk=uuid.UUID(int=1)).exists()

    def test_is_not_noted_by_a_forged_link_or_where_no_guest_may_report(self, poster):
        assert Client().post("/r/1.1.aaaa/start/", {"client_key": str(KEY)}).status_code == 404
        Poster.objects.update(allows_guests=False)
        link = f"/r/{token_of(poster)}/start/"
        assert Client().post(link, {"client_key": str(KEY)}).status_code == 404
        assert not ReportStart.objects.exists()


def test_the_page_and_its_report_carry_one_key_so_that_what_was_given_up_can_be_told(company, signed_in):
    rita = signed_in(company.reporter)
    keys = [
        str(rita.get("/report/", {"point": company.point.slug}).context["form"]["client_key"].value())
        for _ in range(2)
    ]
    for key in keys:
        rita.post("/report/start/", {"client_key": key, "point": company.point.slug})
    told = {"point": company.point.slug, "severity": "high", "shown_for": company.point.slug}
    rita.post("/report/", told | {"client_key": keys[0]})
    given_up = ReportStart.objects.exclude(client_key__in=Report.objects.values("client_key"))
    assert [str(one.pk) for one in given_up] == [keys[1]]
    assert {uuid.UUID(key).version for key in keys} == {7}
