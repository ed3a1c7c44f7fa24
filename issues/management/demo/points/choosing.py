"""Stage 1: the customer chooses a kitchen and orders it."""

from typing import Final

from issues.management.demo.chain import Point, Step, Trouble

ADVICE = Point(
    name="Advice in the showroom",
    slug="lindenholm-showroom-advice",
    team="Showrooms",
    owner="Tomás Figueiredo",
    deputy="Katharina Vogt",
    weight=4,
    exposure=2600,
    volume=5,
    places="showrooms",
    promise="Whoever walks in is greeted within two minutes and leaves with a drawing they understand.",
    guidance="Say what we cannot do before you say what we can. Never promise a delivery week without Planning.",
    troubles=(
        Trouble(
            "Long wait for an adviser",
            4,
            (
                "{customer} waited {n} minutes by the coffee machine before anybody was free, and left a bad note.",
                "Two families walked out this afternoon because only one of us was on the floor.",
            ),
        ),
        Trouble(
            "Display does not match the range",
            2,
            (
                "The {item} on display is no longer made, and {customer} had fallen in love with exactly that one.",
                "Price tags in the corner kitchen are last year's; I had to take back a number I had just said.",
            ),
        ),
        Trouble(
            "Promised what we cannot make",
            2,
            (
                "{customer} was told the {item} comes in one piece. It does not, and now I get to explain it.",
                "A colleague promised delivery before the holidays without asking Planning; {customer} counts on it.",
            ),
        ),
        Trouble(
            "Appointment not in the diary",
            3,
            (
                "{customer} drove in from {town} for an appointment that nobody had written down.",
                "The online booking never reached us, so {customer} stood in front of an empty desk.",
            ),
        ),
    ),
)

QUOTE = Point(
    name="Quote as promised",
    slug="lindenholm-quote",
    team="Showrooms",
    owner="Katharina Vogt",
    deputy="Imogen Clarke",
    weight=4,
    exposure=1400,
    volume=4,
    places="showrooms",
    promise="The quote arrives on the day we named and the price on it is the price on the bill.",
    guidance="If it will be late, ring before the promised hour, not after it.",
    troubles=(
        Trouble(
            "Quote late",
            4,
            (
                "{customer} is still waiting for the quote we promised for {day}; a competitor has already sent theirs.",
                "Third time this month that a quote sits in approval for {n} days. {customer} asked if we still want the job.",
            ),
        ),
        Trouble(
            "Price differs from what was said",
            3,
            (
                "The written quote is {money} euros above what we said at the desk, and nobody told {customer} why.",
                "Fitting was left out of the first number. {customer} feels tricked, and I can see why.",
            ),
        ),
        Trouble(
            "Wrong items in the quote",
            2,
            (
                "The quote for {customer} lists the {item} they never asked for and leaves out the one they chose.",
                "Order {order} was quoted with the handles of another customer.",
            ),
        ),
        Trouble(
            "Cannot be understood",
            1,
            (
                "{customer} rang to ask what half the abbreviations on the quote mean. I had to look up two of them.",
                "Eleven pages, and the total is on page nine. {customer} nearly signed the wrong option.",
            ),
        ),
    ),
    upstream=("lindenholm-showroom-advice",),
)

CONFIRMATION = Point(
    name="Order confirmed in writing",
    slug="lindenholm-order-confirmed",
    team="Planning",
    owner="Rosa Delgado",
    deputy="Henrik Aalto",
    weight=3,
    exposure=620,
    volume=3,
    places="office",
    promise="One page within two working days: what you get, when, and who to ring.",
    guidance="Read it once with the customer's eyes. Is the date a date, or a maybe?",
    troubles=(
        Trouble(
            "No confirmation",
            3,
            (
                "{customer} signed {n} days ago and has heard nothing; they wonder whether we have lost the order.",
                "No confirmation went out for order {order}. The deposit was taken the same day, though.",
            ),
        ),
        Trouble(
            "Wrong delivery week",
            3,
            (
                "The confirmation for {customer} says a week in which we do not deliver to {town} at all.",
                "Order {order} was confirmed for {day} before the plumber can be there; everyone will come for nothing.",
            ),
        ),
        Trouble(
            "Changes not taken over",
            2,
            (
                "{customer} changed the {item} twice by e-mail. The confirmation still shows the first version.",
                "We agreed on soft-close drawers and the confirmation says standard. {customer} found it, not us.",
            ),
        ),
    ),
    upstream=("lindenholm-quote",),
)

CHOOSING: Final = Step("Choosing", "Astrid Bergström", (ADVICE, QUOTE, CONFIRMATION))
