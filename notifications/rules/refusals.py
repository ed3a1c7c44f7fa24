"""Why something about channels is refused, as a sentence for the person who tried."""

from people.rules.refusals import Refusal
from people.rules.words import say


class AddressNotAllowed(Refusal):
    """Nothing may be sent to this address; the sentence is made where it was looked at."""


class NameTaken(Refusal):
    sentence = say("There is a channel of this name already. Choose another name.")


class TooManyChannels(Refusal):
    sentence = say("Five channels of your own are the most. Remove one first.")


class NoSecret(Refusal):
    sentence = say("Only webhooks are signed: this channel has no secret.")


class TestedJustNow(Refusal):
    sentence = say("A test was sent a moment ago. Wait ten seconds before the next.")


class RotatedJustNow(Refusal):
    sentence = say("A new secret was made a moment ago. Wait ten seconds before the next.")


class SecretIsNewer(Refusal):
    sentence = say(
        "A new secret was made since that page was opened. Make another only if nobody has copied it."
    )


class ChannelIsRemoved(Refusal):
    sentence = say("This channel was removed meanwhile.")


class NotFailed(Refusal):
    sentence = say("This delivery has not failed: there is nothing to try again.")


class ChannelIsOff(Refusal):
    sentence = say("Its channel is switched off. Switch it on first.")
