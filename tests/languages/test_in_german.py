"""Pages that word rules, numbers and days themselves, for somebody who reads German."""

from datetime import date
from itertools import pairwise

import pytest
import time_machine
from django.utils import translation

from inflection_points.commands.calendars import holidays_of, save_calendar
from inflection_points.commands.policies import save_version
from inflection_points.rules.calendars import InvalidSpan, Span, Target, Unit, WorkingCalendar
from inflection_points.rules.holidays import DayOff
from inflection_points.rules.pictures import draw
from inflection_points.rules.policies import DEFAULT_RUNGS, DEFAULT_TARGETS, Clock, Policy, Severity
from inflection_points.rules.weeks import parse_spans
from issues.commands.linting import lint, warnings
from issues.forms.geography import countries, place
from people.models import User
from tests.cast import DAY, REPORTED

NOW = REPORTED + 9 * DAY
OFFICE = WorkingCalendar("Europe/Berlin", ((Span(9 * 60, 17 * 60),),) * 5 + ((), ()))


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def german(company, signed_in):
    """The administrator, who reads German."""
    User.objects.filter(pk=company.administrator.pk).update(language="de")
    company.administrator.refresh_from_db()
    return signed_in(company.administrator)


def words(response):
    return " ".join(response.content.decode().split())


class TestPolicies:
    def test_are_read_with_their_rungs_and_severities(self, company, german):
        page = words(german.get(f"/policies/{company.version.policy_id}/"))
        assert "100 %</strong> informiert die verantwortliche Person" in page
        assert "Zeit, bis jemand handelt" in page
        assert "Kritisch</tspan> 4 " in page
        assert ", rund um die Uhr</text>" in page

    def test_say_what_a_version_changed(self, company, german):
        quicker = {**DEFAULT_TARGETS, (Severity.NORMAL, Clock.ACT): Target(2, Unit.DAYS)}
        save_version(name="Default", now=NOW, targets=quicker, rungs=DEFAULT_RUNGS)
        page = words(german.get(f"/policies/{company.version.policy_id}/versions/2/"))
        assert "Ziel bis zum Handeln, normal" in page
        assert "<td>3 Tage</td><td>2 Tage</td>" in page

    def test_name_the_field_that_is_wrong(self, company, german):
        path = f"/policies/{company.version.policy_id}/change/"
        typed = german.get(path).context["sheet"].typed | {"act-2-percent": "0", "do": "save"}
        page = words(german.post(path, typed))
        assert "Handeln, Sprosse 2: bei % des Ziels: " in page

    @pytest.mark.parametrize("language", ["en-gb", "de"])
    def test_write_on_their_axis_only_what_has_room(self, language):
        with translation.override(language):
            ticks = draw(Policy(1, DEFAULT_TARGETS, DEFAULT_RUNGS), Clock.RESOLVE, OFFICE).ticks
        assert len(ticks) > 2
        for left, right in pairwise(ticks):
            assert right.x - left.x > 2 * (len(left.words) + len(right.words)) / 2


class TestDays:
    def test_off_are_called_as_the_reader_calls_them_unless_somebody_renamed_them(self, company, german):
        public = holidays_of("DE", "BY", [2026])
        epiphany, labour = date(2026, 1, 6), date(2026, 5, 1)
        days = [DayOff(day, name, name) for day, name in public.items() if day != labour]
        days += [DayOff(labour, "Works outing", public[labour]), DayOff(date(2026, 7, 1), "Stocktaking")]
        save_calendar(name="Bavaria", zone="UTC", week={}, holidays=days, country="DE", region="BY")
        calendar = company.calendar.__class__.objects.get(name="Bavaria")
        page = words(german.get(f"/calendars/{calendar.pk}/"))
        assert "Heilige Drei Könige" in page
        assert public[epiphany] not in page
        assert "Works outing" in page
        assert "Stocktaking" in page
        assert "Deutschland, Bayern" in page

    def test_off_of_a_country_that_the_library_does_not_say_in_german_keep_their_names(self, company, german):
        days = [DayOff(day, name, name) for day, name in holidays_of("GB", "ENG", [2026]).items()]
        calendar = save_calendar(name="Leeds", zone="UTC", week={}, holidays=days, country="GB", region="ENG")
        assert "Boxing Day" in words(german.get(f"/calendars/{calendar.pk}/"))

    def test_are_understood_as_germans_write_them(self):
        assert parse_spans("von 9 bis 12:30 und 13.30 bis 17 Uhr") == (Span(540, 750), Span(810, 1020))
        assert parse_spans("ganztags") == (Span(0, 1440),)
        assert parse_spans("geschlossen") == ()

    def test_that_are_not_understood_say_in_german_how_to_write_them(self):
        with translation.override("de"), pytest.raises(InvalidSpan, match="am Dienstag 00:00–06:00"):
            parse_spans("22–6", 0)


def test_countries_are_named_and_sorted_in_the_language_of_whoever_reads():
    with translation.override("de"):
        german = [name for _, name in countries()]
        assert place("AT", "") == "Österreich"
    assert german.index("Oman") < german.index("Österreich") < german.index("Pakistan")
    assert place("AT", "") == "Austria"


def test_the_lint_speaks_german_to_whoever_reads_it_and_english_to_the_others(company):
    company.delivery.head = None
    company.delivery.save()
    lint(now=NOW)
    english = {warned.sentence for warned in warnings()}
    with translation.override("de"):
        german = {warned.sentence for warned in warnings()}
    assert any("it tells the department head, and nobody who is here acts for them." in s for s in english)
    assert any(
        "Sie informiert die Abteilungsleitung, und niemand, der da ist, vertritt sie." in s for s in german
    )


def test_the_overview_writes_numbers_and_days_as_germans_do(company, german):
    company.report()
    page = words(german.get("/overview/?as_of=2026-01-10"))
    assert "Rechtzeitig gehandelt" in page
    assert "10. Januar 2026" in page
