"""Actions, severity, and words that are missing."""

from people.rules.refusals import Refusal
from people.rules.words import say


class UnknownMention(Refusal):
    """A comment calls somebody, and it is not clear whom; the sentence names the candidates."""


class UnknownAction(Refusal):
    sentence = say("There is no such action on this issue. Reload the page.")


class ActionEnded(Refusal):
    sentence = say("This action is already completed.")


class ActionAlreadyStarted(Refusal):
    sentence = say("This action was already started.")


class DueInThePast(Refusal):
    sentence = say("The due date lies in the past. Choose a later one.")


class SeverityUnchanged(Refusal):
    sentence = say("The issue already has this severity. Choose another.")


class ReasonMissing(Refusal):
    sentence = say("Say why: the people concerned will read it.")


class EvidenceMissing(Refusal):
    sentence = say("Say what was done to stop the harm, so that others can see it.")
