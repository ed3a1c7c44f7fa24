"""What not acting puts at risk: the customers that reports named, of issues that are open and were never acted on."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from tests.insights.plain.figures import Asked, Book
from tests.insights.plain.flow import waiting
from tests.insights.plain.histories import Event, Told
from tests.insights.plain.promises import holding
from tests.insights.plain.rows import rows

DAY = timedelta(days=1)
ASSUMED = ("leave_once", "leave_more", "post", "review", "tell", "value", "realisation")
SURVEY = (26, 52, 36, 46, 58, None, 100)
Hand = tuple[int | None, int | None]  # a person, or a department while nobody there has it


def named(one: Told, as_of: datetime) -> list[Event]:
    """The reports by then, with those of the duplicates that are part of it."""
    own = [event for event in one.by(as_of) if event.kind in {"reported", "report_added"}]
    return own + [event for duplicate in one.duplicates for event in named(duplicate, as_of)]


def counted(issues: Sequence[Told], as_of: datetime) -> dict[str, int]:
    """Of what waits."""
    found = dict.fromkeys(("issues", "once", "more"), 0)
    for one in issues:
        tellings = named(one, as_of)
        found["issues"] += 1
        found["once" if len(tellings) == 1 else "more"] += max(
            1, sum(event.payload.get("customers", 0) for event in tellings)
        )
    return found


def customers(book: Book, asked: Asked) -> dict[str, int]:
    return counted(waiting(book, asked), asked.as_of)


def assumed(as_of: datetime) -> dict[str, Any]:
    """What the company assumed then; the survey's figures, until somebody changed them. In percent; a customer's worth."""
    said = rows(f"SELECT at, {', '.join(ASSUMED)} FROM insights_premises ORDER BY number")  # noqa: S608  constants
    lasting = [tuple(told) for at, *told in said if at <= as_of]
    return dict(zip(ASSUMED, lasting[-1] if lasting else SURVEY, strict=True))


def at_risk(found: dict[str, int], rates: dict[str, Any]) -> Fraction:
    leave = found["once"] * rates["leave_once"] + found["more"] * rates["leave_more"]
    return Fraction(leave, 100)


def cost(book: Book, asked: Asked, before: Asked) -> dict[str, Any]:
    """What stands at risk and whom it reaches, by the assumptions of the instant that is asked for; growth by the same."""
    rates, found = assumed(asked.as_of), customers(book, asked)
    everybody = found["once"] + found["more"]
    risk = at_risk(found, rates)
    worth = None if rates["value"] is None else Fraction(rates["value"]) * rates["realisation"] / 100
    return found | {
        "at_risk": risk,
        "at_least": Fraction(everybody * rates["leave_once"], 100),
        "at_most": Fraction(everybody * rates["leave_more"], 100),
        "money": None if worth is None else int(risk * worth + Fraction(1, 2)),
        "tell": Fraction(everybody * rates["tell"], 100),
        "mentions": Fraction(everybody * (rates["post"] + rates["review"] + rates["tell"]), 100),
        "growth": risk - at_risk(customers(book, before), rates),
    }


def hands(book: Book, asked: Asked, seen: Collection[int]) -> dict[Hand, dict[str, Any]]:
    """By who has it in hand then: what is at risk, and was a day before, of the same issues.

    Of what is not `seen` it is nobody, and nothing tells since when.
    """
    rates = assumed(asked.as_of)
    found: dict[Hand, dict[str, list[Told]]] = {}
    earlier = Asked(asked.since, asked.as_of - DAY, None, *asked.places)
    for name, at in {"now": asked, "before": earlier}.items():
        for one in waiting(book, at):
            if (whose := hand(one, asked.as_of)) is not None:
                whose = whose if one.pk in seen else (None, None)
                found.setdefault(whose, {"now": [], "before": []})[name].append(one)
    told = {}
    for whose, issues in found.items():
        now, before = counted(issues["now"], asked.as_of), counted(issues["before"], asked.as_of - DAY)
        seen_since = [one.reported for one in issues["now"] if one.pk in seen]
        growth = at_risk(now, rates) - at_risk(before, rates)
        told[whose] = now | {"growth": growth, "oldest": min(seen_since, default=None)}
    return told


def hand(one: Told, as_of: datetime) -> Hand | None:
    """Who had it then: the person, else the department; None for nobody."""
    for person, department, since, until in holding(one):
        if since <= as_of < until:
            return (person, None) if person is not None else (None, department)
    return None
