"""Why a command is refused. The sentence is for the person who tried: it says what to do instead."""

from people.rules.words import Words, say


class Refusal(Exception):
    """A rule says no. `code` is for programs, the sentence for people; nothing was changed.

    `str()` says it in the language of whoever reads now.
    """

    sentence: Words | str = say("That is not possible now.")

    def __init__(self, sentence: Words | str = "") -> None:
        super().__init__(sentence or self.sentence)

    @property
    def code(self) -> str:
        name = type(self).__name__
        return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).strip("_")


class NobodyThere(Refusal):
    """Somebody who has left cannot be given anything."""

    sentence = say("They are no longer here. Choose somebody else.")


class AbsenceInThePast(Refusal):
    sentence = say("These days are over. Choose an end that lies in the future.")


class AbsenceEndsBeforeItBegins(Refusal):
    sentence = say("The end has to come after the beginning.")


class AbsenceTooLong(Refusal):
    sentence = say(
        "An absence lasts a year at most, and begins within a year. Look at the years, and announce it again later."
    )


class AlreadyAway(Refusal):
    sentence = say("You have already said that you are away then. End that absence first.")


class OwnDeputy(Refusal):
    sentence = say("Nobody can stand in for themselves. Choose somebody else.")


class DeputiesInACircle(Refusal):
    sentence = say(
        "They are away then too, and you would stand in for each other in a circle. Choose somebody else."
    )


class UnknownAbsence(Refusal):
    sentence = say("There is no such absence any more. Reload the page.")


class CannotLeave(Refusal):
    """Somebody must take something over first; the sentence says what."""


class CannotDissolve(Refusal):
    """The department is needed where it is; the sentence says why."""
