"""How alike two problems are, and why: what a person would see at a glance. Plain words, no measure of anything."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

ENOUGH: Final = 3.0
_SHORTEST_WORD: Final = 4  # letters: shorter ones seldom say what a problem is
_BEGINNING: Final = 6  # letters: "delivered" and "delivery" are about the same thing
_TOLD_WORDS: Final = 3
_COMMON: Final = frozenset(
    [
        "after",
        "again",
        "also",
        "another",
        "been",
        "before",
        "being",
        "came",
        "cannot",
        "come",
        "could",
        "does",
        "done",
        "down",
        "from",
        "gave",
        "give",
        "goes",
        "have",
        "here",
        "into",
        "just",
        "more",
        "most",
        "much",
        "never",
        "nobody",
        "nothing",
        "only",
        "other",
        "over",
        "said",
        "says",
        "should",
        "some",
        "somebody",
        "still",
        "than",
        "that",
        "their",
        "them",
        "then",
        "there",
        "they",
        "this",
        "told",
        "until",
        "very",
        "want",
        "wanted",
        "wants",
        "well",
        "went",
        "were",
        "what",
        "when",
        "where",
        "which",
        "will",
        "with",
        "without",
        "would",
        "your",
        "customer",
        "customers",
        "reported",
        "problem",
    ]
)


@dataclass(frozen=True, slots=True)
class Traits:
    """What is compared of a problem. `point`, `kind` and `site` are primary keys."""

    title: str
    point: int
    kind: int | None = None
    site: int | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """`score` orders; from `ENOUGH` on it is worth showing. `reasons` are for people."""

    score: float
    reasons: tuple[str, ...]


def likeness(one: Traits, other: Traits) -> Likeness:
    """Points for the same kind, site and words. Elsewhere in the chain the words alone must be enough."""
    score, reasons = 0.0, list[str]()
    titles = (one.title, other.title)
    if one.point == other.point and one.kind is not None and one.kind == other.kind:
        titles = (_without_kind(one.title), _without_kind(other.title))
        score += 4
        reasons.append("the same kind of problem")
    if one.site is not None and one.site == other.site:
        score += 1
        reasons.append("the same site")
    words = shared_words(*titles)
    if words:
        score += 1.5 * len(words)
        reasons.append(f"similar words: {', '.join(words[:_TOLD_WORDS])}")
    if one.point != other.point:
        score -= 1
    return Likeness(score, tuple(reasons))


def shared_words(one: str, other: str) -> list[str]:
    """The words of the first that the second has too, perhaps with another ending, in their order."""
    theirs = {_stem(word) for word in _telling(other)}
    return list({_stem(word): word for word in _telling(one) if _stem(word) in theirs}.values())


def _without_kind(title: str) -> str:
    """A title begins with the name of the kind: "Late: the driver came at noon"."""
    return title.partition(": ")[2]


@lru_cache(maxsize=1024)  # the same titles are compared with one another again and again
def _telling(text: str) -> tuple[str, ...]:
    words = (word.casefold() for word in re.findall(r"[^\W\d_]+", text))
    return tuple(word for word in words if len(word) >= _SHORTEST_WORD and word not in _COMMON)


def _stem(word: str) -> str:
    return word[:_BEGINNING]
