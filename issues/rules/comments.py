"""What stands in the words that people write: @somebody, #261, and addresses. Plain text; nothing else has a meaning."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_NAME: Final = r"[^\W_][\w.+'’-]*(?:@[\w-]+(?:\.[\w-]+)+)?"
_MORE: Final = r"(?:[ \u00a0][^\W\d_][\w.'’-]*){0,3}"
_FOUND: Final = re.compile(
    rf"(?P<address>https?://[^\s<>\"]+)|(?<![\w&/#])#(?P<issue>[1-9]\d{{0,8}})(?!\w)|(?<![\w@.+/-])@(?P<mention>{_NAME}{_MORE})"
)
_AT_THE_END: Final = ".,;:!?)]}'’-"


class PieceKind(StrEnum):
    WORDS = "words"
    ADDRESS = "address"
    ISSUE = "issue"
    MENTION = "mention"


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who can be mentioned. `handle` is the part of the e-mail address before the @."""

    pk: int
    name: str
    email: str

    @property
    def handle(self) -> str:
        return self.email.partition("@")[0]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text. `who` are those whom a mention may mean: one, several, or nobody."""

    kind: PieceKind
    text: str
    who: tuple[Known, ...] = ()

    @property
    def number(self) -> int:
        """Of the issue that it names."""
        return int(self.text[1:])


def called(text: str) -> set[str]:
    """Every name that the mentions in the text may be, in small letters: "@Mila Novak did" may be three."""
    return {
        one.casefold()
        for found in _FOUND.finditer(text)
        if found["mention"]
        for one in _readings(found["mention"])
    }


def pieces(text: str, people: Sequence[Known]) -> Iterator[Piece]:
    """The text in pieces, none of it lost. A mention is as long as the longest name among `people` that fits."""
    end = 0
    for found in _FOUND.finditer(text):
        piece = _piece(found, people)
        if found.start() < end or piece is None:
            continue
        if found.start() > end:
            yield Piece(PieceKind.WORDS, text[end : found.start()])
        yield piece
        end = found.start() + len(piece.text)
    if end < len(text):
        yield Piece(PieceKind.WORDS, text[end:])


def numbers(texts: Iterable[str]) -> set[int]:
    """The issues that the texts name."""
    return {int(found["issue"]) for text in texts for found in _FOUND.finditer(text) if found["issue"]}


def _piece(found: re.Match[str], people: Sequence[Known]) -> Piece | None:
    if found["address"]:
        return Piece(PieceKind.ADDRESS, found["address"].rstrip(_AT_THE_END))
    if found["issue"]:
        return Piece(PieceKind.ISSUE, found[0])
    readings = _readings(found["mention"])
    for reading in readings:
        if who := _meant(reading, people):
            return Piece(PieceKind.MENTION, f"@{reading}", who)
    return Piece(PieceKind.MENTION, f"@{readings[-1]}") if readings else None


def _readings(mention: str) -> list[str]:
    """The longest first: "Mila Novak did", "Mila Novak", "Mila"."""
    words = re.split(r"[ \u00a0]", mention)
    readings = [mention[: len(" ".join(words[:many]))] for many in range(len(words), 0, -1)]
    return [short for one in readings if (short := one.rstrip(_AT_THE_END))]


def _meant(reading: str, people: Sequence[Known]) -> tuple[Known, ...]:
    """Whoever is called so, by what says most: the address, what stands before its @, the whole name, the first name."""
    wanted = " ".join(reading.split()).casefold()
    spoken = re.sub(r"[._-]+", " ", wanted)
    for fits in (
        lambda one: one.email.casefold() == wanted,
        lambda one: one.handle.casefold() == wanted,
        lambda one: one.name.casefold() in {wanted, spoken},
        lambda one: one.name.casefold().split(" ")[0] == wanted,
    ):
        if who := tuple(one for one in people if fits(one)):
            return who
    return ()
