"""The clock changes, February has 29 days, a holiday is declared: nothing early, nothing twice, nothing missing.

The instants at which rungs are due were worked out by hand, not by the product.
"""

from datetime import UTC, date, datetime, timedelta

import pytest

from inflection_points.rules.policies import Severity
from issues.commands.rescheduling import change_calendar
from issues.commands.sweeping import sweep
from issues.commands.wanting import unwanted
from issues.models import Escalation
from notifications.commands.delivery import deliver
from tests.cast import HOUR, OFFICE_HOURS
from tests.faults import invariants

pytestmark = pytest.mark.fault

EVERY = timedelta(minutes=5)
NIGHT_SHIFT = {day: [(0, 6 * 60), (22 * 60, 24 * 60)] for day in range(7)}  # a working day of 8 hours
ONE_DAY = Severity.HIGH  # accepted in 4 hours, acted on in 8: rungs after 4, 6, 8, 12 and 16 hours


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def look(now):
    """What the engine does each minute; and once more a worker whose clock is two hours behind."""
    sweep(now=now)
    sweep(now=now - 2 * HOUR)
    deliver(clock=lambda: now, unwanted=unwanted)


def live(since, until):
    now = since
    while now < until:
        look(now)
        now += EVERY


def spoken():
    """Every rung: clock, rung, when it was due, whether it was passed by."""
    rows = Escalation.objects.order_by("due_at", "rung")
    return [(r.clock, r.rung, r.due_at, r.caught_up) for r in rows]


def each_on_time():
    return all(row.due_at <= row.fired_at < row.due_at + EVERY for row in Escalation.objects.all())


DAYS = {
    "night in which the clock goes forward (Berlin)": (
        *("Europe/Berlin", NIGHT_SHIFT, "2026-03-28 21:00"),
        ["2026-03-29 01:00", "2026-03-29 03:00", "2026-03-29 21:00", "2026-03-30 01:00", "2026-03-30 21:00"],
    ),
    "night in which the clock goes back (Berlin)": (
        *("Europe/Berlin", NIGHT_SHIFT, "2026-10-24 20:00"),
        ["2026-10-25 00:00", "2026-10-25 02:00", "2026-10-25 04:00", "2026-10-26 00:00", "2026-10-26 04:00"],
    ),
    "leap day": (
        *("UTC", OFFICE_HOURS, "2028-02-28 15:00"),
        ["2028-02-29 11:00", "2028-02-29 13:00", "2028-02-29 15:00", "2028-03-01 11:00", "2028-03-01 15:00"],
    ),
}


@pytest.mark.parametrize("day", DAYS)
def test_on_an_odd_day_every_rung_fires_at_its_minute_and_once(company, mailbox, figure, day):
    zone, week, reported, due = DAYS[day]
    company.point.calendar = change_calendar(name="Office hours", zone=zone, week=week, now=at(reported))
    issue = company.report(now=at(reported), severity=ONE_DAY)
    end = at(due[-1]) + 2 * HOUR
    live(at(reported), end)
    accept, holder, owner, head, executive = map(at, due)
    assert spoken() == [
        ("accept", 1, accept, False),
        ("act", 1, holder, False),
        ("act", 2, owner, False),
        ("act", 3, head, False),
        ("act", 4, executive, False),
    ]
    assert each_on_time()
    assert issue.reports.count() == 1
    invariants.hold(due=5, now=end)
    figure(
        f"F8 {day}",
        f"5 rungs due, 5 fired within {EVERY.seconds // 60} min of their minute, 0 early, 0 twice",
    )


def test_a_holiday_declared_and_taken_back_under_open_issues(company, mailbox, figure):
    """Tuesday is declared a holiday at noon, when the first rung has fired; on Wednesday it was a mistake."""
    company.report(now=at("2026-03-02 15:00"), severity=ONE_DAY)
    live(at("2026-03-02 15:00"), at("2026-03-03 12:00"))
    declare = {"name": "Office hours", "zone": "UTC", "week": OFFICE_HOURS}
    change_calendar(**declare, holidays={date(2026, 3, 3): "Mourning"}, now=at("2026-03-03 12:00"))
    live(at("2026-03-03 12:00"), at("2026-03-04 14:00"))
    assert spoken() == [
        ("accept", 1, at("2026-03-03 11:00"), False),
        ("act", 1, at("2026-03-04 13:00"), False),
    ]
    change_calendar(**declare, now=at("2026-03-04 14:00"))
    live(at("2026-03-04 14:00"), at("2026-03-04 17:00"))
    assert spoken() == [
        ("accept", 1, at("2026-03-03 11:00"), False),
        ("act", 2, at("2026-03-03 15:00"), True),
        ("act", 3, at("2026-03-04 11:00"), False),
        ("act", 1, at("2026-03-04 13:00"), False),
        ("act", 4, at("2026-03-04 15:00"), False),
    ]
    invariants.hold(due=4, now=at("2026-03-04 17:00"))
    figure(
        "F8 holiday declared and taken back under an open issue",
        "declared: the rungs wait a day; taken back: of 2 overdue the higher fires once; 0 early, 0 twice",
    )
