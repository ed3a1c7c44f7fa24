"""What people say about the problems of one stage, beside what can be said of any. Plain data."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Talk:
    """The sentences of a stage. `partly`, `vanished` and `outside` close a problem that was not simply fixed."""

    tails: tuple[str, ...]
    comments: tuple[str, ...]
    raised: tuple[str, ...]
    lowered: str
    declined: tuple[str, ...]
    not_fixed: tuple[str, ...]
    partly: str
    vanished: str
    outside: str


_AT_HOME: Final = (
    "They have guests on Saturday.",
    "There is a small child in the house and no way to cook.",
    "They had taken a day off for us.",
    "They are neighbours of another customer, so word gets round.",
    "The same thing happened at the house next door in spring.",
)

TALK: Final[dict[str, Talk]] = {
    "Choosing": Talk(
        ("They were about to sign.", "They have an appointment at a competitor's on Thursday."),
        (
            "The adviser remembers it the same way as {customer}.",
            "The drawing lies in the showroom, not in the order file.",
            "{customer} would still like to buy from us, they say.",
            "I have asked Planning which weeks are free.",
        ),
        ("{customer} says they will sign elsewhere on Friday.", "{customer} wants the deposit back."),
        "{customer} is on holiday until the end of the month and agrees to wait.",
        (
            "The range ends this quarter; we will not change the display any more.",
            "The price was valid for a month, and {customer} was told so in writing.",
            "{customer} has changed their mind twice; we keep to the version that is signed.",
        ),
        ("The new version has the old mistake in it.", "{customer} still has nothing in writing."),
        "{customer} has the right paper; the display is changed next month.",
        "Compared showroom, system and {customer}'s copy twice; they agree.",
        "The manufacturer has withdrawn the model; {customer} knows.",
    ),
    "Making": Talk(
        (*_AT_HOME, "The old kitchen has been torn out already."),
        (
            "I have asked the supplier, no answer yet.",
            "Talked to the shift; they will keep an eye on it.",
            "The hall is short of two people this week.",
            "The signed drawing is in the order file, page two.",
        ),
        (
            "The fitting is on Monday; without it the whole day fails.",
            "Third order this week. This must move now.",
        ),
        "The fitting has been moved by three weeks at {customer}'s own wish.",
        (
            "{customer} ordered it so; the signed drawing shows it. We explain it to them instead.",
            "This is within the tolerance that we promise.",
            "It would cost more than the kitchen. We offer a voucher instead.",
        ),
        ("What came the second time is wrong in the same way.", "We stand where we stood a week ago."),
        "The kitchen can be used; the last piece follows with the next tour.",
        "Measured it twice against the drawing; it is right to the millimetre.",
        "The building has to be put right by its owner first.",
    ),
    "Packaging": Talk(
        (*_AT_HOME, "We opened everything to be sure."),
        (
            "Photos of the pallet are in the order file.",
            "The scanner says complete. The hall says no.",
            "The packing table was short of two people that day.",
            "Asked the driver: it was like that when he loaded it.",
        ),
        (
            "The fitting is on Monday; without it the whole day fails.",
            "Third pallet this week. This must move now.",
        ),
        "The fitter found a way round it; {customer} can wait for the next tour.",
        (
            "The order was packed as the list said; the list has been changed since.",
            "We keep this packing; a lighter one breaks on the stairs.",
            "It was packed right, the scanner's photo shows it.",
        ),
        ("The next pallet was the same.", "Half of it is right now, the other half is not."),
        "{customer} can use the kitchen; the rest follows with the next tour.",
        "Packed the same order twice as a trial; the fault did not show.",
        "The carrier's hall did it; they have been told, and pay.",
    ),
    "Delivering": Talk(
        (*_AT_HOME, "The street is closed from next week on."),
        (
            "Waiting for the tour plan before I can promise anything.",
            "Two drivers are ill, the other tours are full.",
            "Rang {customer}, they would like a date rather than an apology.",
            "The tablet says one thing, the depot's list another.",
        ),
        (
            "The fitters come tomorrow; without the delivery the day fails.",
            "{customer} has no kitchen at all by now.",
        ),
        "{customer} has help in the house and agrees to wait for the next tour.",
        (
            "{customer} was not at home in the agreed slot; the driver's photo shows the time.",
            "The street was closed by the police; nobody could have come through.",
            "Carrying above the fourth floor was not ordered; {customer} has our price for it.",
        ),
        ("The new date passed as well, and nobody came.", "It was promised once more, and not kept."),
        "The worst is put right; what is left follows on {day}.",
        "Read the records of van and tablet; there is no trace of it.",
        "The road works in {town} end next month; until then we unload at the corner.",
    ),
    "Installing": Talk(
        (*_AT_HOME, "I could help for today, but it does not solve it."),
        (
            "Photos are on my tablet and in the order file.",
            "I can be there on {day} if somebody brings the part.",
            "The team leader knows the flat and would go again.",
            "{customer} is at home in the mornings only.",
        ),
        ("{customer} is without water. This cannot wait.", "The floor begins to swell."),
        "{customer} can use the kitchen for now and agrees to wait.",
        (
            "It is the landlord's installation and not ours to alter.",
            "The job sheet was signed without a remark, and the photos show it in order.",
            "{customer} has had it changed by somebody else since.",
        ),
        (
            "It worked for two days. Now it is the same as before.",
            "The fitter came without what was missing.",
        ),
        "The kitchen can be used; the rest is done on {day}.",
        "Tried it for an hour together with {customer}; it did not come back.",
        "The house connection has to be changed by the landlord first.",
    ),
    "Paying": Talk(
        ("They have already paid in full.", "They have been our customers for twenty years."),
        (
            "The contract is in the order file, page three.",
            "The bank says the money is there.",
            "I need the showroom's word on the discount before I can book it.",
            "Month-end closing runs until Thursday; after that.",
        ),
        ("{customer} has asked for a lawyer's address.", "{customer}'s bank has sent a chargeback."),
        "{customer} has been told that nothing has to be paid for now.",
        (
            "The sum is what was signed; we explain it to {customer} line by line.",
            "We have decided to keep this rule; the wording in the terms is clear.",
            "The second visit was {customer}'s wish and was agreed at this price.",
        ),
        ("The new letter has the old sum in it.", "Nothing has arrived on {customer}'s account."),
        "The larger part is paid; the rest comes with the next payment run.",
        "Went through account and letters with {customer}; everything matches.",
        "The money lies with {customer}'s bank, which asks for a form from them.",
    ),
    "Aftersales": Talk(
        ("I promised to ring back tonight.", "They have begun to write reviews."),
        (
            "I need an answer from the back office before I can ring.",
            "{customer} has rung again while I was writing this.",
            "The part is on the supplier's list for next week.",
            "The notes of the last calls are in the order file.",
        ),
        (
            "Third call this week. This must move now.",
            "{customer} posted it with photos, and it is being shared.",
        ),
        "{customer} has a substitute for now and agrees to wait.",
        (
            "The warranty ended two years ago; we have offered the repair at cost.",
            "It is wear and not a fault; {customer} has the instructions for care.",
            "The appliance is {customer}'s own; its maker's service has been named to them.",
        ),
        ("Nobody has rung {customer}, whatever the note says.", "It lasted for a week."),
        "It can be used again; the last part follows by post.",
        "Tried three times together with {customer}; it did not come back.",
        "The parcel service has to find it; {customer} has a substitute.",
    ),
}
