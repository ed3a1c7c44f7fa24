"""Calendars, policies and saved views."""

from people.rules.refusals import Refusal
from people.rules.words import say


class CalendarChangedMeanwhile(Refusal):
    sentence = say(
        "Somebody saved this calendar while you were changing it. What you typed is still here: look at what it says now, then save again to put yours in its place."
    )


class CalendarNameTaken(Refusal):
    sentence = say("Another calendar has this name. Choose a name that people can tell apart.")


class CalendarInUse(Refusal):
    sentence = say("This calendar is in use. Give its points and sites another one first.")


class GraceTooLong(Refusal):
    sentence = say("A grace is at most 10 working days.")


class ChangedMeanwhile(Refusal):
    sentence = say(
        "Somebody has changed this while you were writing. What you typed is still here; compare, then keep it."
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
