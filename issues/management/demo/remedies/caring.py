"""Stage 7: what helps when a customer needs us again and we were not there."""

from typing import Final

from issues.management.demo.remedies.remedy import Cure, Remedy

CARING: Final[dict[str, Cure]] = {
    "lindenholm-call-answered": Cure(
        "Staff the lines by the hour of last month's calls, deliveries of the day included",
        "New staffing runs; the longest wait of the week was three minutes.",
        {
            "Long wait on the phone": Remedy(
                "Take the new voice menu back and send Finance its own calls",
                "Old menu is back, the queue never had more than five this week.",
                "Two more agents on the phone between nine and eleven",
                "Two agents more; average wait is under a minute.",
                "Switched on the offer to be called back, so nobody has to hold the line.",
                "The menu leads everybody who presses nothing to Care.",
            ),
            "Had to tell it again": Remedy(
                "Write the story of order {order} down once and ring {customer} with it",
                "Notes are complete, {customer} did not have to say it a fifth time.",
                "Pass the call's notes on with the call",
                "Notes come along now; tested with ten calls from the depot.",
                "One agent keeps {customer} until it is solved.",
                "Notes are saved when the call ends, and a call that is passed on does not end.",
            ),
            "Cut off": Remedy(
                "Ring {customer} back from the supervisor's line and finish the talk",
                "Rang back, everything answered.",
                "Have the telephone provider mend the transfer to Planning",
                "Mended; thirty transfers, none lost.",
                "Agents ask for the number first, so they can ring back.",
                "The transfer ends after twenty seconds when nobody in Planning picks up.",
            ),
        },
    ),
    "lindenholm-call-back": Cure(
        "Show promised call-backs an hour before they are due, to the agent and the lead",
        "Shown since Tuesday; one of forty was late.",
        {
            "Not called back": Remedy(
                "Ring {customer} before noon, apologise and answer what was asked",
                "Rang at eleven, question answered, {customer} was surprised.",
                "Give {customer} one agent with a direct number until it is done",
                "{customer} has the number and has used it once.",
                "Rang {customer} to say that we have not forgotten them.",
                "Call-backs are written on paper when the system is slow.",
            ),
            "Waiting for the back office": Remedy(
                "Fetch the answer from the other department in person and ring {customer}",
                "Answer fetched, {customer} rung within the hour.",
                "Agree with Finance and Warehouse on an answer within a day",
                "Agreed; the last six questions came back the same day.",
                "Rang {customer} and named the next time we ring.",
                "Questions to other departments go by e-mail and have no date.",
            ),
            "Called back without an answer": Remedy(
                "Find out what is known about order {order} and ring {customer} again",
                "Rang again, with a date this time.",
                "Reserve the next part that comes in for order {order}",
                "Part reserved, {customer} knows the week.",
                "Told {customer} the truth and the time of the next call.",
                "Agents see what was ordered and not what has arrived.",
            ),
        },
    ),
    "lindenholm-spare-part": Cure(
        "Keep the thirty parts that are asked for most on a shelf of our own",
        "Shelf is filled; half of this week's parts left on the same day.",
        {
            "Part takes too long": Remedy(
                "Take the part for {customer} out of the running series at the works",
                "Part taken out and sent, arrived after two days.",
                "Press the supplier for a firm date, and look for a second supplier",
                "Second supplier delivers in four days; the part is on its way.",
                "Sent {customer} a part on loan, so that they can cook.",
                "Spare parts are ordered once a week, behind everything for new kitchens.",
            ),
            "Wrong spare part": Remedy(
                "Send the right part after the photo and enclose a return label",
                "Right part arrived and fits, says {customer}.",
                "Correct the part's number in the catalogue of spare parts",
                "Number corrected, old and new model are told apart.",
                "Stopped the second wrong parcel before it left.",
                "Left and right have one number in the catalogue of spare parts.",
            ),
            "Nobody can say where it is": Remedy(
                "Trace the parcel of order {order} and send a second one if it is not found by noon",
                "Not found; second parcel sent by express, {customer} has its number.",
                "Send the tracking number to the customer by itself",
                "Numbers go out with every parcel since Monday.",
                "Rang {customer} and said what we know and what not.",
                "Spare parts are booked on the order, not on the customer, so Care cannot see them.",
            ),
        },
    ),
    "lindenholm-repair-visit": Cure(
        "Pack the van by the list of the next day's visits, checked in the evening",
        "Checked every evening; nine of ten visits needed no second one.",
        {
            "Could not be repaired": Remedy(
                "Second visit this week, with the part in the van",
                "Mended in half an hour, {customer} has tried it.",
                "Fit the stronger part instead of the same one again",
                "Stronger part fitted, holds twice the weight.",
                "Fixed it so that it can be used until the part comes.",
                "Parts for visits are picked in the morning, when the van has already left.",
            ),
            "Came back after the repair": Remedy(
                "Replace the worn part instead of setting it again",
                "Part replaced, tested twenty times in front of {customer}.",
                "Send the lead technician to find the cause at {customer}'s",
                "Cause found and mended; the lead technician has written it down for the others.",
                "Told {customer} not to use it until we have been.",
                "Visits are counted, not whether they last.",
            ),
            "Technician late or absent": Remedy(
                "Put {customer} first on tomorrow's tour",
                "Came at eight, mended at nine.",
                "Plan seven visits a day, and a stand-in for illness",
                "Seven visits planned; every customer of the week was seen.",
                "Rang {customer} and named the hour for tomorrow.",
                "When a technician is ill, the tour is only re-planned after the first complaint.",
            ),
        },
    ),
}
