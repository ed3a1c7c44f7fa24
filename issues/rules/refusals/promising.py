"""What customers were promised."""

from people.rules.refusals import Refusal
from people.rules.words import say


class NoSuchPromise(Refusal):
    sentence = say("No customer was promised anything with this report. Reload the page.")


class PromiseKeptAlready(Refusal):
    sentence = say("This promise was kept already. Reload the page to see by whom and when.")


class NotYourPromise(Refusal):
    sentence = say(
        "Only whoever reported it, has it or answers for it, and managers, can say that the promise was kept. "
        "Write a comment to them."
    )
