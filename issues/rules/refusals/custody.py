"""Whose it is, what is waited for, and what is hidden."""

from people.rules.refusals import Refusal
from people.rules.words import say


class AlreadyYours(Refusal):
    sentence = say(
        "This issue is with you already, because you accepted it or acted on it. Make the next move."
    )


class HeldByAnother(Refusal):
    sentence = say(
        "Somebody else has accepted this issue. Ask them, or the accountable owner, to hand it over to you."
    )


class SameHolder(Refusal):
    sentence = say("The issue is already with them. Choose somebody else.")


class ConsentNeeded(Refusal):
    sentence = say(
        "This would be the third hand-over without an action, so the accountable owner has to make it. Act on the issue, or ask the owner."
    )


class NotInCustodyChain(Refusal):
    sentence = say(
        "Only somebody who has or had this issue, its accountable owner, or the action's assignee can do that. Accept the issue first."
    )


class NotTheOwner(Refusal):
    sentence = say("Only the accountable owner or the deputy can do that.")


class NotWaiting(Refusal):
    sentence = say("This issue waits for nobody outside. There is nothing to end.")


class AlreadyWaiting(Refusal):
    sentence = say("This issue waits for somebody already. End that wait first.")


class NameMissing(Refusal):
    sentence = say("Name the customer or supplier that everybody waits for.")


class WaitTooLong(Refusal):
    sentence = say(
        "A wait lasts five working days at most. Choose an earlier date; remind them before it expires."
    )


class WaitedEnough(Refusal):
    sentence = say(
        "This issue has waited for ten working days in all, and waits no longer. Resolve it without them, or hand it to somebody who can."
    )


class WaitEndsInThePast(Refusal):
    sentence = say(
        "The wait would be over already. Choose until when, later than now, you wait for their answer."
    )


class SnoozeEndsInThePast(Refusal):
    sentence = say("It would come back at once. Choose a later day for it to come back to your list.")


class SnoozeTooLong(Refusal):
    sentence = say("An issue can be hidden for a week at most. Choose an earlier day.")


class SnoozedEnough(Refusal):
    sentence = say("You have hidden this issue three times. Act on it now, or hand it to somebody who can.")
