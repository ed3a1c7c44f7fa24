"""Stage 5: what helps when the fitting in the customer's home went wrong."""

from typing import Final

from issues.management.demo.remedies.remedy import Cure, Remedy

FITTING: Final[dict[str, Cure]] = {
    "lindenholm-fitter-arrives": Cure(
        "Send every team the plan and the trades on site the evening before",
        "Goes out at six every evening; no team drove in vain this week.",
        {
            "Team did not come": Remedy(
                "Send another team to {customer} tomorrow and ring them tonight",
                "Team was there at eight, {customer} was rung the evening before.",
                "Pay {customer} the lost day and start on the Saturday",
                "Started on Saturday, finished on Monday, day paid.",
                "Rang {customer} and said when we come instead.",
                "Teams are moved by telephone, and the customer is not on the call.",
            ),
            "Came without the plan": Remedy(
                "Load the current drawings of order {order} onto the team's tablet",
                "Drawings are on the tablet, compared with {customer}'s copy.",
                "Bring printed drawings in the van until the tablets are reliable",
                "Folder lies in every van; used twice already.",
                "Planning read the measures out to the team on the phone.",
                "Tablets only fetch drawings at the depot, and teams start from home.",
            ),
            "Overlaps with another trade": Remedy(
                "Agree a new day with {customer}'s other trades and come back then",
                "Came back after they had finished; room was ours alone.",
                "Ring the other trade on site before the team leaves",
                "Rang, moved by a day, nobody waited.",
                "Sent the team on to another customer, so the day was not lost.",
                "Planning notes the other trades in the order, where fitters cannot read them.",
            ),
        },
    ),
    "lindenholm-one-visit": Cure(
        "Count the boxes against the list at the depot, the day before the fitting",
        "Counted for two weeks; four missing parts found while there was time.",
        {
            "Part missing for fitting": Remedy(
                "Second visit with the missing part, at an hour {customer} chooses",
                "Part fitted, kitchen finished, {customer} has signed.",
                "Bring the part from the works by courier while the team is there",
                "Courier came at two, finished by five.",
                "Fitted what can be used, so that {customer} can cook tonight.",
                "Boxes are counted in the customer's hall, when it is too late to send for a part.",
            ),
            "Part damaged": Remedy(
                "Replace the damaged part and check the rest of the order at the same visit",
                "Part replaced, the rest checked: no other damage.",
                "Have the works make the part again and fit it on {customer}'s day",
                "New part fitted, joint tight, {customer} has signed.",
                "Took the sharp edge off and covered it until the new part comes.",
                "Film hides damage; nobody looks under it before the fitting.",
            ),
            "Ran out of time": Remedy(
                "Send two fitters for the rest and finish it in one go",
                "Finished by noon with two fitters; water runs.",
                "Plan kitchens with an island as two days",
                "Planned as two days since Monday; both kitchens were finished in time.",
                "Connected water and one hob, so that the weekend can be got through.",
                "Every kitchen is planned as one day, whatever its size.",
            ),
            "Second visit not arranged": Remedy(
                "Ring {customer} today and agree the day of the second visit",
                "Agreed and done: ten minutes' work, {customer} has signed.",
                "Go through all job sheets of the month for open second visits",
                "Nine were open; all of them have a day now.",
                "Rang {customer} and named the person who will come.",
                "Second visits are written on a sheet that stays in the van.",
            ),
        },
    ),
    "lindenholm-connections": Cure(
        "No job can be closed on the tablet without a test record with photo",
        "Tablet asks for it; thirty jobs, thirty records.",
        {
            "Leak": Remedy(
                "Send the plumber to {customer} today: seal the connection and dry the floor",
                "Connection sealed, dishwasher run twice, dry; the floor is drying.",
                "Replace hose and gasket, and look for water behind the plinth",
                "Hose and gasket new, no water behind the plinth, paper towel dry after an hour.",
                "Had {customer} close the stopcock and put the dishwasher off.",
                "Hoses were tightened by hand, and nobody ran the dishwasher before leaving.",
            ),
            "Appliance not connected": Remedy(
                "Send the electrician to {customer} to connect and test the appliance",
                "Connected, measured and shown to {customer}; the fuse holds.",
                "Have the house's fuse and cable checked, then connect the appliance",
                "Cable is sound, appliance runs on a circuit of its own.",
                "Told {customer} to leave the fuse off until the electrician has been.",
                "Teams are put together without asking whether the order needs an electrician.",
            ),
            "No test record": Remedy(
                "Test all sockets at {customer}'s and hand over the signed record",
                "Tested, record signed and sent to {customer}.",
                "Write the record from the team's readings and have {customer} sign it",
                "Record signed; the insurer has a copy.",
                "Wrote {customer} a note for the landlord, with a date.",
                "The test sheet is paper, and the last one of the pad is not replaced.",
            ),
        },
    ),
    "lindenholm-left-clean": Cure(
        "Plan the last half hour of every fitting for sweeping, packing up and showing",
        "Planned since the first; no complaint about dirt since.",
        {
            "Packaging left behind": Remedy(
                "Fetch the packaging at {customer}'s with tomorrow's van",
                "Garage is empty and swept, {customer} has looked.",
                "Order a container for {town}, so teams can leave their rubbish",
                "Container stands; teams use it.",
                "Rang {customer} and named the day on which it is fetched.",
                "There is no van for rubbish on tours with three fittings.",
            ),
            "Dirt or dust": Remedy(
                "Send the cleaners to {customer} at our cost",
                "Cleaned, {customer} is content; a bunch of flowers was left.",
                "Take dust sheet and vacuum cleaner on every van and saw outdoors",
                "On every van now, two fittings without dust.",
                "Taped the door to the other rooms at once.",
                "Vacuum cleaners are shared by two teams.",
            ),
            "Nothing explained": Remedy(
                "Visit {customer} for half an hour and show every appliance and drawer",
                "Shown, tried, oven clock set; {customer} has all manuals.",
                "Send {customer} the manuals and a film, and ring the day after",
                "{customer} has seen the film; two questions answered on the phone.",
                "Explained the oven to {customer} on the phone.",
                "The team leaves for the next job as soon as the last door hangs.",
            ),
        },
    ),
}
