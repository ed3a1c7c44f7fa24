"""Departments' turns at an issue, one after the other."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from insights.rules.facts.telling import Had
from insights.rules.facts.values import HoldingRow


def holdings(custodies: Sequence[Had]) -> tuple[HoldingRow, ...]:
    """A turn is passed on when the next one begins. Nobody passes on what a re-organisation moves: it is counted anew."""
    return tuple(turn for stretch in _stretches(_meant(custodies)) for turn in _turns(stretch))


def _meant(custodies: Sequence[Had]) -> list[Had]:
    """Those of known departments, without a misroute that was mended within a working hour."""
    mended = [*(one.is_correction for one in custodies[1:]), False]
    return [
        one
        for one, is_misroute in zip(custodies, mended, strict=True)
        if one.department is not None and not is_misroute
    ]


def _stretches(custodies: Sequence[Had]) -> list[list[Had]]:
    """Cut where a re-organisation moved it to another department."""
    stretches: list[list[Had]] = []
    for one in custodies:
        is_moved = one.is_reorganisation and stretches and stretches[-1][-1].department != one.department
        if is_moved or not stretches:
            stretches.append([])
        stretches[-1].append(one)
    return stretches


def _turns(stretch: Sequence[Had]) -> Iterator[HoldingRow]:
    turns = [
        (key, list(held)) for key, held in groupby(stretch, key=lambda one: one.department) if key is not None
    ]
    before: set[int] = set()
    for (department, held), following in zip(turns, [*turns[1:], None], strict=True):
        yield HoldingRow(
            department,
            held[0].since,
            None if following is None else following[1][0].since,
            None if following is None else following[0],
            any(one.acted for one in held),
            department in before,
        )
        before.add(department)
