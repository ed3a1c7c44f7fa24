"""Stage 4: the kitchen comes to the door."""

from typing import Final

from issues.management.demo.chain import Point, Step, Trouble

AGREED = Point(
    name="Delivery slot agreed",
    slug="lindenholm-slot-agreed",
    team="Delivery",
    owner="Agnieszka Wójcik",
    deputy="Ralf Neumann",
    weight=3,
    exposure=1750,
    volume=3,
    places="areas",
    promise="The customer chooses a two-hour slot and gets it in writing.",
    guidance="Ask about the street, the stairs and the neighbours' bins before you say a time.",
    troubles=(
        Trouble(
            "Slot changed without asking",
            4,
            (
                "{customer}'s slot was moved from {day} to the week after by text message. Nobody asked.",
                "Tour was re-planned overnight. {customer} had the fitter booked and now pays him for waiting.",
            ),
        ),
        Trouble(
            "Nobody rang to agree a slot",
            3,
            (
                "Order {order} has been lying in the depot for {n} days. Nobody has rung {customer}.",
                "{customer} rang us for a date, not the other way round.",
            ),
        ),
        Trouble(
            "Slot too wide",
            2,
            (
                "“Between seven and five” is no slot. {customer} works shifts in {town} and asked for a manager.",
                "We told {customer} a whole day again, although the tour plan had the hour.",
            ),
        ),
    ),
    upstream=("lindenholm-ready-on-date",),
)

KEPT = Point(
    name="Delivery slot kept",
    slug="lindenholm-slot-kept",
    team="Delivery",
    owner="Ralf Neumann",
    deputy="Agnieszka Wójcik",
    weight=5,
    exposure=1750,
    volume=9,
    places="areas",
    promise="We ring an hour before and stand at the door within the slot.",
    guidance="Running late? Ring before the slot ends, say the new time, and keep that one.",
    troubles=(
        Trouble(
            "Late",
            6,
            (
                "We reached {customer} {hours} hours after the slot because the tour had four stops too many.",
                "{customer} waited until evening. The van left the depot at ten instead of seven.",
            ),
        ),
        Trouble(
            "Did not come at all",
            3,
            (
                "{customer} in {town} took the day off, and the delivery simply did not come.",
                "Order {order} was still on the ramp at night. {customer} rang five times.",
            ),
        ),
        Trouble(
            "No call ahead",
            4,
            (
                "Nobody rang ahead. {customer} was at the playground and missed us by ten minutes.",
                "The call-ahead list was empty on the tablet again, so we could not ring anyone.",
            ),
        ),
        Trouble(
            "Only part of the order came",
            3,
            (
                "We delivered {n} of the boxes and left; the rest would come “some day”, I was told to say.",
                "The second van with the rest for {customer} was cancelled without a word.",
            ),
        ),
    ),
    upstream=("lindenholm-slot-agreed", "lindenholm-labels"),
    policy="home",
)

CARRY = Point(
    name="Carried in with care",
    slug="lindenholm-carry-in",
    team="Delivery",
    owner="Callum Reid",
    deputy="Ralf Neumann",
    weight=4,
    exposure=1700,
    volume=4,
    places="areas",
    promise="Into the room of the customer's choice, and not a scratch on the stairs.",
    guidance="Floor felt first, boxes second. Ask where the delicate things stand.",
    troubles=(
        Trouble(
            "Left at the kerb",
            3,
            (
                "The subcontractor left everything at the kerb in {town}. {customer} is seventy-eight.",
                "Boxes were put into the hall of the house, not into the flat; the neighbours complained at once.",
            ),
        ),
        Trouble(
            "Damage in the house",
            3,
            (
                "The banister has a dent from our tall unit. {customer} wants to know whom to write to.",
                "We scratched the new floor of {customer} with the pallet truck; there was no felt on the van.",
            ),
        ),
        Trouble(
            "Two people needed, one sent",
            3,
            (
                "I was alone on the tour with a worktop of {n}0 kilos. It could not be delivered.",
                "One driver for the stone plate again. {customer}'s son helped me carry. That cannot be right.",
            ),
        ),
    ),
    upstream=("lindenholm-slot-kept",),
    policy="home",
)

DAMAGE = Point(
    name="Damage settled at the door",
    slug="lindenholm-damage-at-door",
    team="Delivery",
    owner="Callum Reid",
    deputy="Agnieszka Wójcik",
    weight=4,
    exposure=260,
    volume=5,
    places="areas",
    promise="Damage is noted while we stand there, and the customer knows the same day what comes next.",
    guidance="Photograph it, write it down, name a date. Never say “ring the hotline”.",
    troubles=(
        Trouble(
            "Driver did not note the damage",
            3,
            (
                "{customer} showed the driver the broken {item}. He said it was none of his business.",
                "No damage note for order {order}, so Care does not believe {customer} now.",
            ),
        ),
        Trouble(
            "No replacement date",
            4,
            (
                "The damage on order {order} was noted {n} days ago. Nobody has named a date for the replacement.",
                "{customer} asks every morning when the new {item} comes, and every morning I have no answer.",
            ),
        ),
        Trouble(
            "Customer must prove it",
            1,
            (
                "We asked {customer} for photos for the third time. They are in the file since {day}.",
                "{customer} should prove that the {item} was broken before they opened it. How?",
            ),
        ),
    ),
    upstream=("lindenholm-packed-to-survive", "lindenholm-carry-in"),
)

DELIVERING: Final = Step("Delivering", "Chiara Lombardi", (AGREED, KEPT, CARRY, DAMAGE))
