"""Why a command is refused. The sentence is for the person who tried: it says what to do instead."""

from collections.abc import Sequence
from typing import Any

from people.rules import refusals
from people.rules.words import say

Refusal = refusals.Refusal


class IssueClosed(Refusal):
    sentence = say("This issue is closed. Reopen it first if it is not fixed.")


class ReportItAnew(Refusal):
    sentence = say("This issue is closed, so nobody would read it there. Report the problem anew.")


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


class UnknownMention(Refusal):
    """A comment calls somebody, and it is not clear whom; the sentence names the candidates."""


class IssueNotResolved(Refusal):
    sentence = say("This issue is not resolved yet, so there is nothing to confirm or reopen.")


class AlreadyResolved(Refusal):
    sentence = say(
        "This issue is already resolved and waits for the reporter's answer. Reopen it if it is not fixed."
    )


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


class NoSuchPromise(Refusal):
    sentence = say("No customer was promised anything with this report. Reload the page.")


class PromiseKeptAlready(Refusal):
    sentence = say("This promise was kept already. Reload the page to see by whom and when.")


class NotYourPromise(Refusal):
    sentence = say(
        "Only whoever reported it, has it or answers for it, and managers, can say that the promise was kept. "
        "Write a comment to them."
    )


class NotTheOwner(Refusal):
    sentence = say("Only the accountable owner or the deputy can do that.")


class CalendarChangedMeanwhile(Refusal):
    sentence = say(
        "Somebody saved this calendar while you were changing it. What you typed is still here: look at what it says now, then save again to put yours in its place."
    )


class CalendarNameTaken(Refusal):
    sentence = say("Another calendar has this name. Choose a name that people can tell apart.")


class CalendarInUse(Refusal):
    sentence = say("This calendar is in use. Give its points and sites another one first.")


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


class WorkUnderWay(Refusal):
    sentence = say(
        "Work is planned or under way here, and would be lost. Merge the other issue into this one, or complete the work first."
    )


class CauseUnchanged(Refusal):
    sentence = say("Somebody has changed this meanwhile. Look at why it happened once more.")


class GraceTooLong(Refusal):
    sentence = say("A grace is at most 10 working days.")


class ChangedMeanwhile(Refusal):
    sentence = say(
        "Somebody has changed this while you were writing. What you typed is still here; compare, then keep it."
    )


class AlreadyConfidential(Refusal):
    sentence = say("This issue is confidential already. Only those who deal with it see it.")


class NotConfidential(Refusal):
    sentence = say("This issue is not confidential, so everybody may read it already.")


class MergedIntoConfidential(Refusal):
    sentence = say(
        "It tells the same problem as a confidential issue. Open that one, and this one opens with it."
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


class NotMerged(Refusal):
    sentence = say("This issue is not merged into another, so there is nothing to take apart.")


class HasDuplicates(Refusal):
    sentence = say(
        "Other issues are merged into this one, and their reporters follow it. Merge the other issue into this one."
    )


class SameIssue(Refusal):
    sentence = say("That is this issue itself. Give the number of the other one.")


class NoSuchIssue(Refusal):
    sentence = say("There is no issue with this number. Look it up in the list of issues.")


class CannotTakeReports(Refusal):
    sentence = say(
        "The other issue is closed or resolved, so nobody would follow these reports there. Reopen it first."
    )


class SameVersion(Refusal):
    sentence = say("The issue is measured by this version of the policy already.")


class NameTaken(Refusal):
    sentence = say("You have a view of this name already. Choose another name.")


class TooManyViews(Refusal):
    sentence = say(
        "You have a hundred views already. Remove one that you no longer need, then save this one."
    )


class NoSuchView(Refusal):
    sentence = say(
        "This view is no longer there, or no longer shared. Go back to the list and save your own."
    )


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
