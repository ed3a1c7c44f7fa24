"""Stage 2: the kitchen is measured, released and made."""

from typing import Final

from issues.management.demo.chain import Point, Step, Trouble

MEASURE = Point(
    name="Room measured right",
    slug="lindenholm-measure",
    team="Planning",
    owner="Henrik Aalto",
    deputy="Rosa Delgado",
    weight=5,
    exposure=600,
    volume=4,
    places="areas",
    promise="We come on time, measure everything that could be in the way, and need to come only once.",
    guidance="Old houses are never square. Measure each wall at three heights; photograph every pipe.",
    troubles=(
        Trouble(
            "Measurement wrong",
            4,
            (
                "The niche in {town} is {n} millimetres narrower than on the survey; the tall unit does not go in.",
                "Nobody measured the slope of the ceiling at {customer}'s. The wall units would have to be cut.",
            ),
        ),
        Trouble(
            "Pipe or socket missed",
            3,
            (
                "There is a gas pipe behind the {item} that is on no drawing. I cannot fit anything there.",
                "The survey for order {order} shows a socket that does not exist. {customer} paid an electrician for nothing.",
            ),
        ),
        Trouble(
            "Surveyor did not come",
            2,
            (
                "{customer} took half a day off and no surveyor came. No call either.",
                "The survey visit in {town} was moved twice without telling {customer}.",
            ),
        ),
    ),
    upstream=("lindenholm-order-confirmed",),
    policy="home",
)

RELEASE = Point(
    name="Plan released without errors",
    slug="lindenholm-plan-release",
    team="Planning",
    owner="Rosa Delgado",
    deputy="Henrik Aalto",
    weight=3,
    exposure=600,
    volume=3,
    places="office",
    promise="What we release to the works is what the customer has seen and signed.",
    guidance="Compare with the signed drawing, not with the last e-mail.",
    troubles=(
        Trouble(
            "Drawing differs from the order",
            3,
            (
                "The released plan of order {order} has the dishwasher on the left; {customer} signed it on the right.",
                "Works asked me today why the drawing shows {n} doors when the order has one more.",
            ),
        ),
        Trouble(
            "Released too late",
            3,
            (
                "The plan came to us {n} days late, so order {order} has missed its slot at the saw.",
                "We are waiting for the release of {customer}'s kitchen again, and the delivery date has not moved.",
            ),
        ),
        Trouble(
            "Appliance does not fit the cabinet",
            2,
            (
                "The oven on order {order} needs a taller housing than the one we were told to build.",
                "Hinges of the integrated fridge collide with the {item}; this was planned so.",
            ),
        ),
    ),
    upstream=("lindenholm-measure", "lindenholm-order-confirmed"),
)

FRONTS = Point(
    name="Fronts without a flaw",
    slug="lindenholm-fronts",
    team="Production",
    owner="Nguyễn Thị Lan",
    deputy="Wolfgang Riedel",
    weight=5,
    exposure=560,
    volume=6,
    places="plant",
    promise="Every front matches its neighbours in colour, grain and gap.",
    guidance="Lay the set out under the daylight lamp before it is packed.",
    troubles=(
        Trouble(
            "Colour differs",
            4,
            (
                "Two fronts of order {order} are visibly greyer than the rest. {customer} saw it from the door.",
                "The replacement front for {customer} comes from another batch; it does not match at all.",
            ),
        ),
        Trouble(
            "Scratched or chipped",
            5,
            (
                "Unpacked the {item} at {customer}'s and the edge is chipped; the foam was whole, so it left us like that.",
                "{n} of the drawer fronts have fine scratches. I have photos, it is not the transport.",
            ),
        ),
        Trouble(
            "Drilled wrong",
            2,
            (
                "Handle holes of the {item} are {n} millimetres too low. I can only fill or replace it.",
                "The hinge side is mirrored on order {order}. That front cannot be turned.",
            ),
        ),
        Trouble(
            "Edge band comes off",
            2,
            (
                "The edge band beside the dishwasher is loose after two weeks. {customer} sent a film of it.",
                "Same edge band again, same machine, I think. {customer} in {town} is the third one I know of.",
            ),
        ),
    ),
    upstream=("lindenholm-plan-release",),
)

WORKTOP = Point(
    name="Worktop cut to size",
    slug="lindenholm-worktop",
    team="Production",
    owner="Marek Dvořák",
    deputy="Nguyễn Thị Lan",
    weight=5,
    exposure=540,
    volume=4,
    places="plant",
    promise="The worktop fits at the first try, with every cut-out where it belongs.",
    guidance="Check the cut-out against the appliance in the box, not against the catalogue.",
    troubles=(
        Trouble(
            "Cut-out wrong",
            3,
            (
                "The hob cut-out is {n} millimetres too wide; the hob would fall through. {customer} has no kitchen now.",
                "Sink cut-out on the wrong side. Order {order}. The stone cannot be saved.",
            ),
        ),
        Trouble(
            "Too short",
            2,
            (
                "The worktop ends {n} millimetres before the wall, and no strip will hide that.",
                "{customer}'s worktop is too short because nobody added the overhang.",
            ),
        ),
        Trouble(
            "Broken on arrival at the works' gate",
            1,
            (
                "The stone plate for {customer} cracked while it was being loaded. It was not reported to anyone.",
                "A hairline crack runs from the sink corner on order {order}. It must have been there before packing.",
            ),
        ),
    ),
    upstream=("lindenholm-measure", "lindenholm-plan-release"),
)

READY = Point(
    name="Ready on the agreed date",
    slug="lindenholm-ready-on-date",
    team="Production",
    owner="Wolfgang Riedel",
    deputy="Marek Dvořák",
    weight=4,
    exposure=560,
    volume=4,
    places="plant",
    promise="A date we confirmed is a date we keep; if not, the customer hears it from us a week before.",
    guidance="Mark a late order red the moment you know it, not when somebody asks.",
    troubles=(
        Trouble(
            "Not finished",
            4,
            (
                "The truck stood at the works for an hour because order {order} was not finished. {customer} waits.",
                "Order {order} was due on {day}. Nobody at the works can tell me a new date.",
            ),
        ),
        Trouble(
            "Part missing from the series",
            3,
            (
                "The {item} was never put into the job, so we deliver a kitchen with a hole in it.",
                "One cabinet of {customer}'s order is simply not there. The list says made, the rack says no.",
            ),
        ),
        Trouble(
            "Delay not passed on",
            2,
            (
                "Production knew on {day} that it would be late. {customer} learned it from me today, at the door.",
                "I found out about the delay by ringing the shift lead. {customer} has already let the old kitchen be torn out.",
            ),
        ),
    ),
    upstream=("lindenholm-fronts", "lindenholm-worktop"),
)

MAKING: Final = Step("Making", "Chiara Lombardi", (MEASURE, RELEASE, FRONTS, WORKTOP, READY))
