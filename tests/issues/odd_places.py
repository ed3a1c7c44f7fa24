"""Calendars and policies of the odd kind, for stories that nobody would think of."""

from datetime import date, timedelta

from inflection_points.rules.calendars import ROUND_THE_CLOCK, Span, Target, Unit, WorkingCalendar
from inflection_points.rules.policies import (
    DEFAULT_RUNGS,
    DEFAULT_TARGETS,
    Clock,
    Policy,
    Recipient,
    Rung,
    Whom,
)
from tests.issues.simulated import OFFICE, POLICY


def hours(*spans: tuple[float, float]) -> tuple[Span, ...]:
    return tuple(Span(int(start * 60), int(end * 60)) for start, end in spans)


WEEKDAYS, NEVER = 5, ()
SPRING = frozenset(date(2026, 3, 6) + timedelta(days=n) for n in range(45))

CALENDARS = [
    OFFICE,
    ROUND_THE_CLOCK,
    WorkingCalendar("UTC", (NEVER,) * 7),  # without hours: round the clock
    WorkingCalendar(  # lunch, a short Friday, a holiday; the clock goes forward on 29 March
        "Europe/Berlin",
        (*(hours((8, 12), (12.5, 16.5)),) * 4, hours((8, 13)), NEVER, NEVER),
        frozenset({date(2026, 3, 4), date(2026, 4, 3), date(2026, 4, 6)}),
    ),
    WorkingCalendar("Europe/Berlin", (hours((0, 6), (22, 24)),) * 7),  # through the nights of the change
    WorkingCalendar("Europe/Berlin", (hours((0, 24)),) * 7, frozenset({date(2026, 3, 29)})),
    WorkingCalendar(
        "America/New_York", (*(NEVER,) * 5, hours((1.5, 2.5), (9, 13)), hours((1.5, 2.5), (9, 13)))
    ),
    WorkingCalendar("Australia/Lord_Howe", (hours((1, 3), (10, 15.25)),) * 7),  # a change of half an hour
    WorkingCalendar("Asia/Kathmandu", (*(hours((10, 17)),) * 5, NEVER, hours((10, 13)))),
    WorkingCalendar("UTC", (hours((9, 10)), *(NEVER,) * 6)),  # an hour a week
    WorkingCalendar("UTC", (*(hours((9, 17)),) * 5, NEVER, NEVER), SPRING),  # closed for six weeks: runs dry
]


def ladder(accept: list[int], act: list[int], resolve: list[int]) -> tuple[Rung, ...]:
    clocks = ((Clock.ACCEPT, accept), (Clock.ACT, act), (Clock.RESOLVE, resolve))
    return tuple(
        Rung(clock, position, percent, (Recipient(Whom.OWNER),))
        for clock, percents in clocks
        for position, percent in enumerate(percents, start=1)
    )


QUICK = {
    (severity, clock): Target(40 + 20 * n, Unit.MINUTES)
    for n, (severity, clock) in enumerate(DEFAULT_TARGETS)
}
UPSIDE_DOWN = {
    (severity, clock): Target(3 + 2 * severity.rank, Unit.HOURS) for severity, clock in DEFAULT_TARGETS
}

POLICIES = [
    POLICY,
    Policy(2, dict(DEFAULT_TARGETS), DEFAULT_RUNGS, hold_limit_percent=50),
    Policy(3, QUICK, ladder([100], [50, 100, 200], [100, 300])),
    Policy(4, dict(DEFAULT_TARGETS), ladder([], [100], [100])),  # one rung and no more
    Policy(5, dict(DEFAULT_TARGETS), ladder([200], [10, 10, 60, 150], [50])),  # two at once, none at 100 %
    Policy(7, UPSIDE_DOWN, ladder([100], [50, 100, 150], [100])),  # the more severe, the more time
    Policy(6, QUICK, ladder([50, 150], [75, 1000], [100, 150]), hold_limit_percent=400),
]
