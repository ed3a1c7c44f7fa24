"""What people at Lindenholm say while a problem is dealt with, or is not. Plain data."""

from typing import Final

from issues.rules.events import ActionKind, ClosureReason

CUSTOMERS: Final = (
    "Mrs Albers",
    "Mr Çelik",
    "Mrs Oyelaran",
    "Mr and Mrs Thiele",
    "Ms Kowalczyk",
    "Mr Hashimoto",
    "Mrs Petrović",
    "Dr Wagner",
    "Ms O'Connell",
    "Mr Benali",
    "Mrs Lindqvist",
    "Mr Rossi",
    "Mrs Schröder",
    "Mr Nguyen",
    "Ms Fernandes",
    "Mrs Winkler",
    "Mr Abubakar",
    "Ms Janssen",
    "Mr Papadopoulos",
    "Mrs Steinmann",
    "Ms Kaur",
    "Mr Bauer",
    "Mrs Moreau",
    "Mr Sato",
    "Ms Haugen",
    "Mr Eberhardt",
    "Mrs Ionescu",
    "Mr Hughes",
)
TOWNS: Final = (
    "Altona",
    "Harburg",
    "Lübeck",
    "Halle",
    "Bonn",
    "Uelzen",
    "Celle",
    "Magdeburg",
    "Jena",
    "Leeds",
    "York",
)
ITEMS: Final = (
    "corner unit",
    "tall larder unit",
    "island panel",
    "drawer front",
    "plinth",
    "glass door",
    "oven housing",
    "bin drawer",
    "cornice",
    "sink unit",
    "wall unit",
    "cutlery tray",
)
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")

TAILS: Final = (
    "They were polite about it, but only just.",
    "They have guests on Saturday.",
    "I said I would find out who can decide this.",
    "It is the second time for this household.",
    "There is a small child in the house and no way to cook.",
    "They asked for a name, and I gave them mine.",
    "I took photos; they are on my phone if you need them.",
    "They are neighbours of another customer, so word gets round.",
    "They had taken a day off for us.",
    "I could help for today, but it does not solve it.",
    "They say they would not recommend us at the moment.",
    "Please ring them before noon; they work nights.",
    "I think the cause is further up the chain.",
    "The same thing happened at the house next door in spring.",
    "I had to apologise for something I do not understand myself.",
    "They have already paid in full.",
)

TOO: Final = (
    "Same here today, with {customer}.",
    "Happened to me too, in {town}.",
    "And again: {customer}, order {order}.",
    "I have the same case on my tour. {customer} is waiting as well.",
    "One more. {customer} asked whether anybody reads this.",
    "Same fault, other customer. This time in {town}.",
)

COMMENTS: Final = (
    "Seen. Will look at it next week.",
    "This is not ours, I think. The part left us complete.",
    "Rang {customer}, they would like a date rather than an apology.",
    "Is anybody on this? {customer} has rung again.",
    "I have asked the supplier, no answer yet.",
    "We have had three of these this month. We should look at the cause and not at the case.",
    "Photos are in the order file.",
    "Talked to the shift; they will keep an eye on it.",
    "Can somebody tell me what to say to {customer}?",
    "Put on the agenda for the Thursday round.",
    "Waiting for the tour plan before I can promise anything.",
    "Low priority at the moment, the hall is short of two people.",
)

PASSED_ON: Final = (
    "Not our part of the chain, please check on your side.",
    "It was damaged before it reached us.",
    "The list we got was already wrong.",
    "You have the contact to the customer.",
    "This needs a decision from you first.",
    "We only did what the order said.",
)
PASSED_BACK: Final = (
    "We checked, it left us as ordered. Back to you.",
    "Not ours either. Please look at your own steps first.",
    "Without the packing list we can do nothing. Back to you.",
    "Our records show no fault here.",
)

RAISED: Final = (
    "The customer has asked for a lawyer's address.",
    "The customer posted it with photos, and it is being shared.",
    "Third call this week. This must move now.",
    "The fitting is on Monday; without it the whole day fails.",
    "The regional paper has rung us about it.",
)
LOWERED: Final = (
    "The customer can use the kitchen for now and agrees to wait.",
    "Only one household is affected after all.",
)

DECLINED: Final = (
    "The customer ordered it so; the signed drawing shows it. We explain it to them instead.",
    "This is natural grain and within what we promise.",
    "The range ends this quarter; we will not change the display any more.",
    "It is the landlord's installation and not ours to alter.",
    "It would cost more than the kitchen. We offer a voucher instead.",
    "We have decided to keep this rule; the wording in the terms is clear.",
)

PLANS: Final[dict[ActionKind, tuple[str, ...]]] = {
    ActionKind.CONTAINMENT: (
        "Ring {customer} today, apologise, name a date",
        "Send a loan {item} by courier",
        "Stop further deliveries from this batch until it is checked",
        "Put {customer} on tomorrow's tour as first stop",
        "Send a fitter with a temporary solution",
    ),
    ActionKind.CORRECTIVE: (
        "Make the {item} for order {order} again, with priority",
        "Correct the order and send {customer} a new confirmation",
        "Replace the {item} and check the rest of the order at the same visit",
        "Correct the amount and send {customer} one clean bill",
        "Re-plan the tour with realistic unloading times",
        "Second visit with two fitters and the missing parts",
        "Adjust the machine and re-check the last fifty pieces",
        "Find out where the order is stuck and tell {customer} by tonight",
    ),
    ActionKind.PREVENTIVE: (
        "Weigh every fittings bag before it is sealed, with a limit on the scale",
        "Add the call-ahead list to the start-of-tour check",
        "Lock the release until the signed drawing is attached",
        "Show open complaints on the invoicing screen",
        "Daylight lamp at both front lines, check of the whole set",
        "Second measurement by another surveyor for houses built before 1950",
        "Agree with the supplier on corner protection as a standard",
    ),
}

DONE: Final = (
    "Done and checked with {customer} on the phone.",
    "New part fitted, photo in the file.",
    "Delivered and signed for.",
    "Corrected; {customer} has it in writing.",
    "Tour changed, first run went well.",
    "Machine set anew, fifty pieces checked, none wrong.",
)
CONTAINED: Final = (
    "Rang {customer}, apologised and booked the first slot tomorrow.",
    "Courier with the missing part is on the way to {town}.",
    "Temporary worktop fitted, the kitchen can be used.",
    "Payment reminder stopped, fee taken back.",
    "Batch blocked in the warehouse, label on the pallet.",
)

CLOSING: Final[dict[ClosureReason, tuple[str, ...]]] = {
    ClosureReason.FIXED: (
        "Everything is in place; {customer} has confirmed it on the phone.",
        "Replaced and tested.",
        "Corrected at the source and at the customer's.",
    ),
    ClosureReason.PARTLY_FIXED: ("The kitchen can be used; the {item} follows with the next tour.",),
    ClosureReason.NOT_REPRODUCIBLE: (
        "Tried three times with the customer's settings, it did not come back.",
    ),
    ClosureReason.OUTSIDE_OUR_CONTROL: ("The house connection has to be changed by the landlord first.",),
}

CAUSES: Final = (
    "The packing list is printed before the last change of the order reaches the warehouse.",
    "Unloading is planned with twelve minutes a stop; it takes twenty-five above the second floor.",
    "The survey form has no field for pipes behind existing furniture.",
    "Two batches of lacquer are mixed on the line when a set is finished late.",
    "The call-ahead list is exported at six, the tour is changed at half past six.",
    "Invoicing starts from the planned and not from the actual fitting date.",
    "Spare parts are booked on the order, not on the customer, so Care cannot see them.",
    "The scale at the fittings station was switched off because it slowed the line down.",
    "Changes by e-mail reach the adviser only; Planning works from the order system.",
)

NOT_FIXED: Final = (
    "The part came, but it is the wrong one again.",
    "It worked for two days. Now it is the same as before.",
    "Nobody has rung the customer, whatever the note says.",
    "Only half of it was done.",
    "The new date passed as well, and nobody came.",
)

RIGHT_TO_REOPEN: Final = ("The customer has new photos; this is ours after all.",)
