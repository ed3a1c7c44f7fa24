"""Why the measures' own commands are refused."""

from people.rules.refusals import Refusal
from people.rules.words import Words, say


class PremisesChangedMeanwhile(Refusal):
    """Somebody else changed targets or assumptions since the page was made; `who` did."""

    def __init__(self, who: Words | str) -> None:
        sentence: Words = say(
            "%(who)s changed targets or assumptions since you opened this page. Look at both, then save again.",
            who=who,
        )
        super().__init__(sentence)
