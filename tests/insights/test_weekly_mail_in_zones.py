"""The weekly mail wherever its reader is: of the same week, with the same numbers, and those of the page that it leads to."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils.html import strip_tags

from insights.commands.keeping import keep_current
from insights.commands.weekly import Wish, mail_the_week, subscribe
from notifications.models import Message
from tests.cast import DAY, HOUR
from tests.insights.stories import random_histories
from tests.insights.test_weekly_mail import look, part

MONDAY = datetime(2026, 3, 16, tzinfo=UTC)  # when the week of 9 March was over
ZONES = ["Europe/Berlin", "America/New_York", "Pacific/Auckland", "Pacific/Honolulu"]
LATEST = MONDAY + 18 * HOUR  # 08:00 in Honolulu


@pytest.fixture
def lived(company):
    """Something in each of the weeks, and of the last of them what no other week has."""
    random_histories(company, seed=3, number=120)
    for _ in range(3):
        company.report(now=MONDAY - HOUR)
    company.report(now=MONDAY + HOUR)
    keep_current(now=LATEST)
    return company


@pytest.fixture
def readers(lived):
    """One in each zone, all of whom want it on Monday at eight."""
    people = dict(zip(ZONES, (lived.executive, lived.manager, lived.owner, lived.deputy), strict=True))
    for zone, person in people.items():
        person.time_zone = zone
        person.save()
        subscribe(person=person, wish=Wish(), now=MONDAY - 3 * DAY)
    return people


def told(mailbox, person) -> str:
    """What the mail says, without the links that are its reader's own."""
    [mail] = [one for one in mailbox.to(person.email) if "List-Unsubscribe" in one]
    return part(mail, "text/plain").replace("\r\n", "\n").partition("You asked for this mail")[0]


class TestEverywhere:
    def test_tells_the_same(self, readers, mailbox):
        look(LATEST)
        [said] = {told(mailbox, person) for person in readers.values()}
        assert "weekly figures to 15 March" in said
        assert "Reported from 22 December 2025 to 15 March 2026, as it stood when that day was over." in said
        assert "What changed last week\nFrom 9 March 2026 to 15 March 2026." in said
        assert "Week of 16 Mar" not in said

    @pytest.mark.parametrize("zone", ZONES)
    def test_tells_what_the_page_tells_that_it_leads_to(self, readers, mailbox, signed_in, zone):
        look(LATEST)
        said, reader = told(mailbox, readers[zone]), readers[zone]
        path = Message.objects.get(kind="weekly_figures", recipient=reader).context["path"]
        with time_machine.travel(LATEST + DAY, tick=False):
            page = signed_in(reader).get(path)
        context, html = page.context, page.content.decode()
        assert (context["weeks"][0].starts.date().isoformat(), len(context["weeks"])) == ("2025-12-22", 12)
        assert "Always of the last whole week, 9 March 2026 to 15 March 2026" in html
        for tile in context["tiles"]:
            value = f"{tile.value} {tile.unit}".strip() if tile.value is not None else "–"
            assert f"{tile.label}: {value}\n" in said
            assert tile.n is None or f"n = {tile.n}" in said
        changes = re.search(r'<ul class="changes">(.*?)</ul>', html, re.DOTALL)
        assert changes
        for one in re.findall(r"<li.*?</li>", changes[1], re.DOTALL):
            assert " ".join(strip_tags(one).split()) in said

    @pytest.mark.parametrize(
        ("zone", "due"),
        [
            ("Pacific/Auckland", MONDAY),  # 13:00 there; at 08:00 the week was not over
            ("Europe/Berlin", MONDAY + 7 * HOUR),
            ("America/New_York", MONDAY + 12 * HOUR),
            ("Pacific/Honolulu", LATEST),
        ],
    )
    def test_comes_at_the_hour_of_its_reader_and_never_before_the_week_is_over(self, readers, zone, due):
        def written_at(now: datetime) -> bool:
            mail_the_week(clock=lambda: now, until=now + HOUR)
            return Message.objects.filter(kind="weekly_figures", recipient=readers[zone]).exists()

        assert not written_at(due - timedelta(minutes=1))
        assert written_at(due)


class TestAsOfADay:
    @pytest.mark.parametrize("zone", ZONES)
    def test_is_as_of_its_end_and_tells_the_week_that_ended_with_it(self, lived, signed_in, zone):
        lived.executive.time_zone = zone
        lived.executive.save()
        with time_machine.travel(LATEST + DAY, tick=False):
            client = signed_in(lived.executive)
            told = {
                day: client.get("/overview/", {"as_of": f"2026-03-{day}"}).context for day in (14, 15, 16, 17)
            }
        weeks = {day: context["changed_in"]["until"].isoformat() for day, context in told.items()}
        assert weeks == {14: "2026-03-08", 15: "2026-03-15", 16: "2026-03-15", 17: "2026-03-15"}
        assert [len(context["weeks"]) for context in told.values()] == [12] * 4
        assert told[15]["period"].as_of == MONDAY
        assert told[15]["form"].last_day.isoformat() == "2026-03-15"
        assert not told[17]["is_past"]  # the day is not over: it is now

    def test_names_the_days_in_the_list_too(self, lived, signed_in):
        with time_machine.travel(LATEST + DAY, tick=False):
            page = signed_in(lived.executive).get(
                "/overview/changed/", {"as_of": "2026-03-15", "what": "declined", "days": "7"}
            )
        assert "In the last whole week, 9 March 2026 to 15 March 2026" in page.content.decode()
