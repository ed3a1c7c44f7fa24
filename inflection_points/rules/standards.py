"""Standards: what an outstanding moment looks like, when it is in force, and what one version changed of another."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

from people.rules.refusals import Refusal
from people.rules.words import say

MOST_TARGETS: Final = 7
LONGEST: Final = 2000  # letters of a promise, of guidance, or of what is missing
LONGEST_TARGET: Final = 120  # letters of what is measured, and of how much


class Standing(StrEnum):
    """What a version is now."""

    DRAFT = "draft"  # its writers can still change it
    ASKED = "asked"  # departments are asked to sign it; its words stand from here on
    IN_FORCE = "in_force"
    REPLACED = "replaced"  # it was in force
    WITHDRAWN = "withdrawn"  # it never was


class Verdict(StrEnum):
    """What a department says to a version."""

    WAITING = "waiting"
    SIGNED = "signed"
    MISSING = "missing"  # something is; it says what


class StandardEmpty(Refusal):
    sentence = say("Say what an outstanding moment looks like here, in a sentence.")


class TargetIncomplete(Refusal):
    sentence = say("Each target says what is measured and how much. Complete it, or empty both.")


class TooManyTargets(Refusal):
    sentence = say("A handful of targets is remembered, a list is not. Leave some out.")


class DraftMovedOn(Refusal):
    """Somebody else saved it, asked departments to sign it, or threw it away."""

    sentence = say(
        "Somebody else has changed this draft meanwhile. Compare both; sending once more keeps yours."
    )


class NothingToSign(Refusal):
    sentence = say("There is no such draft any more. Look at the standard as it is now.")


class VersionReplaced(Refusal):
    """It was withdrawn, or a newer version is to be signed in its place."""

    sentence = say(
        "This version is not waiting for signatures any more. Look at the one that is, and sign that."
    )


class NotYourSignature(Refusal):
    sentence = say("The head of the department signs for it, or who stands in for them while they are away.")


class NobodySigns(Refusal):
    """The department has no active head, nor has one above it; the sentence names it."""


class MissingUnsaid(Refusal):
    sentence = say("Say what is missing, so that it can be mended.")


@dataclass(frozen=True, slots=True)
class Target:
    """What is measured, and how much of it an outstanding moment has: "Time from order to slot", "2 working days"."""

    what: str
    how_much: str


@dataclass(frozen=True, slots=True)
class Words:
    """What a standard says."""

    promise: str = ""
    guidance: str = ""
    targets: tuple[Target, ...] = ()


def checked(words: Words) -> Words:
    """The same without blanks around it and empty targets. Raises `StandardEmpty`, `TargetIncomplete`, `TooManyTargets`."""
    promise, guidance = words.promise.strip(), words.guidance.strip()
    trimmed = [Target(one.what.strip(), one.how_much.strip()) for one in words.targets]
    targets = tuple(one for one in trimmed if one.what or one.how_much)
    if not promise:
        raise StandardEmpty
    if any(not one.what or not one.how_much for one in targets):
        raise TargetIncomplete
    if len(targets) > MOST_TARGETS:
        raise TooManyTargets
    return Words(promise, guidance, targets)


def standing(
    *,
    asked_at: datetime | None,
    in_force_since: datetime | None,
    in_force_until: datetime | None,
    withdrawn_at: datetime | None,
) -> Standing:
    """What a version is, by what has happened to it."""
    if withdrawn_at is not None:
        return Standing.WITHDRAWN
    if in_force_until is not None:
        return Standing.REPLACED
    if in_force_since is not None:
        return Standing.IN_FORCE
    return Standing.DRAFT if asked_at is None else Standing.ASKED


def is_signed_off(verdicts: Iterable[Verdict]) -> bool:
    """Whether all that were asked have signed. Nobody asked is nobody's promise."""
    found = list(verdicts)
    return bool(found) and all(verdict is Verdict.SIGNED for verdict in found)


class Piece(StrEnum):
    """What became of a run of words from one version to the next."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


def pieces(before: str, after: str) -> Iterator[tuple[Piece, str]]:
    """Both texts in one, word by word: what stayed, what went, what came."""
    old, new = re.findall(r"\s+|\S+", before), re.findall(r"\s+|\S+", after)
    for what, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield Piece.SAME, "".join(old[i:j])
            continue
        if i < j:
            yield Piece.GONE, "".join(old[i:j])
        if k < m:
            yield Piece.NEW, "".join(new[k:m])


@dataclass(frozen=True, slots=True)
class TargetChange:
    """One target in two versions; empty where the version has none of that name."""

    what: str
    before: str = ""
    after: str = ""


def target_changes(before: Words, after: Words) -> list[TargetChange]:
    """The targets that are new, gone or measured otherwise, in the order of the later version, the gone ones last."""
    old = {one.what: one.how_much for one in before.targets}
    new = {one.what: one.how_much for one in after.targets}
    found = [
        TargetChange(what, old.get(what, ""), much) for what, much in new.items() if old.get(what) != much
    ]
    return found + [TargetChange(what, much) for what, much in old.items() if what not in new]
