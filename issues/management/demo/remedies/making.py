"""Stage 2: what helps when the room was measured, planned or made wrong."""

from typing import Final

from issues.management.demo.remedies.remedy import Cure, Remedy

MAKING: Final[dict[str, Cure]] = {
    "lindenholm-measure": Cure(
        "Second measurement by another surveyor for houses built before 1950",
        "Five old houses measured twice, two errors found before the saw.",
        {
            "Measurement wrong": Remedy(
                "Measure the room of order {order} again and correct the plan",
                "Measured again at three heights; the plan is corrected and signed by {customer}.",
                "Make the tall unit narrower and have it ready for the next visit",
                "Narrower unit made and tried in the niche with a template.",
                "Stopped what was not cut yet for order {order}.",
                "Walls are measured at one height only when the surveyor has six visits a day.",
            ),
            "Pipe or socket missed": Remedy(
                "Survey the wall again, with photos, and change the plan around the pipe",
                "Pipe measured and photographed; the unit gets a cut-out.",
                "Have an electrician move the socket, at our cost",
                "Socket moved and tested, {customer} paid nothing.",
                "Told the fitters not to drill into that wall.",
                "The survey form has no field for pipes behind existing furniture.",
            ),
            "Surveyor did not come": Remedy(
                "Give {customer} the first survey of the day this week, and ring the evening before",
                "Surveyed on the new day at eight, {customer} was rung the evening before.",
                "Send the surveyor on a Saturday, so that {customer} needs no other day off",
                "Survey done on Saturday, drawings are in the file.",
                "Rang {customer}, apologised and let them choose the hour.",
                "Survey visits are moved in the planner's own diary, which sends no message.",
            ),
        },
    ),
    "lindenholm-plan-release": Cure(
        "Lock the release until the signed drawing is attached",
        "Lock is on; three plans were stopped in the first week, all of them rightly.",
        {
            "Drawing differs from the order": Remedy(
                "Correct the released plan of order {order} from the signed drawing",
                "Plan corrected and released anew; the works have destroyed the old one.",
                "Compare plan and signed drawing with {customer} on the phone",
                "Compared page by page with {customer}; one difference, corrected.",
                "Works told to leave order {order} alone until the new plan is there.",
                "The plan is drawn from the last e-mail and not from what was signed.",
            ),
            "Released too late": Remedy(
                "Release the plan today and ask the works for the next free slot at the saw",
                "Released, and the saw has it for the early shift.",
                "Tell {customer} and the tour planner the honest date",
                "{customer} and the tour planner know the new date.",
                "Kept a place at the saw free for order {order}.",
                "Releases wait for the one planner who may sign them.",
            ),
            "Appliance does not fit the cabinet": Remedy(
                "Re-plan the housing from the appliance's own data sheet",
                "Housing re-planned; the works have the new height.",
                "Exchange the appliance for the model that fits, together with {customer}",
                "Other model delivered, it sits flush and the door opens.",
                "Told the fitters not to cut anything on site.",
                "The planning software keeps last year's appliance sizes.",
            ),
        },
    ),
    "lindenholm-fronts": Cure(
        "Daylight lamp at both front lines, check of the whole set before packing",
        "Lamps hang; nine sets were stopped before they were packed.",
        {
            "Colour differs": Remedy(
                "Lacquer the whole set of order {order} again from one batch",
                "Set lacquered from one batch, compared under the daylight lamp.",
                "Send {customer} a sample first, then exchange the fronts that differ",
                "{customer} has seen the sample in their kitchen; the fronts are exchanged.",
                "Blocked what is left of the odd batch.",
                "Two batches of lacquer are mixed on the line when a set is finished late.",
            ),
            "Scratched or chipped": Remedy(
                "Make the damaged front of order {order} again, with priority",
                "New front inspected, packed and on its way to {customer}.",
                "Exchange the worn felt on the conveyor and re-check the last fifty fronts",
                "Felt exchanged, fifty fronts checked, two taken out.",
                "Batch blocked in the warehouse, label on the pallet.",
                "The felt on the conveyor is changed by calendar, not by wear.",
            ),
            "Drilled wrong": Remedy(
                "Make the front again and check the drilling against the plan",
                "New front drilled and checked with the template.",
                "Set the drill anew and re-check the last fifty pieces",
                "Drill set anew, fifty pieces checked, none wrong.",
                "Stopped the drill until it was checked.",
                "The drilling program is typed in by hand when a front is made again.",
            ),
            "Edge band comes off": Remedy(
                "Replace the front at {customer}'s and keep the old one for the laboratory",
                "Front replaced, the old one lies in the laboratory.",
                "Raise the glue temperature on the edge machine and test twenty pieces in steam",
                "Twenty pieces held in steam, none came off.",
                "Put a protective strip above the dishwasher at {customer}'s.",
                "The glue pot cools down during the shift break, and the first pieces after it do not hold.",
            ),
        },
    ),
    "lindenholm-worktop": Cure(
        "Check every cut-out against the appliance's template before the saw starts",
        "Templates lie at the saw; no wrong cut-out since.",
        {
            "Cut-out wrong": Remedy(
                "Cut the worktop of order {order} again, with the appliance beside the saw",
                "New worktop cut; the appliance was laid into it at the works.",
                "Check with {customer} whether a larger appliance saves the stone",
                "{customer} takes the larger model at our cost; it fits.",
                "Temporary worktop fitted, the kitchen can be used.",
                "Cut-outs come from the catalogue, and the catalogue is a year old.",
            ),
            "Too short": Remedy(
                "Cut a new plate for order {order}, overhang included",
                "New plate measured by two people: right length.",
                "Measure the wall again and cut from the new measure",
                "Measured and cut; {customer} has the date of the fitting.",
                "Took the plate back so that nobody fits it with a strip.",
                "The overhang is added by hand, and on late shifts by nobody.",
            ),
            "Broken on arrival at the works' gate": Remedy(
                "Order the stone again at the quarry and name {customer} the date",
                "Stone is here, inspected for cracks before and after cutting.",
                "Settle the crack with the carrier and cut from the reserve plate",
                "Reserve plate cut; the carrier pays.",
                "Plate taken off the truck before it went out to {customer}.",
                "Plates are loaded flat when the A-frame is in use elsewhere.",
            ),
        },
    ),
    "lindenholm-ready-on-date": Cure(
        "Mark late orders red by themselves when a step is two days behind",
        "Red marks work; the first six customers heard of the delay a week before.",
        {
            "Not finished": Remedy(
                "Find out what order {order} waits for, and finish it on the early shift",
                "It waited for hinges; finished this morning and at the ramp.",
                "Agree a date that holds with the shift leads and tell {customer}",
                "Date agreed, {customer} has it in writing.",
                "Sent the truck on, so that the other customers get theirs.",
                "Dates are confirmed without asking whether the lacquer line is free.",
            ),
            "Part missing from the series": Remedy(
                "Make the missing part of order {order} as a single piece, with priority",
                "Single piece made and added to the pallet.",
                "Count the series against the list before it leaves the line",
                "Counted, complete, signed by the shift lead.",
                "Held the rest back until it is complete.",
                "A part that is rejected late is not put into the job again.",
            ),
            "Delay not passed on": Remedy(
                "Ring {customer} with the honest date and pay for what the delay costs them",
                "Rang {customer}; they have the date, and we pay the take-away meals.",
                "Pass the delays of this week on to Care and Delivery in one list",
                "List sent at noon; Care has rung everybody on it.",
                "Told Care the same hour, so {customer} need not hear it at the door.",
                "The red mark is set when the truck should leave, not when the delay is known.",
            ),
        },
    ),
}
