"""Who tells a problem, and in which words."""

import random
from typing import Final
from uuid import UUID

from issues.management.demo import words
from issues.management.demo.chain import Trouble
from issues.management.demo.company import Company
from issues.management.demo.points import STEPS
from issues.management.demo.remedies import CURES
from issues.management.demo.schedule import Seed
from issues.management.demo.talk import TALK
from issues.rules.events import ActionKind, ClosureReason
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
EAGER: Final = "Mila Novak"  # tells and answers more than others: she is the frontline sign-in


class Voice:
    """The words of one issue: its customer, order, town and thing stay the same, and fit what went wrong.

    They are drawn from a source of their own, so that other words never change what happens.
    """

    def __init__(self, seed: Seed) -> None:
        self.rng = rng = random.Random(f"lindenholm:words:{seed.number}")
        self._seed = seed
        self._trouble: Trouble = seed.trouble or rng.choice(seed.point.troubles)
        self._cure = CURES[seed.point.slug]
        self._remedy = self._cure.remedies[self._trouble.name]
        self._mends = rng.sample(self._remedy.mends, 2)
        self.talk = TALK[_STAGE[seed.point.slug]]
        comments = (*words.COMMENTS, *self.talk.comments)
        self._comments = iter(rng.sample(comments, len(comments)))
        self._names = {
            "customer": rng.choice(words.CUSTOMERS),
            "town": seed.area or rng.choice(words.TOWNS),
            "item": rng.choice(words.ITEMS),
            "order": f"L-{rng.randrange(20000, 69999)}",
            "day": rng.choice(words.DAYS),
            "n": str(rng.randrange(3, 19)),
            "hours": str(rng.randrange(2, 7)),
            "money": str(rng.randrange(4, 95) * 10),
        }

    def says(self, *choices: str) -> str:
        """One of the sentences, about this customer."""
        return self.rng.choice(choices).format(**self._names)

    def tells(self) -> str:
        """The first report: often with a second sentence, sometimes no words at all, only the chip."""
        if self._seed.trouble is not None and self.rng.random() < 0.05:
            return ""
        text = self.says(*self._trouble.told)
        tail = self.says(*words.TAILS, *self.talk.tails)
        return f"{text} {tail}" if self.rng.random() < 0.55 else text

    def comments(self) -> str:
        """A remark that was not made on this issue yet."""
        return self.says(next(self._comments))

    def plans(self, kind: ActionKind) -> tuple[str, str]:
        """What shall be done, and what will be said when it is: first one way to mend it, then the other."""
        if kind is ActionKind.PREVENTIVE:
            return self.says(self._cure.prevents), self.says(self._cure.prevented)
        self._mends.reverse()
        plan, done = self._mends[0]
        return self.says(plan), self.says(done)

    def contains(self) -> str:
        """What stopped the harm."""
        return self.says(self._remedy.contained)

    def closes(self, reason: ClosureReason) -> str:
        """The last word of the person who answers for it."""
        talk = self.talk
        other = {
            ClosureReason.PARTLY_FIXED: talk.partly,
            ClosureReason.NOT_REPRODUCIBLE: talk.vanished,
            ClosureReason.OUTSIDE_OUR_CONTROL: talk.outside,
        }.get(reason)
        return self.says(*([other] if other else words.FIXED))

    def explains(self) -> str:
        """Why it happened."""
        return self.says(self._remedy.cause)

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
    return rng.choices(crew, [3 if person.name == EAGER else 1 for person in crew])[0]


def customers(rng: random.Random) -> int:
    """How many customers one report is about: nearly always one household."""
    return rng.choices((1, 2, rng.randrange(3, 9), rng.randrange(9, 40)), (84, 8, 6, 2))[0]


def key(rng: random.Random) -> UUID:
    """A UUID that is the same in every load."""
    return UUID(int=rng.getrandbits(128), version=4)
