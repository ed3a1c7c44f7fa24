"""What cannot be resolved, answered, declined or taken up again."""

from people.rules.refusals import Refusal
from people.rules.words import say


class IssueClosed(Refusal):
    sentence = say("This issue is closed. Reopen it first if it is not fixed.")


class ReportItAnew(Refusal):
    sentence = say("This issue is closed, so nobody would read it there. Report the problem anew.")


class IssueNotResolved(Refusal):
    sentence = say("This issue is not resolved yet, so there is nothing to confirm or reopen.")


class AlreadyResolved(Refusal):
    sentence = say(
        "This issue is already resolved and waits for the reporter's answer. Reopen it if it is not fixed."
    )


class NotActedOn(Refusal):
    sentence = say(
        "Nobody has acted on this issue yet. Start an action or record a containment before you resolve it."
    )


class ActionsOpen(Refusal):
    sentence = say("Required actions are still open. Complete them before you resolve the issue.")


class RootCauseMissing(Refusal):
    sentence = say("A critical issue or a second recurrence needs a root cause. Say why it happened.")


class CauseTooShort(Refusal):
    sentence = say("Say it in a sentence of three words or more: others learn from it who were not there.")


class NotTheReporter(Refusal):
    sentence = say("Only somebody who reported this issue can say whether it is fixed.")


class AlreadyAnswered(Refusal):
    sentence = say(
        "This was answered or changed while the page was open. Look at what it says now, then answer again."
    )


class FollowsAnother(Refusal):
    sentence = say(
        "Your report belongs to another issue now. Look at what became of that one, then answer again."
    )


class NotAskedThen(Refusal):
    sentence = say(
        "You reported this after it was resolved, so somebody who reported it before answers. "
        "Report the problem anew if it happens to you again."
    )


class CauseUnchanged(Refusal):
    sentence = say("Somebody has changed this meanwhile. Look at why it happened once more.")
