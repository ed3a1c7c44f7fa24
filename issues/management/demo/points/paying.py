"""Stage 6: the customer gets the bill."""

from typing import Final

from issues.management.demo.chain import Point, Step, Trouble

INVOICE = Point(
    name="First invoice right",
    slug="lindenholm-first-invoice",
    team="Finance",
    owner="Arjun Mehta",
    deputy="Dr. Beate Lang",
    weight=4,
    exposure=640,
    volume=6,
    places="office",
    promise="One bill, for what was agreed, after everything works.",
    guidance="Look for open complaints before you send it. A bill for an unfinished kitchen costs us the customer.",
    troubles=(
        Trouble(
            "Billed before it was finished",
            4,
            (
                "{customer} got the final invoice while half the kitchen was still in boxes.",
                "We sent the bill for order {order} on the very day we postponed the fitting.",
            ),
        ),
        Trouble(
            "Wrong amount",
            4,
            (
                "The discount agreed with {customer} is missing; the bill is {money} euros too high.",
                "Fitting was charged twice on order {order}. {customer} has sent the contract along.",
            ),
        ),
        Trouble(
            "Reminder although paid",
            3,
            (
                "{customer} paid {n} days ago and got a reminder with a fee today.",
                "Second reminder for order {order}. The money is on our account; I can see it.",
            ),
        ),
        Trouble(
            "Sent to the wrong address",
            1,
            (
                "The invoice for {customer} went to the building site, where nobody lives yet.",
                "We keep writing to the old address in {town}. {customer} has told us three times.",
            ),
        ),
    ),
    upstream=("lindenholm-order-confirmed", "lindenholm-one-visit"),
)

REFUND = Point(
    name="Credit paid back",
    slug="lindenholm-refund",
    team="Finance",
    owner="Dr. Beate Lang",
    deputy="Arjun Mehta",
    weight=3,
    exposure=90,
    volume=4,
    places="office",
    promise="Money we owe is back within ten days, without being asked for.",
    guidance="Tell the customer the day it leaves our bank, not “it is being processed”.",
    troubles=(
        Trouble(
            "Refund not paid",
            4,
            (
                "{customer} has waited {n} days for {money} euros. I have promised it twice in your name.",
                "The credit note for order {order} exists. The payment does not.",
            ),
        ),
        Trouble(
            "No answer about a credit",
            3,
            (
                "{customer} has written four times about the credit for the {item}. Not one reply.",
                "Nobody in Finance answers my question about order {order}, and I have {customer} on the line.",
            ),
        ),
        Trouble(
            "Credit too low",
            2,
            (
                "We agreed on {money} euros for the damage. Half of it arrived at {customer}'s.",
                "The credit leaves out the second visit. {customer} in {town} feels cheated.",
            ),
        ),
    ),
    upstream=("lindenholm-damage-at-door", "lindenholm-first-invoice"),
)

PAYING: Final = Step("Paying", "Maximilian Ostendorf", (INVOICE, REFUND))
