"""What helps against a kind of problem, in the words of those who do it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remedy:
    """Two ways to mend it, each with the evidence of the day it was done; what stopped the harm; why it happened."""

    plan: str
    done: str
    other_plan: str
    other_done: str
    contained: str
    cause: str

    @property
    def mends(self) -> tuple[tuple[str, str], ...]:
        """Each plan with its evidence."""
        return (self.plan, self.done), (self.other_plan, self.other_done)


@dataclass(frozen=True, slots=True)
class Cure:
    """What a point does about its problems: what prevents them, with its evidence, and a remedy for each kind."""

    prevents: str
    prevented: str
    remedies: dict[str, Remedy]
