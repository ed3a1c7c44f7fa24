"""What is the same problem, and what is kept in confidence."""

from people.rules.refusals import Refusal
from people.rules.words import say


class WorkUnderWay(Refusal):
    sentence = say(
        "Work is planned or under way here, and would be lost. Merge the other issue into this one, or complete the work first."
    )


class AlreadyConfidential(Refusal):
    sentence = say("This issue is confidential already. Only those who deal with it see it.")


class NotConfidential(Refusal):
    sentence = say("This issue is not confidential, so everybody may read it already.")


class MergedIntoConfidential(Refusal):
    sentence = say(
        "It tells the same problem as a confidential issue. Open that one, and this one opens with it."
    )


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
