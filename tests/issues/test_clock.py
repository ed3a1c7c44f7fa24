"""The one clock that all processes share: PostgreSQL's, whatever this machine's own clock shows."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from issues.commands import clock

TWO_HOURS = timedelta(hours=2)
A_MOMENT = timedelta(seconds=20)
ISSUES = Path(clock.__file__).parent.parent


@pytest.fixture(autouse=True)
def shared(settings, monkeypatch, db):
    settings.SHARED_CLOCK = True
    monkeypatch.setattr(clock, "_last", None)  # nothing was read yet


def shown_by_the_database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


@pytest.mark.parametrize("wrong", [TWO_HOURS, -TWO_HOURS])
def test_shows_what_the_database_shows(wrong):
    with time_machine.travel(timezone.now() + wrong, tick=True):
        shown = clock.now()
        assert shown <= shown_by_the_database() < shown + A_MOMENT
        assert abs(clock.wrong_by() - wrong) < A_MOMENT


def test_goes_on_when_the_machine_is_set_meanwhile():
    before = clock.now()
    with time_machine.travel(timezone.now() + TWO_HOURS, tick=True):
        assert before <= clock.now() < before + A_MOMENT


def test_a_clock_that_is_right_is_not_complained_about():
    assert clock.wrong_by() is None


def test_a_wrong_clock_is_logged(caplog):
    with time_machine.travel(timezone.now() - TWO_HOURS, tick=True):
        clock.now()
    assert "behind the database's" in caplog.text


@pytest.mark.parametrize(
    ("wrong", "words"), [(TWO_HOURS + A_MOMENT, "2 h ahead of"), (-TWO_HOURS - A_MOMENT, "2 h behind")]
)
def test_the_status_page_says_by_how_much_its_server_is_wrong(company, signed_in, wrong, words):
    client = signed_in(company.owner)
    with time_machine.travel(timezone.now() + wrong, tick=True):
        page = client.get("/status/").content.decode()
    assert f"The clock of this web server is {words} the database's" in " ".join(page.split())


def test_every_door_that_records_asks_it():
    doors = [*ISSUES.glob("views/*.py"), *ISSUES.glob("api/*.py"), ISSUES / "tasks.py"]
    doors += [
        ISSUES / "management" / "commands" / f"{name}.py" for name in ("sweep", "audit", "import_issues")
    ]
    own = [door.name for door in doors if re.search(r"\b(now|clock)=timezone\.now\b", door.read_text())]
    assert own == [], "hand clock.now() to commands: this machine's own clock may be hours wrong"
