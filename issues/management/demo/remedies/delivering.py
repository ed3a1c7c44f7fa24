"""Stage 4: what helps when the kitchen did not come, came late or came to harm."""

from typing import Final

from issues.management.demo.remedies.remedy import Cure, Remedy

DELIVERING: Final[dict[str, Cure]] = {
    "lindenholm-slot-agreed": Cure(
        "Let the tour program refuse to move a slot that the customer has not agreed to",
        "Program refuses; nine moves were asked for, nine customers were rung first.",
        {
            "Slot changed without asking": Remedy(
                "Offer {customer} the old slot back, and pay what the move has cost them",
                "{customer} has the old slot back in writing; the fitter's waiting time is paid.",
                "Ring everybody on the tour that was re-planned overnight",
                "All seven rung; two wanted another day and have it.",
                "Stopped further text messages from the night plan.",
                "The night plan moves slots to save kilometres, and its message does not ask.",
            ),
            "Nobody rang to agree a slot": Remedy(
                "Ring {customer} today and let them choose a slot for order {order}",
                "{customer} has chosen a slot and has it in writing.",
                "Go through everything in the depot that has no slot yet",
                "Fourteen orders had none; all customers have been rung.",
                "Kept a place on {day}'s tour free for {customer}.",
                "Orders that arrive on a Friday are not on Monday's list of calls.",
            ),
            "Slot too wide": Remedy(
                "Name {customer} the hour that stands in the tour plan",
                "Hour named, and kept.",
                "Put the two-hour slot of the tour plan into the message to customers",
                "Messages carry two hours now; tested on one tour.",
                "Rang {customer} with the hour, as well as we know it.",
                "The message is written before the tour has an order of stops.",
            ),
        },
    ),
    "lindenholm-slot-kept": Cure(
        "Add the call-ahead list to the start-of-tour check",
        "On the check sheet; no tour left without its list this week.",
        {
            "Late": Remedy(
                "Re-plan the tour with realistic unloading times",
                "Tour has two stops fewer; the first three days were on time.",
                "Load the van in the evening, so that it leaves at seven",
                "Loaded in the evening all week, left at seven each day.",
                "Rang the remaining stops and named new times.",
                "Unloading is planned with twelve minutes a stop; it takes twenty-five above the second floor.",
            ),
            "Did not come at all": Remedy(
                "Put {customer} on tomorrow's tour as first stop",
                "Delivered at half past seven, signed for by {customer}.",
                "Send a van of its own for order {order} and pay {customer} the lost day",
                "Van came in the evening, the day is paid.",
                "Rang {customer}, apologised and booked the first slot tomorrow.",
                "What does not fit on the van stays on the ramp, and no list says so.",
            ),
            "No call ahead": Remedy(
                "Bring the delivery again today, with a call an hour before",
                "Rang, came, delivered; {customer} was at home.",
                "Repair the call-ahead list on the tablets",
                "List is complete on all tablets; one day tested.",
                "Depot rings the stops of this tour by hand.",
                "The call-ahead list is exported at six, the tour is changed at half past six.",
            ),
            "Only part of the order came": Remedy(
                "Find the rest of order {order} and deliver it by tomorrow evening",
                "Rest delivered, {customer} has counted the boxes.",
                "Name {customer} the day for the rest, in writing, and keep it",
                "Rest came on the day named, signed for.",
                "Rang the fitters, so that they do not start with half a kitchen.",
                "The van is loaded by pallet, and the second pallet of an order is not marked as one.",
            ),
        },
    ),
    "lindenholm-carry-in": Cure(
        "Ask for floor, lift and weight when the slot is agreed, and plan the crew by it",
        "Question is in the call script; no driver was alone with a stone plate since.",
        {
            "Left at the kerb": Remedy(
                "Send two people to carry everything into {customer}'s flat today",
                "Everything stands in the flat, {customer} has looked at each box.",
                "Agree with the subcontractor that carrying in is part of the job",
                "Agreed and signed; the next three deliveries were carried in.",
                "Asked the caretaker to put the boxes under cover.",
                "The subcontractor is paid by stop, whether it carries in or not.",
            ),
            "Damage in the house": Remedy(
                "Look at the damage with {customer} and order the craftsman at our cost",
                "Craftsman was there, the damage is mended, photo in the file.",
                "Report it to the insurer and name {customer} one person to ask",
                "Insurer pays; {customer} has the confirmation.",
                "Took photos with {customer} and gave them a name and a number.",
                "Floor felt is not on the loading list, so vans leave without it.",
            ),
            "Two people needed, one sent": Remedy(
                "Deliver again with two people and the stair trolley",
                "Two people, twenty minutes, nothing scratched.",
                "Mark every piece above forty kilos in the tour plan",
                "Marked; the plan asks for a second person by itself.",
                "Took the heavy piece back, so that nobody gets hurt.",
                "The tour plan counts pieces and not kilos.",
            ),
        },
    ),
    "lindenholm-damage-at-door": Cure(
        "Put a damage form with photo and replacement date on the drivers' tablets",
        "Form is on all tablets; every damage of the week has a date.",
        {
            "Driver did not note the damage": Remedy(
                "Take the damage down with {customer} on the phone and order the replacement",
                "Noted from {customer}'s photos, replacement ordered.",
                "Go through the damage note with the driver and the rest of the depot",
                "Talked through on Monday; everybody knows the form now.",
                "Told Care that {customer} is to be believed.",
                "A damage note costs the driver ten minutes that the tour does not have.",
            ),
            "No replacement date": Remedy(
                "Get a date for the replacement from the works and ring {customer} with it",
                "Date is there, {customer} has it in writing.",
                "Deliver the replacement ahead of the tour, with the small van",
                "Replacement delivered and unpacked together with {customer}.",
                "Rang {customer} and named the day of the next call.",
                "Damage notes reach the works as pictures, and nobody makes an order of them.",
            ),
            "Customer must prove it": Remedy(
                "Accept the damage as told and apologise to {customer}",
                "Accepted, {customer} has the apology in writing.",
                "Move the photos from the mailbox to the order file",
                "Photos are in the file; nobody has to ask again.",
                "Stopped the letter that asks for photos a fourth time.",
                "Photos lie in a mailbox that only one clerk can open.",
            ),
        },
    ),
}
