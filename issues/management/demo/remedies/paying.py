"""Stage 6: what helps when the bill or the credit was wrong."""

from typing import Final

from issues.management.demo.remedies.remedy import Cure, Remedy

PAYING: Final[dict[str, Cure]] = {
    "lindenholm-first-invoice": Cure(
        "Show open complaints on the invoicing screen",
        "Shown since Monday; five bills were held back until the kitchen was finished.",
        {
            "Billed before it was finished": Remedy(
                "Cancel the bill of order {order} and send it after the last visit",
                "Bill cancelled, {customer} has it in writing.",
                "Move the due date to two weeks after the kitchen is finished",
                "Due date moved, {customer} agrees.",
                "Stopped the reminders for order {order}.",
                "Invoicing starts from the planned and not from the actual fitting date.",
            ),
            "Wrong amount": Remedy(
                "Correct the amount and send {customer} one clean bill",
                "Corrected bill is out, {customer} has compared it with the contract.",
                "Compare the bill of order {order} with contract and job sheets",
                "Compared; {money} euros taken off, new bill sent.",
                "Told {customer} to pay nothing until the new bill is there.",
                "Discounts stand in a note of the quote, and the bill does not read notes.",
            ),
            "Reminder although paid": Remedy(
                "Book the payment to order {order}, take the fee back and apologise",
                "Payment booked, fee taken back, letter sent to {customer}.",
                "Go through all payments that could not be matched this month",
                "Twelve matched by hand; no further reminders go out for them.",
                "Payment reminder stopped, fee taken back.",
                "Payments without an order number wait a week before anybody matches them.",
            ),
            "Sent to the wrong address": Remedy(
                "Correct the address in every system and send the bill again",
                "Address corrected in all three systems, bill sent, due date moved.",
                "Ask {customer} for the address and send the bill by e-mail as well",
                "{customer} has the bill by e-mail and confirmed the address.",
                "Stopped the reminder that would have followed.",
                "Bills go to the delivery address when the field for the other one is empty.",
            ),
        },
    ),
    "lindenholm-refund": Cure(
        "Pay credits up to 500 euros the day they are noted, without a second signature",
        "In force; eight credits were paid on the day.",
        {
            "Refund not paid": Remedy(
                "Pay {customer} the refund today and ring with the date of the transfer",
                "Paid, {customer} has the date in writing.",
                "Find out why the payment run leaves the credit note out",
                "Bank details were missing; entered, and the money has left our bank.",
                "Rang {customer} and named the day of the payment.",
                "Credit notes without bank details drop out of the payment run, and no list says so.",
            ),
            "No answer about a credit": Remedy(
                "Answer {customer} today: how much, why and when",
                "Answered by letter and on the phone.",
                "Give the mailbox for credits to one person, with a deputy",
                "One person, one deputy; nothing in it is older than two days.",
                "Wrote to {customer} who has it in hand and when they hear from us.",
                "The mailbox for credits has four readers, and each waits for the others.",
            ),
            "Credit too low": Remedy(
                "Pay {customer} the difference and explain the sum line by line",
                "Difference paid, {customer} has the explanation.",
                "Add the second visit to the credit and send it anew",
                "New credit note is out, {customer} agrees with it.",
                "Told {customer} that the rest is being looked at, and by whom.",
                "Promises made at the door are not written into the damage note.",
            ),
        },
    ),
}
