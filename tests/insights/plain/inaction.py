"""What not acting puts at risk: the customers that reports named, of issues that are open and were never acted on."""

from datetime import datetime, timedelta
from fractions import Fraction

from tests.insights.plain.bands import ever_acted, is_open
from tests.insights.plain.histories import Event, Told

DAY = timedelta(days=1)
ONCE, MORE = Fraction(26, 100), Fraction(52, 100)


def named(one: Told, as_of: datetime) -> list[Event]:
    """The reports by then, with those of the duplicates that are part of it."""
    own = [event for event in one.by(as_of) if event.kind in {"reported", "report_added"}]
    return own + [event for duplicate in one.duplicates for event in named(duplicate, as_of)]


def customers(issues: list[Told], as_of: datetime) -> dict[str, int]:
    found = dict.fromkeys(("issues", "once", "more"), 0)
    for one in issues:
        if not one.counted or one.reported > as_of or not is_open(one, as_of) or ever_acted(one, as_of):
            continue
        tellings = named(one, as_of)
        found["issues"] += 1
        found["once" if len(tellings) == 1 else "more"] += max(
            1, sum(event.payload.get("customers", 0) for event in tellings)
        )
    return found


def at_risk(issues: list[Told], as_of: datetime) -> Fraction:
    found = customers(issues, as_of)
    return found["once"] * ONCE + found["more"] * MORE


def growth(issues: list[Told], as_of: datetime) -> Fraction:
    """What is at risk more than a day before."""
    return at_risk(issues, as_of) - at_risk(issues, as_of - DAY)


def holder(one: Told, as_of: datetime) -> tuple[int | None, int | None]:
    """The person and the department that had it in hand then."""
    found: tuple[int | None, int | None] = (None, None)
    for event in one.by(as_of):
        told = event.payload
        match event.kind:
            case "reported":
                found = told.get("holder"), told.get("holder_department")
            case "accepted":
                found = told["by"], told.get("department")
            case "handed_over":
                found = told.get("to"), told.get("to_department")
    return found
