"""Stage 1: what helps when choosing and ordering went wrong."""

from typing import Final

from issues.management.demo.remedies.remedy import Cure, Remedy

CHOOSING: Final[dict[str, Cure]] = {
    "lindenholm-showroom-advice": Cure(
        "Plan the showroom rota from the visitor counter instead of from last year's",
        "New rota hangs in all six showrooms; the first two Saturdays had nobody waiting.",
        {
            "Long wait for an adviser": Remedy(
                "Put a second adviser on the floor at busy hours, Saturdays first",
                "Second adviser on the floor for two weeks now; longest wait was six minutes.",
                "Invite {customer} back to a fixed appointment with one adviser all evening",
                "{customer} came back, two quiet hours with one adviser, drawing taken home.",
                "Greeted everybody who waited, coffee and a named time for each.",
                "The rota follows the opening hours and not the hours at which people come.",
            ),
            "Display does not match the range": Remedy(
                "Walk the display with this year's list and mark what is no longer made",
                "Eleven pieces marked “no longer made”, price tags printed anew.",
                "Offer {customer} the display piece itself, or the closest front of the new range",
                "{customer} has chosen the closest front and got the sample to take home.",
                "Old price tags taken off the same evening.",
                "The range changes in January; the display is only changed when somebody asks.",
            ),
            "Promised what we cannot make": Remedy(
                "Sit down with {customer} and Planning and agree on what can really be made",
                "Meeting held, new drawing signed by {customer}.",
                "Tell {customer} in writing what we can keep and take the extra cost on us",
                "Letter sent, {customer} accepts; the extra cost is booked on the showroom.",
                "Rang {customer} before the order went out, so nothing wrong gets made.",
                "Advisers cannot see what the works make or which weeks are free.",
            ),
            "Appointment not in the diary": Remedy(
                "Give {customer} a new appointment this week, at the hour they name",
                "{customer} was here, the appointment took place as written down.",
                "Have the online booking mend its link to the showroom diary",
                "Booking tested with five appointments; all five stand in the diary.",
                "An adviser gave up the lunch break for {customer}.",
                "The online booking writes to a mailbox that nobody in the showroom reads.",
            ),
        },
    ),
    "lindenholm-quote": Cure(
        "Show every quote that is older than two days on the screen of the showroom manager",
        "List is on the screen; the oldest quote today is from yesterday.",
        {
            "Quote late": Remedy(
                "Take the quote out of approval, finish it today and ring {customer}",
                "Quote went out in the afternoon, {customer} has it and was told why it was late.",
                "Let advisers release quotes below the limit themselves",
                "Limit set; four quotes went out on the same day without approval.",
                "Rang {customer} and named the day on which the quote will come.",
                "Every quote waits for one signature, and on Mondays nobody gives it.",
            ),
            "Price differs from what was said": Remedy(
                "Go through the difference of {money} euros with {customer}, line by line",
                "Went through it with {customer}; the quote now shows fitting as a line of its own.",
                "Stand by the price that was said and send the quote anew",
                "New quote with the price that was said; {customer} has signed it.",
                "Told {customer} not to sign before we have rung back.",
                "The adviser's desk price leaves out fitting and delivery.",
            ),
            "Wrong items in the quote": Remedy(
                "Write the quote anew from the signed list and read it to {customer}",
                "New quote read out on the phone, every item right.",
                "Compare the quote with the drawing, position by position",
                "Two positions corrected, {customer} has the new quote.",
                "Withdrew the wrong quote before it could be ordered from.",
                "Quotes are copied from the last customer's because that is quicker.",
            ),
            "Cannot be understood": Remedy(
                "Send {customer} a one-page summary with the total on top",
                "Summary sent; {customer} rang to say thank you.",
                "Replace the abbreviations in the quote by words",
                "Forty abbreviations are words now, two customers have read it and understood.",
                "Explained the quote to {customer} on the phone, page by page.",
                "The quote is printed from the parts list, which was made for the works.",
            ),
        },
    ),
    "lindenholm-order-confirmed": Cure(
        "Send the confirmation by itself as soon as the deposit is booked",
        "Runs since Monday: nineteen deposits, nineteen confirmations.",
        {
            "No confirmation": Remedy(
                "Send {customer} the confirmation of order {order} today and ring them",
                "Confirmation is out, {customer} has read it while we were on the phone.",
                "Go through all orders signed in the last weeks for a missing confirmation",
                "Seven more were missing; all of them are out now.",
                "Rang {customer}: the order is safe and the deposit is booked to it.",
                "Orders that are changed on the day of signing drop out of the evening run.",
            ),
            "Wrong delivery week": Remedy(
                "Agree a week with Delivery that exists, and confirm it to {customer}",
                "New week agreed with the tour planner and with {customer}, in writing.",
                "Move the order to after the plumber's date and tell everybody",
                "Order moved; {customer}, plumber and fitters know the new date.",
                "Stopped the tour for the wrong week, so nobody comes for nothing.",
                "The form offers every week, also those without a tour to that area.",
            ),
            "Changes not taken over": Remedy(
                "Take both changes into order {order} and send a new confirmation",
                "Changes are in, {customer} has confirmed the new version.",
                "Check with the works whether the first version is already being made",
                "Nothing was cut yet; the works have the new version.",
                "Held back the release until the changes are in.",
                "Changes by e-mail reach the adviser only; Planning works from the order system.",
            ),
        },
    ),
}
