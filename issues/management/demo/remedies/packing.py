"""Stage 3: what helps when boxes were incomplete, broken or could not be found."""

from typing import Final

from issues.management.demo.remedies.remedy import Cure, Remedy

PACKING: Final[dict[str, Cure]] = {
    "lindenholm-boxes-complete": Cure(
        "Weigh every fittings bag before it is sealed, with a limit on the scale",
        "Scale stops the line when a bag is too light; eleven bags caught in the first week.",
        {
            "Fittings missing": Remedy(
                "Send the missing fittings of order {order} by courier",
                "Fittings arrived at {customer}'s by ten, counted on the phone.",
                "Refill the fittings station and count twenty bags",
                "Twenty bags counted, two were short, the station is refilled.",
                "Fitter bought screws in {town}, we pay them back.",
                "The scale at the fittings station was switched off because it slowed the line down.",
            ),
            "Part missing": Remedy(
                "Find the missing part in the hall or have it made, and send it ahead",
                "Found it in the next aisle; {customer} has it.",
                "Send the part with tomorrow's tour and tell the fitters",
                "Part delivered and signed for by {customer}.",
                "Rang {customer} and named the day on which the part comes.",
                "The packing list is printed before the last change of the order reaches the warehouse.",
            ),
            "Wrong part in the box": Remedy(
                "Pick the right part for order {order} and take the wrong one back at the same visit",
                "Right part delivered, wrong one back on its shelf.",
                "Check the whole pallet position for parts in the wrong place",
                "Position counted; three more were in the wrong place.",
                "Blocked the shelf so that the mistake is not packed again.",
                "Left and right panels lie side by side and differ by one letter.",
            ),
            "Someone else's parts": Remedy(
                "Bring the parts to the customer they belong to, and both a word of apology",
                "Parts exchanged between the two households, both have been rung.",
                "Trace both orders through the scanner records",
                "Traced: two pallets were wrapped as one.",
                "Parts locked in the van until it was clear whose they are.",
                "Two orders for one street stand on one pallet without a divider.",
            ),
        },
    ),
    "lindenholm-packed-to-survive": Cure(
        "Agree with the supplier on corner protection as a standard",
        "Agreed in writing; the first delivery came with corners on every piece.",
        {
            "Corner protection missing": Remedy(
                "Send the damaged piece again, with corners, and fetch the old one",
                "New piece arrived whole; photo of the packing in the file.",
                "Put corner protection back on the packing table and check one shift",
                "Corners are on the table; every piece of the shift had four.",
                "Took the other panels of this sleeve out and packed them anew.",
                "Corner pieces ran out, and the line went on without them.",
            ),
            "Packing wet or torn": Remedy(
                "Replace what has swollen and dry-store the rest of order {order}",
                "Two side panels replaced, the rest was dry.",
                "Put a roof over the waiting place at the ramp",
                "Tarpaulin roof stands, first rain stayed outside.",
                "Pallet brought inside and opened, so it can dry.",
                "Pallets wait outside when the ramp is full.",
            ),
            "Too much packing": Remedy(
                "Fetch the packing at {customer}'s with the next tour",
                "Packing fetched, {customer} has the garage back.",
                "Add three smaller sizes of boxes to the packing table",
                "Smaller boxes in use; a third less foam this week.",
                "Driver took the foam along the same day.",
                "There are two sizes of boxes, and the small one is always out.",
            ),
        },
    ),
    "lindenholm-labels": Cure(
        "Let the gate scanner stop a pallet that has a box without a readable label",
        "Scanner stops; four pallets went back to the table, none left without labels.",
        {
            "Label missing": Remedy(
                "Label what is left of order {order} and tell the crew what is in which box",
                "Boxes labelled, the crew has the list.",
                "Repair the label printer at the second table",
                "Printer repaired, forty labels in a row without a gap.",
                "Sent the crew photos of the packing list.",
                "When the printer at the second table jams, boxes go on without labels.",
            ),
            "Label unreadable": Remedy(
                "Print the labels of order {order} again on the better paper",
                "Labels printed anew and scanned at the gate.",
                "Change the print head and the paper of the label printer",
                "New head, new paper; the labels scan through the film.",
                "Wrote the cabinet numbers on the boxes by hand for this tour.",
                "Cheap thermal paper fades in a warm van.",
            ),
            "Wrong room on the label": Remedy(
                "Correct the rooms in order {order} and print the labels anew",
                "Rooms corrected, labels printed anew, crew told.",
                "Carry the boxes into the right rooms with two people",
                "Everything stands where it belongs, {customer} has looked.",
                "Rang the crew before they carried the rest.",
                "The room is taken from the order's first line and printed on every label.",
            ),
        },
    ),
}
