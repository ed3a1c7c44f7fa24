"""Stage 5: the kitchen is fitted in the customer's home."""

from typing import Final

from issues.management.demo.chain import Point, Step, Trouble

ARRIVE = Point(
    name="Fitter arrives as agreed",
    slug="lindenholm-fitter-arrives",
    team="Installation",
    owner="Yusuf Arslan",
    deputy="Ingrid Solberg",
    weight=5,
    exposure=520,
    volume=4,
    places="areas",
    promise="The fitters arrive on the day, know the plan, and introduce themselves.",
    guidance="Ring from the van. Wipe your feet. Say how long it will take.",
    troubles=(
        Trouble(
            "Team did not come",
            3,
            (
                "The team for {customer} was sent to another site this morning. Nobody rang {town}.",
                "{customer} emptied the whole kitchen last night, and we are not coming.",
            ),
        ),
        Trouble(
            "Came without the plan",
            2,
            (
                "No drawings on the tablet for order {order}; we lost the first half of the day.",
                "I had the old version of the plan. {customer} had the new one and showed it to me.",
            ),
        ),
        Trouble(
            "Overlaps with another trade",
            2,
            (
                "The tiler was still at work at {customer}'s. Planning knew, we did not.",
                "Electrics were not ready in {town}. We drove {n}0 kilometres for a coffee.",
            ),
        ),
    ),
    upstream=("lindenholm-slot-kept", "lindenholm-order-confirmed"),
    policy="home",
)

ONE_VISIT = Point(
    name="Finished in one visit",
    slug="lindenholm-one-visit",
    team="Installation",
    owner="Ingrid Solberg",
    deputy="Yusuf Arslan",
    weight=5,
    exposure=520,
    volume=8,
    places="areas",
    promise="When we leave, everything works and nothing is missing.",
    guidance="Count the boxes before you unpack the first. What is missing at eight can be there by noon.",
    troubles=(
        Trouble(
            "Part missing for fitting",
            5,
            (
                "Could not finish at {customer}'s: the {item} is missing. Second visit needed, again.",
                "We are one hinge short in {town}. One hinge, and {customer} has a kitchen without a door.",
            ),
        ),
        Trouble(
            "Part damaged",
            3,
            (
                "The {item} for order {order} is damaged under the film. I fitted the rest and left a gap.",
                "Worktop chipped at the joint. {customer} will not sign, and I would not either.",
            ),
        ),
        Trouble(
            "Ran out of time",
            3,
            (
                "Planned as one day, took us two. {customer} cooks on the balcony tonight.",
                "We left {customer} without water over the weekend because the day was planned too short.",
            ),
        ),
        Trouble(
            "Second visit not arranged",
            3,
            (
                "{customer} has waited {n} days for the date of the second visit. It is ten minutes' work.",
                "I wrote on the sheet that someone must come back to {town}. Nobody picked it up.",
            ),
        ),
    ),
    upstream=("lindenholm-boxes-complete", "lindenholm-fitter-arrives", "lindenholm-damage-at-door"),
    policy="home",
)

CONNECT = Point(
    name="Water and power connected safely",
    slug="lindenholm-connections",
    team="Installation",
    owner="Yusuf Arslan",
    deputy="Ingrid Solberg",
    weight=5,
    exposure=500,
    volume=3,
    places="areas",
    promise="Every connection is tested in front of the customer, and signed.",
    guidance="Run the dishwasher once before you go. Put your hand under the sink.",
    troubles=(
        Trouble(
            "Leak",
            3,
            (
                "Water under the sink at {customer}'s, one night after fitting. The floor has taken it in.",
                "The dishwasher hose drips. {customer} put a bowl under it and rang us in {town}.",
            ),
        ),
        Trouble(
            "Appliance not connected",
            3,
            (
                "The oven of order {order} was left unconnected because no electrician was on the team.",
                "{customer} has a hob that blows the fuse each time. Nobody tested it.",
            ),
        ),
        Trouble(
            "No test record",
            1,
            (
                "There is no test sheet for the sockets at {customer}'s. The landlord insists on it.",
                "We forgot the signature for order {order}, so the insurer asks {customer} questions.",
            ),
        ),
    ),
    upstream=("lindenholm-measure", "lindenholm-one-visit"),
    policy="home",
)

CLEAN = Point(
    name="Left clean and explained",
    slug="lindenholm-left-clean",
    team="Installation",
    owner="Ingrid Solberg",
    deputy="Yusuf Arslan",
    weight=3,
    exposure=500,
    volume=3,
    places="areas",
    promise="Swept, packaging gone, every drawer shown once.",
    guidance="The last ten minutes are what the customer tells the neighbours about.",
    troubles=(
        Trouble(
            "Packaging left behind",
            3,
            (
                "The garage of {customer} is full of our cardboard. They were told we would take it.",
                "No van for the rubbish from {town} again; {customer} has had it on the terrace since {day}.",
            ),
        ),
        Trouble(
            "Dirt or dust",
            2,
            (
                "We sawed indoors without a sheet. {customer} found dust in the baby's room.",
                "Silicone on the new floor at {customer}'s. It does not come off.",
            ),
        ),
        Trouble(
            "Nothing explained",
            1,
            (
                "{customer} does not know how to set the oven clock. We left without showing anything.",
                "No manuals, no introduction. {customer} rang Care {n} times in the first week.",
            ),
        ),
    ),
    upstream=("lindenholm-one-visit",),
    policy="home",
)

FITTING: Final = Step("Installing", "Chiara Lombardi", (ARRIVE, ONE_VISIT, CONNECT, CLEAN))
