"""Who tells a problem, and in which words."""

import random
from typing import Final
from uuid import UUID

from issues.management.demo import words
from issues.management.demo.company import Company
from issues.management.demo.points import STEPS
from issues.management.demo.schedule import Seed
from people.models import User

# Who meets the problems of a stage, and how often.
_VOICES: Final[dict[str, dict[str, int]]] = {
    "Choosing": {"Showrooms": 6, "Customer Care": 3, "Planning": 1},
    "Making": {"Installation": 6, "Delivery": 1, "Customer Care": 2, "Production": 1},
    "Packaging": {"Installation": 5, "Delivery": 3, "Customer Care": 2},
    "Delivering": {"Delivery": 5, "Customer Care": 4, "Installation": 1},
    "Installing": {"Installation": 7, "Customer Care": 3},
    "Paying": {"Customer Care": 7, "Showrooms": 2, "Finance": 1},
    "Aftersales": {"Customer Care": 9, "Showrooms": 1},
}
_STAGE: Final = {point.slug: step.name for step in STEPS for point in step.points}
_EAGER: Final = "Mila Novak"  # tells more than others: she is the frontline sign-in


class Voice:
    """The words of one issue: its customer, order, town and thing stay the same throughout."""

    def __init__(self, rng: random.Random, area: str = "") -> None:
        self.rng = rng
        self._names = {
            "customer": rng.choice(words.CUSTOMERS),
            "town": area or rng.choice(words.TOWNS),
            "item": rng.choice(words.ITEMS),
            "order": f"L-{rng.randrange(20000, 69999)}",
            "day": rng.choice(words.DAYS),
            "n": str(rng.randrange(3, 19)),
            "hours": str(rng.randrange(2, 7)),
            "money": str(rng.randrange(4, 95) * 10),
        }

    def says(self, choices: tuple[str, ...]) -> str:
        """One of the sentences, about this customer."""
        return self.rng.choice(choices).format(**self._names)

    def tells(self, seed: Seed) -> str:
        """The first report: often with a second sentence, sometimes no words at all, only the chip."""
        if seed.trouble is not None and self.rng.random() < 0.05:
            return ""
        trouble = seed.trouble or self.rng.choice(seed.point.troubles)
        text = self.says(trouble.told)
        return f"{text} {self.says(words.TAILS)}" if self.rng.random() < 0.55 else text

    def tells_too(self) -> str:
        """Somebody else's "this happened to me too", about another customer."""
        return self.rng.choice(words.TOO).format(
            customer=self.rng.choice(words.CUSTOMERS),
            town=self.rng.choice(words.TOWNS),
            order=f"L-{self.rng.randrange(20000, 69999)}",
        )


def reporter(rng: random.Random, company: Company, seed: Seed) -> User:
    """Somebody of the frontline who meets this stage's problems."""
    voices = _VOICES[_STAGE[seed.point.slug]]
    team = rng.choices(list(voices), list(voices.values()))[0]
    crew = company.crews[team].frontline
    return rng.choices(crew, [3 if person.name == _EAGER else 1 for person in crew])[0]


def customers(rng: random.Random) -> int:
    """How many customers one report is about: nearly always one household."""
    return rng.choices((1, 2, rng.randrange(3, 9), rng.randrange(9, 40)), (84, 8, 6, 2))[0]


def key(rng: random.Random) -> UUID:
    """A UUID that is the same in every load."""
    return UUID(int=rng.getrandbits(128), version=4)
