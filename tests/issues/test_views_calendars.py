"""The pages of calendars: reading, making, changing after a preview, giving them to points, removing."""

from datetime import date

import pytest
import time_machine

from inflection_points.commands.calendars import holidays_of, save_calendar
from inflection_points.models import Calendar, Holiday, Site
from inflection_points.rules.weeks import write_week
from issues.commands.linting import lint
from people.models import Rearrangement
from tests.cast import DAY, HOUR, OFFICE_HOURS, REPORTED

NOW = REPORTED + HOUR
WEEK = {f"day_{day}": "9-17" for day in range(5)} | {"day_5": "", "day_6": ""}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def words(response):
    return response.content.decode()


def sent(*days, do="preview", **changes):
    """What the form sends; each day as (date, name, public name, closed)."""
    rows = {"days-TOTAL_FORMS": str(len(days)), "days-INITIAL_FORMS": "0"}
    for number, (at, name, public, is_closed) in enumerate(days):
        rows |= {f"days-{number}-date": at, f"days-{number}-name": name, f"days-{number}-public_name": public}
        rows |= {f"days-{number}-is_closed": "on"} if is_closed else {}
    base = {"name": "Office hours", "zone": "UTC", "country": "", "region": "", "revision": "0", "seen": ""}
    return base | WEEK | rows | changes | {"do": do}


def change(client, calendar, *days, **changes):
    """Preview, then save what was previewed, as a person does."""
    path = f"/calendars/{calendar.pk}/change/"
    told = {"revision": str(calendar.revision), **changes}
    seen = client.post(path, sent(*days, **told)).context["seen"]
    return client.post(path, sent(*days, do="save", seen=seen, **told))


class TestReading:
    @pytest.mark.parametrize("role", ["reporter", "owner", "executive", "administrator"])
    def test_is_for_everybody_and_changing_for_administrators(self, company, signed_in, role):
        client, pk = signed_in(getattr(company, role)), company.calendar.pk
        assert "Mon–Fri 09:00–17:00" in words(client.get("/calendars/"))
        assert "The week" in words(client.get(f"/calendars/{pk}/"))
        expected = 200 if role == "administrator" else 403
        for path in ("new/", f"{pk}/change/", f"{pk}/remove/"):
            assert client.get(f"/calendars/{path}").status_code == expected
        assert ("New calendar" in words(client.get("/calendars/"))) is (role == "administrator")

    def test_names_next_holidays_where_it_counts_and_the_hours_of_a_month(self, company, ada):
        save_calendar(
            name="Office hours", zone="UTC", week=OFFICE_HOURS, holidays={date(2026, 3, 4): "Founders' day"}
        )
        page = words(ada.get("/calendars/"))
        assert "Founders&#x27; day" in page
        assert "1 point" in page
        assert "168 h" in page  # seven today, one on the last day, twenty whole days

    def test_says_when_there_is_no_working_time(self, company, ada):
        never = save_calendar(name="Never", zone="UTC", week={})
        assert "nothing" in words(ada.get("/calendars/"))
        assert "clocks run round the clock" in words(ada.get(f"/calendars/{never.pk}/"))

    def test_of_an_empty_company_says_what_to_do(self, db, company, signed_in):
        client = signed_in(company.administrator)
        company.point.delete()
        Calendar.objects.all().delete()
        assert "No calendar yet" in words(client.get("/calendars/"))


class TestMaking:
    def test_shows_it_then_saves_it(self, company, ada):
        told = {"name": "Two shifts", "zone": "berlin", "day_0": "6–14, 14–22"}
        seen = ada.post("/calendars/new/", sent(**told))
        assert seen.status_code == 200
        assert not Calendar.objects.filter(name="Two shifts").exists()
        response = ada.post(
            "/calendars/new/", sent(**told, do="save", seen=seen.context["seen"]), follow=True
        )
        assert "“Two shifts” is saved." in words(response)
        made = Calendar.objects.get(name="Two shifts")
        assert made.zone == "Europe/Berlin"
        assert write_week(made.value().week) == "Mon 06:00–14:00, 14:00–22:00; Tue–Fri 09:00–17:00"

    def test_refuses_nonsense_with_sentences_and_keeps_what_was_typed(self, company, ada):
        bad = {"name": "", "zone": "Mars", "day_1": "22-6", "day_2": "lunch"}
        response = ada.post("/calendars/new/", sent(("", "Easter", "", True), **bad))
        assert response.status_code == 422
        page = words(response)
        assert "“Mars” is not a time zone" in page
        assert "00:00–06:00 on Wednesday" in page
        assert "“lunch” is not a span of time" in page
        assert "Say on which day." in page
        assert 'value="22-6"' in page
        assert 'value="Easter"' in page

    def test_refuses_the_same_day_twice(self, company, ada):
        days = [("2026-12-24", "Eve", "", True), ("2026-12-24", "Half day", "", True)]
        response = ada.post("/calendars/new/", sent(*days, name="Shop"))
        assert response.status_code == 422
        assert "stands in the list twice" in words(response)

    def test_does_not_replace_a_calendar_of_the_same_name(self, company, ada):
        seen = ada.post("/calendars/new/", sent(name="office hours")).context["seen"]
        response = ada.post("/calendars/new/", sent(name="office hours", do="save", seen=seen))
        assert response.status_code == 422
        assert "Another calendar has this name" in words(response)
        assert Calendar.objects.count() == 1

    def test_pressed_twice_is_one(self, company, ada):
        seen = ada.post("/calendars/new/", sent(name="Shop")).context["seen"]
        for _ in range(2):
            ada.post("/calendars/new/", sent(name="Shop", do="save", seen=seen))
        assert Calendar.objects.filter(name="Shop").count() == 1

    @pytest.mark.parametrize(
        "nonsense",
        [
            {},
            {"days-TOTAL_FORMS": "9" * 9, "do": "more"},
            {"days-TOTAL_FORMS": "x", "do": "pick", "country": "XX"},
            {"revision": "9" * 40, "do": "save", "seen": "\x00"},
        ],
    )
    def test_takes_nonsense_without_breaking(self, company, ada, nonsense):
        for path in ("/calendars/new/", f"/calendars/{company.calendar.pk}/change/"):
            assert ada.post(path, nonsense).status_code in {200, 409, 422}


class TestHolidays:
    def test_are_taken_over_for_three_years_and_own_ones_and_decisions_stay(self, company, ada):
        own = ("2026-03-04", "Founders' day", "", True)
        response = ada.post("/calendars/new/", sent(own, do="pick", country="DE", region="BY"))
        rows = response.context["rows"].initial
        assert {row["date"].year for row in rows} == {2026, 2027, 2028}
        assert "Founders&#x27; day" in words(response)
        assert not Holiday.objects.exists()
        days = [
            (f"{row['date']}", row["name"], row["public_name"], row["date"] != date(2026, 1, 6))
            for row in rows
        ]
        again = ada.post("/calendars/new/", sent(*days, do="pick", country="DE", region="BY"))
        assert [row["date"] for row in again.context["rows"].initial] == [row["date"] for row in rows]
        assert {row["date"] for row in again.context["rows"].initial if not row["is_closed"]} == {
            date(2026, 1, 6)
        }

    def test_offer_the_regions_of_the_country(self, company, ada):
        response = ada.post("/calendars/new/", sent(do="pick", country="DE", region="WLS"))
        assert "Bayern" in words(response)
        assert response.context["form"]["region"].value() == ""

    def test_struck_out_are_worked_and_come_back_with_a_tick(self, company, ada):
        days = [("2026-03-05", "Epiphany", "Epiphany", False), ("2026-03-06", "Own", "", False)]
        change(ada, company.calendar, *days, country="DE")
        company.calendar.refresh_from_db()
        assert date(2026, 3, 5) not in company.calendar.value().holidays
        assert [day.is_worked for day in company.calendar.days_off()] == [True]
        assert "works" in words(ada.get(f"/calendars/{company.calendar.pk}/"))

    def test_of_past_years_stay_though_the_form_does_not_show_them(self, company, ada):
        past = {date(2025, 12, 25): "Christmas"}
        calendar = save_calendar(name="Office hours", zone="UTC", week=OFFICE_HOURS, holidays=past)
        assert change(ada, calendar, ("2026-03-04", "Founders' day", "", True)).status_code == 302
        calendar.refresh_from_db()
        assert calendar.value().holidays == {date(2025, 12, 25), date(2026, 3, 4)}

    def test_get_more_empty_rows_without_losing_what_was_typed(self, company, ada):
        response = ada.post(
            "/calendars/new/", sent(("what", "Half typed", "", True), do="more", day_0="late")
        )
        assert len(response.context["rows"].forms) == 4
        assert "Half typed" in words(response)
        assert 'value="late"' in words(response)


class TestChanging:
    def test_shows_first_what_it_moves(self, company, ada):
        company.report()
        founders = ("2026-03-04", "Founders' day", "", True)
        path = f"/calendars/{company.calendar.pk}/change/"
        rehearsal = ada.post(path, sent(founders)).context["rehearsal"]
        assert (rehearsal.open, rehearsal.earlier, rehearsal.later, rehearsal.at_once) == (1, 0, 1, 0)
        company.calendar.refresh_from_db()
        assert company.calendar.holidays.count() == 0
        shorter = ada.post(path, sent(**{f"day_{day}": "9-9:30" for day in range(5)})).context["rehearsal"]
        assert (shorter.earlier, shorter.at_once) == (1, 1)
        assert "of them at once" in words(
            ada.post(path, sent(**{f"day_{day}": "9-9:30" for day in range(5)}))
        )

    def test_moves_the_deadlines_when_it_is_saved(self, company, ada):
        issue = company.report()
        assert change(ada, company.calendar, ("2026-03-04", "Founders' day", "", True)).status_code == 302
        before = issue.act_by
        issue.refresh_from_db()
        assert issue.act_by - before == DAY

    def test_is_looked_at_once_more_when_it_is_no_longer_what_was_shown(self, company, ada):
        path = f"/calendars/{company.calendar.pk}/change/"
        told = {"revision": str(company.calendar.revision)}
        seen = ada.post(path, sent(**told)).context["seen"]
        response = ada.post(path, sent(**told, do="save", seen=seen, day_4="9-15"))
        assert "Look once more" in words(response)
        assert response.context["seen"] != seen
        company.calendar.refresh_from_db()
        assert str(company.calendar.revision) == told["revision"]

    def test_renames(self, company, ada):
        assert change(ada, company.calendar, name="Head office").status_code == 302
        assert Calendar.objects.get().name == "Head office"

    def test_of_a_stale_page_says_so_keeps_what_was_typed_and_can_be_sent_again(self, company, ada):
        stale = company.calendar.revision
        save_calendar(name="Office hours", zone="UTC", week={0: [(0, 60)]})
        response = change(ada, company.calendar, day_4="9-15")
        assert response.status_code == 409
        assert "Somebody saved this calendar while you were changing it" in words(response)
        assert 'value="9-15"' in words(response)
        assert response.context["revision"] != stale
        company.calendar.refresh_from_db()
        assert change(ada, company.calendar, day_4="9-15").status_code == 302

    def test_asks_for_another_look_at_the_gaps(self, company, ada):
        lint(now=NOW)
        change(ada, company.calendar, day_0="")
        assert Rearrangement.objects.exists()

    def test_keeps_what_was_typed_by_somebody_who_was_signed_out_meanwhile(self, company, client, signed_in):
        path = f"/calendars/{company.calendar.pk}/change/"
        client.post(path, sent(("2026-12-24", "Eve", "", True), day_0="10-12"))
        page = words(signed_in(company.administrator).get(path))
        assert 'value="10-12"' in page
        assert 'value="Eve"' in page


class TestWhereItCounts:
    def test_is_given_to_points_and_sites_and_taken_from_sites(self, company, ada):
        shop = save_calendar(name="Shop", zone="UTC", week=OFFICE_HOURS)
        site = Site.objects.create(name="Depot North")
        path = f"/calendars/{shop.pk}/"
        issue = company.report()
        for to in (f"point-{company.point.pk}", f"site-{site.pk}"):
            assert ada.post(f"{path}assign/", {"to": to}).status_code == 302
        company.point.refresh_from_db()
        site.refresh_from_db()
        issue.refresh_from_db()
        assert (company.point.calendar, site.calendar) == (shop, shop)
        assert issue.calendar == company.calendar
        ada.post(f"{path}sites/{site.pk}/release/")
        site.refresh_from_db()
        assert site.calendar is None

    def test_is_refused_with_a_sentence_when_nothing_is_chosen(self, company, ada):
        response = ada.post(f"/calendars/{company.calendar.pk}/assign/", {"to": ""})
        assert response.status_code == 422
        assert "Choose a point or a site." in words(response)


class TestRemoving:
    def test_asks_once_and_only_where_nothing_uses_it(self, company, ada):
        shop = save_calendar(name="Shop", zone="UTC", week=OFFICE_HOURS)
        assert "Remove “Shop”?" in words(ada.get(f"/calendars/{shop.pk}/remove/"))
        ada.post(f"/calendars/{shop.pk}/remove/")
        assert not Calendar.objects.filter(name="Shop").exists()
        response = ada.post(f"/calendars/{company.calendar.pk}/remove/")
        assert response.status_code == 409
        assert "1 inflection point and 0 sites use this calendar" in words(response)

    def test_is_refused_where_issues_were_measured_by_it(self, company, ada):
        company.report()
        shop = save_calendar(name="Shop", zone="UTC", week=OFFICE_HOURS)
        company.point.calendar = shop
        company.point.save()
        response = ada.post(f"/calendars/{company.calendar.pk}/remove/")
        assert "Issues were measured by this calendar" in words(response)


def test_every_country_and_region_that_is_offered_has_holidays_that_can_be_stored(company, ada):
    assert max(map(len, holidays_of("BR", "São Paulo Capital", [2026]).values())) <= 120
    response = change(ada, company.calendar, country="BR", region="São Paulo Capital")
    assert response.status_code == 302
