"""Why things go wrong at Lindenholm: causes that begin upstream of where they are felt, and what is done about them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from issues.management.demo.company import Company
from issues.models import Remedy, RootCause
from issues.rules.events import ActionKind

Felt = tuple[str, str]  # a point, by its short name, and the kind of problem there


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause: the point where it begins, the answers to why, what it is felt as, and a remedy when one was planned.

    `done` is how many days ago the remedy was completed; None while it is open.
    """

    title: str
    origin: str
    whys: tuple[str, ...]
    felt: tuple[Felt, ...]
    remedy: str = ""
    done: int | None = None
    evidence: str = ""


CAUSES: Final = (
    Cause(
        "The works release the series before the last part is there",
        "lindenholm-ready-on-date",
        (
            "The date is kept on paper by closing the order",
            "A late order counts against the shift, a short one does not",
        ),
        (
            ("lindenholm-boxes-complete", "Part missing"),
            ("lindenholm-slot-kept", "Only part of the order came"),
            ("lindenholm-one-visit", "Part missing for fitting"),
            ("lindenholm-ready-on-date", "Part missing from the series"),
        ),
        "Close an order only when its parts list is complete, and count short orders as late",
    ),
    Cause(
        "Fittings bags are packed by eye",
        "lindenholm-boxes-complete",
        ("The scale stands at the other end of the hall",),
        (
            ("lindenholm-boxes-complete", "Fittings missing"),
            ("lindenholm-one-visit", "Part missing for fitting"),
        ),
        "A scale at every packing table that refuses a bag that is too light",
        41,
        "Six scales in use; 4,100 bags weighed, 38 refused.",
    ),
    Cause(
        "The night plan moves slots to save kilometres and asks nobody",
        "lindenholm-slot-agreed",
        ("Tours are measured in kilometres", "Nobody measures slots that were moved"),
        (
            ("lindenholm-slot-agreed", "Slot changed without asking"),
            ("lindenholm-slot-kept", "Late"),
            ("lindenholm-slot-kept", "Did not come at all"),
            ("lindenholm-fitter-arrives", "Overlaps with another trade"),
        ),
        "Let the tour program refuse to move a slot that the customer has not agreed to",
    ),
    Cause(
        "Corner protection runs out on Thursdays",
        "lindenholm-packed-to-survive",
        ("It is ordered weekly, by habit", "Nobody sees the stock before it is gone"),
        (
            ("lindenholm-packed-to-survive", "Corner protection missing"),
            ("lindenholm-damage-at-door", "Driver did not note the damage"),
            ("lindenholm-one-visit", "Part damaged"),
        ),
        "Two boxes of reserve, and a card in the first that orders more",
        67,
        "Card has come back four times; no Thursday without corners since.",
    ),
    Cause(
        "What was changed after signing is not carried over into the drawing",
        "lindenholm-plan-release",
        ("Changes come by e-mail to one person",),
        (
            ("lindenholm-plan-release", "Drawing differs from the order"),
            ("lindenholm-worktop", "Cut-out wrong"),
            ("lindenholm-fronts", "Drilled wrong"),
        ),
    ),
    Cause(
        "Sockets are measured before the electrician has been there",
        "lindenholm-measure",
        ("The appointment is made for the surveyor, not for the house",),
        (
            ("lindenholm-measure", "Pipe or socket missed"),
            ("lindenholm-connections", "Appliance not connected"),
        ),
        "Ask for the electrician's date before the surveyor's is made",
        22,
        "On the sheet; nine appointments moved behind the electrician so far.",
    ),
    Cause(
        "The bill is sent by the date of the order, not by the end of the fitting",
        "lindenholm-first-invoice",
        ("The two programs do not know each other",),
        (("lindenholm-first-invoice", "Billed before it was finished"),),
    ),
    Cause(
        "Customer Care cannot see what Finance has decided",
        "lindenholm-refund",
        ("Decisions stand in a mailbox",),
        (
            ("lindenholm-call-back", "Waiting for the back office"),
            ("lindenholm-call-back", "Not called back"),
            ("lindenholm-refund", "No answer about a credit"),
        ),
    ),
    Cause(
        "Labels are printed before the room names are known",
        "lindenholm-labels",
        ("Room names are asked for when the slot is agreed, a week later",),
        (("lindenholm-labels", "Wrong room on the label"), ("lindenholm-carry-in", "Left at the kerb")),
    ),
    Cause(
        "A price is said in the showroom that the price list does not know",
        "lindenholm-showroom-advice",
        ("Advisers keep their own lists, because the official one is slow",),
        (
            ("lindenholm-quote", "Price differs from what was said"),
            ("lindenholm-first-invoice", "Wrong amount"),
        ),
        "Put the price list on the tablets of the showrooms, current to the day",
        30,
        "On every tablet since the first of the month.",
    ),
)


def note_causes(company: Company, now: datetime) -> None:
    """Write the causes down, with the work against them; the stories link their issues to them (`Company.causes`)."""
    for number, plan in enumerate(CAUSES):
        origin, at = company.points[plan.origin], now - timedelta(days=118 - number)
        cause = RootCause.objects.create(
            title=plan.title,
            origin=origin,
            whys=list(plan.whys),
            noted_by=origin.owner,
            noted_at=at,
            changed_by=origin.owner,
            changed_at=at,
        )
        for felt in plan.felt:
            company.causes[felt] = cause
        if plan.remedy:
            done = now - timedelta(days=plan.done) if plan.done is not None else None
            Remedy.objects.create(
                cause=cause,
                kind=ActionKind.PREVENTIVE,
                description=plan.remedy,
                assignee=origin.deputy or origin.owner,
                due_at=done or now + timedelta(days=9),
                planned_by=origin.owner,
                planned_at=at + timedelta(days=2),
                completed_by=(origin.deputy or origin.owner) if done else None,
                completed_at=done,
                evidence=plan.evidence,
            )
