"""Why nobody is nudged."""

from datetime import timedelta

from people.rules.refusals import Refusal
from people.rules.words import say, say_many


class OwnMove(Refusal):
    sentence = say("The next move is yours. Make it, or hand the issue over to somebody who can.")


class NobodyToNudge(Refusal):
    sentence = say(
        "The next move is up to somebody whose name nobody knows. They are asked through their receipt."
    )


class NudgedAlready(Refusal):
    """At most once in 24 hours by one person; `left` until then."""

    def __init__(self, left: timedelta) -> None:
        hours = max(1, -(-left // timedelta(hours=1)))
        sentence = say_many(
            "You have nudged them within a day, and they have been told. You can again in %(count)s hour.",
            "You have nudged them within a day, and they have been told. You can again in %(count)s hours.",
            hours,
        )
        super().__init__(sentence)
