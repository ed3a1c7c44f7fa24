"""What people at Lindenholm say of any problem while it is dealt with, or is not. Plain data.

What fits one stage only stands in `talk`, what fits one kind of problem in `remedies`.
"""

from typing import Final

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
    "I said I would find out who can decide this.",
    "It is the second time for this household.",
    "They asked for a name, and I gave them mine.",
    "They say they would not recommend us at the moment.",
    "Please ring them before noon; they work nights.",
    "I think the cause is further up the chain.",
    "I had to apologise for something I do not understand myself.",
)

TOO: Final = (
    "Same here today, with {customer}.",
    "Happened to me too, in {town}.",
    "And again: {customer}, order {order}.",
    "I have the same case here. {customer} is waiting as well.",
    "One more. {customer} asked whether anybody reads this.",
    "Same fault, other customer. This time in {town}.",
)

COMMENTS: Final = (
    "Seen. Will look at it next week.",
    "This is not ours, I think.",
    "Is anybody on this? {customer} has rung again.",
    "We have had three of these this month. We should look at the cause and not at the case.",
    "Can somebody tell me what to say to {customer}?",
    "Put on the agenda for the Thursday round.",
    "Low priority at the moment, we are short of two people.",
)

PASSED_ON: Final = (
    "Not our part of the chain, please check on your side.",
    "It was like that before it reached us.",
    "What we got from you was already wrong.",
    "You have the contact to the customer.",
    "This needs a decision from you first.",
    "We only did what the order said.",
)
PASSED_BACK: Final = (
    "We checked, it left us as ordered. Back to you.",
    "Not ours either. Please look at your own steps first.",
    "Without the order file we can do nothing. Back to you.",
    "Our records show no fault here.",
)

FIXED: Final = (
    "It is in order now; {customer} has confirmed it on the phone.",
    "Done as planned, and {customer} is content.",
    "Mended at {customer}'s and at the source.",
)

NOT_FIXED: Final = (
    "{customer} says nothing has changed.",
    "Only half of it was done.",
)

RIGHT_TO_REOPEN: Final = ("{customer} has shown us new evidence; this is ours after all.",)

# What a customer was told when the problem was reported.
PROMISES = (
    "We ring you back with a date.",
    "Somebody comes and looks at it.",
    "You get the missing part.",
    "You hear from us what it costs, which is nothing.",
    "We send you the corrected invoice.",
)
KEPT = (
    "Rang the customer, who is content.",
    "Was there in the morning.",
    "Sent it by courier; the customer has it.",
    "Written to the customer, answered within the hour.",
)
