"""Departments' turns at an issue, one after the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from insights.rules.facts import telling as t
from insights.rules.facts.telling import Happened
from insights.rules.facts.values import HoldingRow

_TO: Final = {t.REPORTED: "holder_department", t.ACCEPTED: "department", t.HANDED_OVER: "to_department"}


@dataclass(slots=True)
class _Held:
    """An interval in which a department had it, if it is known which, and how it began."""

    department: int | None
    began: Happened
    acted: bool = False

    @property
    def is_passed_on(self) -> bool:
        """Somebody gave it; nobody who just takes it was passed it."""
        return self.began.kind == t.HANDED_OVER and not self.is_moved

    @property
    def is_moved(self) -> bool:
        return bool(self.began.payload.get("is_reorganisation"))

    @property
    def is_correction(self) -> bool:
        return bool(self.began.payload.get("is_correction"))


def holdings(events: Sequence[Happened]) -> tuple[HoldingRow, ...]:
    """A turn is passed on when the next one begins with a hand-over. What a re-organisation moves is counted anew."""
    return tuple(turn for stretch in _stretches(_intervals(events)) for turn in _turns(stretch))


def _intervals(events: Sequence[Happened]) -> list[_Held]:
    """Without what a misroute brought, up to the hand-over that mended it."""
    held: list[_Held] = []
    for one in events:
        if one.kind in t.ACTS and held:
            held[-1].acted = True
        elif one.kind in _TO:
            following = _Held(one.payload.get(_TO[one.kind]), one)
            if following.is_correction:
                held = held[: _misroute(held)]
            held.append(following)
    return held


def _misroute(held: Sequence[_Held]) -> int:
    """Where the last hand-over that counted began; the end when there is none."""
    counted = (n for n, one in enumerate(held) if one.is_passed_on and not one.is_correction)
    return max(counted, default=len(held))


def _stretches(held: Sequence[_Held]) -> list[list[_Held]]:
    """One interval for each turn, cut where a re-organisation moved the issue to another department.

    What was done while it was not known who had it counts for whoever had had it before.
    """
    stretches: list[list[_Held]] = [[]]
    for one in held:
        last = stretches[-1][-1] if stretches[-1] else None
        if last is not None and one.department in {None, last.department}:
            last.acted |= one.acted
        elif one.department is not None:
            if one.is_moved:
                stretches.append([])
            stretches[-1].append(one)
    return stretches


def _turns(stretch: Sequence[_Held]) -> Iterator[HoldingRow]:
    before: set[int | None] = set()
    for one, following in zip(stretch, [*stretch[1:], None], strict=False):
        is_passed = following is not None and following.is_passed_on
        yield HoldingRow(
            one.department or 0,
            one.began.at,
            following.began.at if is_passed and following is not None else None,
            following.department if is_passed and following is not None else None,
            one.acted,
            one.department in before,
        )
        before.add(one.department)
