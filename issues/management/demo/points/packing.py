"""Stage 3: everything is packed, complete and findable."""

from typing import Final

from issues.management.demo.chain import Point, Step, Trouble

COMPLETE = Point(
    name="Boxes complete",
    slug="lindenholm-boxes-complete",
    team="Warehouse",
    owner="Samuel Osei",
    deputy="Birgit Sommer",
    weight=5,
    exposure=1900,
    volume=8,
    places="areas",
    promise="Every screw, hinge and handle is in the box that says so.",
    guidance="Weigh the fittings bag. If the weight is off, open it.",
    troubles=(
        Trouble(
            "Fittings missing",
            6,
            (
                "No hinges in the box for the {item}. I drove to the hardware shop in {town} to keep the day.",
                "The fittings bag of order {order} has {n} screws too few and no wall plugs at all.",
            ),
        ),
        Trouble(
            "Part missing",
            5,
            (
                "The plinth for {customer} is on the list and not on the truck.",
                "Box {n} of order {order} never came. {customer} can neither cook nor wash up.",
            ),
        ),
        Trouble(
            "Wrong part in the box",
            3,
            (
                "Box says {item}, in it is a drawer of another kitchen altogether.",
                "Left panel twice, right panel never. {customer} is not amused.",
            ),
        ),
        Trouble(
            "Someone else's parts",
            1,
            (
                "We carried two boxes of another order up to {customer}'s fourth floor, and down again.",
                "The handles of order {order} turned up in {town}, at another customer's.",
            ),
        ),
    ),
    upstream=("lindenholm-ready-on-date",),
)

WHOLE = Point(
    name="Packed so that it survives",
    slug="lindenholm-packed-to-survive",
    team="Warehouse",
    owner="Birgit Sommer",
    deputy="Samuel Osei",
    weight=4,
    exposure=1900,
    volume=5,
    places="areas",
    promise="What leaves whole arrives whole, and the packing can be opened without a knife.",
    guidance="Corners first. If you can feel the edge through the foam, so will the stairs.",
    troubles=(
        Trouble(
            "Corner protection missing",
            4,
            (
                "The {item} came without corner protection, and of course the corner is gone.",
                "Five panels in one sleeve and nothing between them. Two are scratched.",
            ),
        ),
        Trouble(
            "Packing wet or torn",
            2,
            (
                "The boxes for {customer} stood in the rain at the ramp; the chipboard has swollen.",
                "Film torn on the whole pallet of order {order}. It was like that when I loaded it.",
            ),
        ),
        Trouble(
            "Too much packing",
            1,
            (
                "{customer} asks why one handle comes in a box for a microwave, and who takes all that away.",
                "We filled half the van with foam today, and {customer} filmed it.",
            ),
        ),
    ),
    upstream=("lindenholm-fronts", "lindenholm-worktop"),
)

LABELS = Point(
    name="Every box findable",
    slug="lindenholm-labels",
    team="Warehouse",
    owner="Samuel Osei",
    deputy="Birgit Sommer",
    weight=2,
    exposure=1900,
    volume=3,
    places="areas",
    promise="The label says which room, which cabinet and which order, in letters one can read on a landing.",
    guidance="One label on the short side, one on the long side. No hand-written numbers.",
    troubles=(
        Trouble(
            "Label missing",
            3,
            (
                "{n} boxes without any label. We opened them all in the street to see what they were.",
                "No label on the {item}; it went to {town} first and came back today.",
            ),
        ),
        Trouble(
            "Label unreadable",
            2,
            (
                "The thermal print has faded, and in the stairwell I cannot read a thing.",
                "Half the labels of order {order} are under the film. The scanner does not take them.",
            ),
        ),
        Trouble(
            "Wrong room on the label",
            1,
            (
                "Everything says kitchen. {customer} ordered a kitchen and a utility room; we carried it all twice.",
                "The island was labelled as wall units. {customer} had to tell us where it goes.",
            ),
        ),
    ),
    upstream=("lindenholm-boxes-complete",),
)

PACKING: Final = Step("Packaging", "Chiara Lombardi", (COMPLETE, WHOLE, LABELS))
