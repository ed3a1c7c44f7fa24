"""How alike two problems are, and why. Words weigh by how few of the compared problems have them, in any language."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import Final

from issues.rules.small_words import SMALL_WORDS

LONGEST: Final = 4000  # letters of one problem that are compared
BEGINNING: Final = 6  # letters: "delivered" and "delivery" are about the same thing
_SHORTEST: Final = 2
_TOLD_WORDS: Final = 3
_SHORTEST_TOLD: Final = 4  # letters: shorter ones seldom say to a person what a problem is

_TITLE: Final = (
    0.5  # what a title has in common with the whole of the other, beside what both have as a whole
)
_SAME_KIND: Final = 0.15
_SAME_SITE: Final = 0.05
_ENOUGH: Final = 0.05  # of 1: what words must have in common to be worth showing
_ENOUGH_ELSEWHERE: Final = 0.15
_FLOOR: Final = (
    0.5  # what a word weighs that all of them have: of two problems it may still be the one in common
)
_SHORT: Final = 8  # words: with fewer, a problem is compared as if it had so many


@dataclass(frozen=True, slots=True)
class Traits:
    """What is compared of a problem. `point`, `kind` and `site` are primary keys; `text` is what was told beside the title."""

    title: str
    point: int
    kind: int | None = None
    site: int | None = None
    text: str = ""

    @property
    def whole(self) -> str:
        return f"{self.title} {self.text}"[:LONGEST]


@dataclass(frozen=True, slots=True)
class Likeness:
    """`score` orders. The rest is why: `words` are those of the first problem that the other has, too."""

    score: float
    is_enough: bool
    same_kind: bool = False
    same_site: bool = False
    words: tuple[str, ...] = ()


def beginnings(text: str) -> list[str]:
    """Of its words that say something the beginnings, each once and in their order."""
    return list(_bag(text))


def nearest(shared: Sequence[tuple[Iterable[str], int]], asked: Iterable[str]) -> list[float]:
    """A first look at many: for each its words in common with what is asked and how many it has in all → 0 (none) to 1."""
    weights = _weights(asked, [words for words, _ in shared], floor=0)
    rough = [sum(weights[word] ** 2 for word in words) / sqrt(max(n, _SHORT)) for words, n in shared]
    most = max(rough, default=0)
    return [one / most if most else 0.0 for one in rough]


def rarest(shared: Sequence[Iterable[str]], asked: Iterable[str], most: int, *, had_by: float) -> list[str]:
    """Those of the asked words that the fewest have, and at most this share; of equally rare ones the longest."""
    had = Counter(word for words in shared for word in set(words))
    rare = [word for word in dict.fromkeys(asked) if had[word] <= had_by * len(shared)]
    return sorted(rare, key=lambda word: (had[word], -len(word)))[:most]


def likenesses(told: Traits, others: Sequence[Traits]) -> list[Likeness]:
    """How much each of the others is like what is told; words count the more, the fewer of the others have them."""
    bags = [_Bags.of(other, besides_kind=_same_kind(told, other)) for other in others]
    mine = _Bags.of(told)
    weights = _weights(mine.whole, [bag.whole for bag in bags], floor=_FLOOR)
    asked = _Asked(_unit(mine.title, weights), _unit(mine.whole, weights), weights, _telling(told.whole))
    return [_likeness(told, other, bag, asked) for other, bag in zip(others, bags, strict=True)]


@dataclass(frozen=True, slots=True)
class _Bags:
    """How often each word stands in the title, and in the whole."""

    title: Counter[str]
    whole: Counter[str]

    @classmethod
    def of(cls, one: Traits, *, besides_kind: bool = False) -> "_Bags":
        """Titles begin with the name of the kind: of two of the same kind it says nothing more."""
        title = one.title.partition(": ")[2] if besides_kind else one.title
        words = _bag(title)
        return cls(words, words | _bag(one.text))  # the text begins with the title: it counts once


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is told as vectors of length 1, the weights of words, and the words that tell a person something."""

    title: dict[str, float]
    whole: dict[str, float]
    weights: Mapping[str, float]
    words: Mapping[str, str]


def _likeness(told: Traits, other: Traits, bag: _Bags, asked: _Asked) -> Likeness:
    title, whole = _unit(bag.title, asked.weights), _unit(bag.whole, asked.weights)
    across = _common(asked.title, whole) + _common(asked.whole, title)
    alike = (_common(asked.whole, whole) + _TITLE * across) / (1 + 2 * _TITLE)
    same_kind = _same_kind(told, other)
    same_site = told.site is not None and told.site == other.site
    shared = tuple(dict.fromkeys(word for stem, word in asked.words.items() if stem in bag.whole))
    enough = _ENOUGH if told.point == other.point else _ENOUGH_ELSEWHERE
    return Likeness(
        alike + _SAME_KIND * same_kind + _SAME_SITE * same_site,
        is_enough=same_kind or (alike >= enough and bool(shared)),
        same_kind=same_kind,
        same_site=same_site,
        words=shared[:_TOLD_WORDS],
    )


def _same_kind(one: Traits, other: Traits) -> bool:
    return one.point == other.point and one.kind is not None and one.kind == other.kind


def _weights(asked: Iterable[str], others: Sequence[Iterable[str]], *, floor: float) -> dict[str, float]:
    had = Counter(word for words in others for word in set(words))
    every = {*asked, *had}
    return {word: floor + log((1 + len(others)) / (1 + had[word])) for word in every}


def _unit(bag: Mapping[str, int], weights: Mapping[str, float]) -> dict[str, float]:
    vector = {word: (1 + log(often)) * weights[word] for word, often in bag.items()}
    length = sqrt(sum(value * value for value in vector.values()))
    return {word: value / length for word, value in vector.items()} if length else {}


def _common(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    return sum(value * other[word] for word, value in one.items() if word in other)


def _bag(text: str) -> Counter[str]:
    words = re.findall(r"[^\W_]+", text[:LONGEST].lower())
    return Counter(w[:BEGINNING] for w in words if len(w) >= _SHORTEST and w not in SMALL_WORDS)


def _telling(text: str) -> dict[str, str]:
    """By their beginnings, the words that tell a person something, as they were written."""
    found: dict[str, str] = {}
    for word in re.findall(r"[^\W_]+", text[:LONGEST]):
        if len(word) >= _SHORTEST_TOLD and word.lower() not in SMALL_WORDS:
            found.setdefault(word[:BEGINNING].lower(), word)
    return found
