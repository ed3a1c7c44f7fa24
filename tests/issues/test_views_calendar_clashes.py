"""What the form of a calendar says when it clashes with what others have saved."""

import pytest
import time_machine

from inflection_points.commands.calendars import save_calendar
from inflection_points.rules.weeks import WEEKDAYS
from issues.commands.rescheduling import change_calendar
from issues.forms.geography import countries
from tests.cast import HOUR, REPORTED

NOW = REPORTED + HOUR


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def words(response):
    return response.content.decode()


def sent(**changes):
    week = {f"day_{day}": "9-17" if day < 5 else "" for day in range(len(WEEKDAYS))}
    rows = {"days-TOTAL_FORMS": "0", "days-INITIAL_FORMS": "0"}
    base = {"name": "Office hours", "zone": "UTC", "country": "", "region": "", "revision": "0", "seen": ""}
    return base | week | rows | changes


class TestATakenName:
    def test_is_said_before_anything_is_looked_at(self, company, ada):
        response = ada.post("/calendars/new/", sent(name="OFFICE hours ", do="preview"))
        assert response.status_code == 422
        assert "Another calendar has this name." in words(response)
        assert response.context["draft"] is None

    def test_is_no_obstacle_to_the_calendar_that_has_it(self, company, ada):
        path = f"/calendars/{company.calendar.pk}/change/"
        revision = str(company.calendar.revision)
        assert ada.post(path, sent(revision=revision, do="preview")).status_code == 200


class TestAStalePage:
    def test_names_who_changed_the_hours_and_leads_to_what_they_are_now(self, company, ada):
        company.report()
        path, revision = f"/calendars/{company.calendar.pk}/change/", str(company.calendar.revision)
        mine = sent(revision=revision, day_4="9-15")
        seen = ada.post(path, mine | {"do": "preview"}).context["seen"]
        change_calendar(
            name="Office hours", zone="UTC", week={0: [(0, 60)]}, now=NOW, actor=company.administrator
        )
        response = ada.post(path, mine | {"do": "save", "seen": seen})
        assert response.status_code == 409
        assert f"Its hours were last changed by {company.administrator.name} on" in words(response)
        assert (
            f'<a href="/calendars/{company.calendar.pk}/" target="_blank">Look at what it says now</a>'
            in words(response)
        )

    def test_names_nobody_where_nobody_is_known(self, company, ada):
        path, revision = f"/calendars/{company.calendar.pk}/change/", str(company.calendar.revision)
        mine = sent(revision=revision, day_4="9-15")
        seen = ada.post(path, mine | {"do": "preview"}).context["seen"]
        save_calendar(name="Office hours", zone="UTC", week={0: [(0, 60)]})
        response = ada.post(path, mine | {"do": "save", "seen": seen})
        assert "Look at what it says now" in words(response)
        assert "last changed" not in words(response)


def test_countries_stand_under_the_names_that_they_have():
    names = [name for _, name in countries()]
    assert {"DR Congo", "Hong Kong", "Guinea-Bissau", "Timor-Leste"} <= set(names)
    assert names[1:4] == ["Afghanistan", "Åland Islands", "Albania"]
