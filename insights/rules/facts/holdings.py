"""Departments' turns at an issue, one after the other."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from insights.rules.facts import telling as t
from insights.rules.facts.telling import Happened
from insights.rules.facts.values import HoldingRow

# Who has an issue after these: the department is named by this word.
_TAKES: Final = {t.REPORTED: "holder_department", t.ACCEPTED: "department", t.HANDED_OVER: "to_department"}


class _Had(NamedTuple):
    """A time in which a department had it, if it is known which, and the event that it began with."""

    department: int | None
    began: Happened
    acted: bool = False

    @property
    def was_given(self) -> bool:
        """By whoever had it before; what somebody takes was not passed on."""
        return self.began.kind == t.HANDED_OVER

    @property
    def is_reorganisation(self) -> bool:
        return bool(self.began.payload.get("is_reorganisation"))

    @property
    def is_correction(self) -> bool:
        return bool(self.began.payload.get("is_correction"))


def holdings(events: Sequence[Happened]) -> tuple[HoldingRow, ...]:
    """A turn is passed on by a hand-over. Nobody passes on what a re-organisation moves: it is counted anew."""
    return tuple(turn for stretch in _stretches(_meant(events)) for turn in _turns(stretch))


def _meant(events: Sequence[Happened]) -> list[_Had]:
    """Those of known departments, without what a misroute brought that was mended within a working hour."""
    found: list[_Had] = []
    for one in events:
        if one.kind in _TAKES:
            had = _Had(one.payload.get(_TAKES[one.kind]), one)
            if had.is_correction:
                del found[_misroute(found) :]
            found.append(had)
        elif one.kind in t.ACTS and found:
            found[-1] = found[-1]._replace(acted=True)
    return [one for one in found if one.department is not None]


def _misroute(found: Sequence[_Had]) -> int:
    """Where the last hand-over stands that counted: what comes within an hour mends that one."""
    counted = (n for n, one in enumerate(found) if one.was_given and not one.is_reorganisation)
    return max((n for n in counted if not found[n].is_correction), default=len(found))


def _stretches(found: Sequence[_Had]) -> list[list[_Had]]:
    """Cut where a re-organisation moved it to another department."""
    stretches: list[list[_Had]] = []
    for one in found:
        is_moved = one.is_reorganisation and stretches and stretches[-1][-1].department != one.department
        if is_moved or not stretches:
            stretches.append([])
        stretches[-1].append(one)
    return stretches


def _turns(stretch: Sequence[_Had]) -> Iterator[HoldingRow]:
    turns = [
        (key, list(held)) for key, held in groupby(stretch, key=lambda one: one.department) if key is not None
    ]
    before: set[int] = set()
    for (department, held), following in zip(turns, [*turns[1:], None], strict=True):
        passed = following if following is not None and following[1][0].was_given else None
        yield HoldingRow(
            department,
            held[0].began.at,
            None if passed is None else passed[1][0].began.at,
            None if passed is None else passed[0],
            any(one.acted for one in held),
            department in before,
        )
        before.add(department)
