"""What was sent twice, too late, too much at once, or after somebody else."""

from collections.abc import Sequence
from typing import Any

from people.rules.refusals import Refusal
from people.rules.words import say


class SentBefore(Refusal):
    sentence = say(
        "This was already sent, and said something else. Open the page again and send it from there."
    )


class SaidOtherwise(Refusal):
    sentence = say(
        "Something else was reported under the same key meanwhile, or under a name. What stands here was not: compare them, "
        "and report it if nobody else did."
    )


class FileIsGone(Refusal):
    sentence = say(
        "A file that came with it is no longer on the disk. Bring it back from the backup, then take it in again."
    )


class MovedOn(Refusal):
    """Somebody changed the issue after the person had last looked at it; `since` are the events.

    They come the oldest first; `seen` is the number of the last, from which it can be done knowingly.
    """

    sentence = say(
        "The issue has changed since you opened it. Nothing was done. Look at what happened, then send it again."
    )

    def __init__(self, since: Sequence[Any], seen: int) -> None:
        super().__init__()
        self.since, self.seen = since, seen


class NothingChosen(Refusal):
    sentence = say("Choose at least one issue first.")


class TooManyChosen(Refusal):
    sentence = say("At most 2,000 issues at once. Narrow the list, then choose again.")


class SomethingHappenedSince(Refusal):
    sentence = say(
        "Something has happened since: look at it first. It can no longer be taken back like this."
    )


class RungBecameDue(SomethingHappenedSince):
    sentence = say("It made the next step of the ladder due, and people were told. Change it back instead.")


class CannotBeUndone(Refusal):
    sentence = say("This cannot be taken back.")


class NotYoursToUndo(Refusal):
    sentence = say("Only the person who did it can take it back.")


class TooLateToUndo(Refusal):
    sentence = say("The ten seconds are over. What you did stands; make the next move from here.")


class TryLater(Refusal):
    """Too much at once. Nothing was taken, so the same has to be sent again after `seconds`."""

    sentence = say(
        "Very many reports are coming in here just now. Keep this page open and send it again in a few minutes; "
        "nothing that you typed is lost."
    )

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds
