"""Stage 7: the customer needs us again."""

from typing import Final

from issues.management.demo.chain import Point, Step, Trouble

CALL = Point(
    name="Call answered",
    slug="lindenholm-call-answered",
    team="Customer Care",
    owner="Gabriel Santos",
    deputy="Noor van Dijk",
    weight=3,
    exposure=3100,
    volume=5,
    places="office",
    promise="A person picks up within a minute and knows the order.",
    guidance="Write down what was said in the customer's words. Nobody should tell it twice.",
    troubles=(
        Trouble(
            "Long wait on the phone",
            4,
            (
                "{customer} held the line for {n} minutes and got the voice menu again at the end.",
                "Queue of more than thirty this morning because the new menu sends Finance calls to us.",
            ),
        ),
        Trouble(
            "Had to tell it again",
            3,
            (
                "{customer} has told the story of order {order} to four of us. The notes are empty.",
                "Calls moved over from the depot arrive here without any history; {customer} was in tears.",
            ),
        ),
        Trouble(
            "Cut off",
            1,
            (
                "The line broke off with {customer} for the second time today. Ringing back is not possible from the queue.",
                "Transfer to Planning drops the call every time. {customer} gave up.",
            ),
        ),
    ),
)

CALLBACK = Point(
    name="Call-back as promised",
    slug="lindenholm-call-back",
    team="Customer Care",
    owner="Noor van Dijk",
    deputy="Gabriel Santos",
    weight=5,
    exposure=900,
    volume=6,
    places="office",
    promise="If we say we ring back, we ring back, even when there is nothing new.",
    guidance="Promise a time, not “soon”. If the back office is silent, say so and name the next time.",
    troubles=(
        Trouble(
            "Not called back",
            5,
            (
                "{customer} was promised a call by {day}. Nobody rang.",
                "Third promise to {customer}, third time nothing. They have started to write reviews.",
            ),
        ),
        Trouble(
            "Waiting for the back office",
            4,
            (
                "I cannot ring {customer} back because Finance has not answered me for {n} days.",
                "Warehouse does not tell me whether the {item} exists, so I have nothing to say to {customer}.",
            ),
        ),
        Trouble(
            "Called back without an answer",
            2,
            (
                "We rang {customer} on time and could only say that we do not know yet.",
                "Rang back about order {order}; the part was booked out to someone else meanwhile.",
            ),
        ),
    ),
    upstream=("lindenholm-call-answered",),
)

SPARES = Point(
    name="Spare part on its way",
    slug="lindenholm-spare-part",
    team="Customer Care",
    owner="Martina Fischer",
    deputy="Gabriel Santos",
    weight=4,
    exposure=480,
    volume=5,
    places="office",
    promise="The right part leaves within three days, and the customer can follow it.",
    guidance="Ask for the number on the hinge, then for a photo. Wrong parts cost two weeks.",
    troubles=(
        Trouble(
            "Part takes too long",
            4,
            (
                "{customer} has cooked around a missing {item} for {n} days.",
                "The supplier says two weeks, then two weeks more. {customer} in {town} has stopped believing us.",
            ),
        ),
        Trouble(
            "Wrong spare part",
            3,
            (
                "We sent the left hinge again. {customer} needs the right one, as the photo shows.",
                "The spare {item} is the old model; the holes do not line up.",
            ),
        ),
        Trouble(
            "Nobody can say where it is",
            2,
            (
                "The spare part of order {order} was sent, says the system. {customer} has no parcel and no number.",
                "Part came back undelivered, and nobody told {customer}.",
            ),
        ),
    ),
    upstream=("lindenholm-labels", "lindenholm-call-back"),
)

SERVICE = Point(
    name="Repair at the first visit",
    slug="lindenholm-repair-visit",
    team="Customer Care",
    owner="Noor van Dijk",
    deputy="Martina Fischer",
    weight=4,
    exposure=380,
    volume=4,
    places="areas",
    promise="The technician brings what is needed, and the second visit is the exception.",
    guidance="Read the history in the van. If you cannot mend it, leave something that helps until you can.",
    troubles=(
        Trouble(
            "Could not be repaired",
            3,
            (
                "I stood at {customer}'s without the {item}; it was not in my van although I had ordered it.",
                "Second repair of the same drawer in {town}. The runner is made too weak for the front.",
            ),
        ),
        Trouble(
            "Came back after the repair",
            3,
            (
                "The door I set straight at {customer}'s {n} days ago hangs again. It is the hinge plate.",
                "Same leak at {customer}'s as last month. I only tightened it then.",
            ),
        ),
        Trouble(
            "Technician late or absent",
            2,
            (
                "My tour had nine visits on {day}. {customer} was the ninth, and I did not make it.",
                "{customer} waited for a technician who was ill. Nobody re-planned the tour.",
            ),
        ),
    ),
    upstream=("lindenholm-spare-part", "lindenholm-one-visit"),
    policy="home",
)

CARING: Final = Step("Aftersales", "Astrid Bergström", (CALL, CALLBACK, SPARES, SERVICE))
