"""The product in German: every page, messages for whom they are, dates and numbers."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
import time_machine
from django.template import Context, Engine
from django.utils import timezone, translation

from launch.words import catalogues
from launch.words.extracting import PLACEHOLDER
from launch.words.places import LOCALE
from notifications.commands.payloads import told
from notifications.commands.rendering import render
from notifications.models import Channel, Message
from people.models import User
from people.templatetags.times import on_the_clock, relative, span, working_span
from tests.busy import make_busy
from tests.cast import HOUR
from tests.languages.unmarked import Texts, data
from tests.pages import client_of, is_page, names_of_pages, variations
from tests.routes import ROUTES
from tests.test_permissions import NOW, Things, things

__all__ = ["things"]


def test_every_page_opens_in_german(things: Things):
    make_busy(things)
    User.objects.update(language="de")
    names = [name for name in names_of_pages() if ROUTES[name].method == "get" and name != "styleguide"]
    addresses = [*(things.address(name, ROUTES[name]) for name in names), *variations(things.company)]
    client = client_of(things.company, "administrator")
    with time_machine.travel(NOW, tick=False):
        found = {address: client.get(address) for address in addresses}
    pages = {address: answer for address, answer in found.items() if is_page(answer)}
    assert len(pages) > 50
    known = data()
    assert {
        at: said for at, page in pages.items() if (said := left_in_english(page.content.decode(), known))
    } == {}


def left_in_english(html: str, known: frozenset[str]) -> set[str]:
    """What a page says in English though the catalogue has German for it: texts as a whole, or a sentence in them."""
    assert '<html lang="de"' in html
    texts = {text.strip(" .,:") for text in Texts(html).found} - known
    page = "\n".join(texts)
    return (texts & TEXTS) | {sentence for sentence in SENTENCES if sentence in page}


def english() -> Iterator[str]:
    """What stands in the catalogue and is said otherwise in German, up to the first value that is filled in."""
    for message in catalogues.read(LOCALE / "de" / "LC_MESSAGES" / "django.po"):
        said, german = (
            one if isinstance(one, str) else one[-1] for one in (message.id or "", message.string or "")
        )
        begun = PLACEHOLDER.split(said.replace("%%", "%"))[0].strip(" .,:“”")
        if begun and begun not in german:
            yield begun


TEXTS: Final = frozenset(english())
SENTENCES: Final = frozenset(text for text in TEXTS if text.count(" ") > 2)


class TestMessages:
    @pytest.fixture
    def message(self, company) -> Message:
        company.report(now=NOW)
        return Message.objects.filter(kind="reported")[0]

    def test_are_written_in_the_language_of_whoever_receives_them(self, message):
        person = message.recipient
        person.language = "de"
        with translation.override("en-gb"):  # of whoever caused it
            german = render(message, person)
        person.language = ""
        assert german.title.startswith("Neues Problem: ")
        assert '<html lang="de"' in german.html
        assert "Kein gemeldetes Problem" in german.text
        assert render(message, person).title.startswith("New problem: ")

    def test_name_times_in_the_zone_of_whoever_receives_them(self, message):
        person = message.recipient
        person.language, person.time_zone = "de", "Asia/Tokyo"
        at = datetime.fromisoformat(message.context["act_by"])
        with timezone.override("Asia/Tokyo"):
            assert f"{timezone.localtime(at):%H:%M}" in render(message, person).text

    def test_speak_the_companys_language_where_others_read_them_too(self, message):
        person = message.recipient
        person.language = "de"
        ours, own = Channel(kind=Channel.Kind.SLACK), Channel(kind=Channel.Kind.SLACK, owner=person)
        assert told(message, ours).words.title.startswith("New problem: ")
        assert told(message, own).words.title.startswith("Neues Problem: ")

    def test_stand_in_the_application_in_the_readers_language(self, message, signed_in):
        Message.objects.update(state=Message.State.DISPATCHED, visible_at=NOW)
        User.objects.filter(pk=message.recipient_id).update(language="de")
        page = signed_in(message.recipient).get("/messages/").content.decode()
        assert "das jetzt in Ihrer Hand liegt" in page


class TestTimes:
    AT = datetime(2026, 3, 5, 8, tzinfo=UTC)

    @pytest.fixture(autouse=True)
    def german(self):
        with translation.override("de"), timezone.override("Europe/Berlin"):
            yield

    def test_say_how_long_and_when(self):
        assert span(timedelta(days=3, hours=4)) == "3 Tg 4 h"
        assert working_span(timedelta(minutes=5)) == "5 min"
        assert relative(self.AT, self.AT + HOUR) == "vor 1 h"
        assert relative(self.AT, self.AT + HOUR, due=True) == "seit 1 h überfällig"
        assert relative(self.AT - timedelta(seconds=5), self.AT) == "vor weniger als einer Minute"
        assert on_the_clock(self.AT, self.AT) == "heute um 09:00"
        assert on_the_clock(self.AT + timedelta(days=4), self.AT) == "am Montag, 9. Mär um 09:00"

    def test_write_dates_and_numbers_as_germans_do(self):
        text = '{% load humanize %}{{ at|date:"DATETIME_FORMAT" }} {{ n|intcomma }} {{ share|floatformat:1 }}'
        page = Engine.get_default().from_string(text)
        said = page.render(Context({"at": self.AT, "n": 1240, "share": 0.5}))
        assert said == "5. Mär 2026, 09:00 1.240 0,5"
