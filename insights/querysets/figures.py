"""All measures of a scope, together or by group: what pages, files, mails and the API read."""

from dataclasses import dataclass

from insights.querysets.direct import direct
from insights.querysets.groups import By, Key, in_order
from insights.querysets.parts import Parts
from insights.querysets.rolled import Timed, rolled
from insights.querysets.where import read_once
from insights.rules.figures import Figures
from insights.rules.periods import Scope


@dataclass(frozen=True, slots=True)
class Line:
    """One point, department, severity or week, and its figures."""

    key: Key
    name: str
    figures: Figures


def figures(scope: Scope, timed: Timed = Timed.ALL, *, bands_only: bool = False) -> Figures:
    """Of everything in the scope together, as it stood at the end of its period.

    Durations only as far as `timed` says; of the counts, the bands alone where nobody asks for others.
    """
    return _found(scope, None, timed, bands_only).of("")


def figures_by(scope: Scope, by: By, timed: Timed = Timed.ALL, *, bands_only: bool = False) -> list[Line]:
    """Of each group that anything is counted of, in the order of the groups; weeks oldest first."""
    found = _found(scope, by, timed, bands_only)
    found.names.pop("", None)  # remedies have no severity
    return [Line(key, found.names[key], found.of(key)) for key in in_order(found.names, by)]


def _found(scope: Scope, by: By | None, timed: Timed, bands_only: bool) -> Parts:
    with read_once():
        return rolled(scope, by, timed, bands_only=bands_only) or direct(scope, by)
