"""All measures of a scope, together or by group: what pages, files, mails and the API read."""

from dataclasses import dataclass

from insights.querysets.direct import direct
from insights.querysets.groups import By, Key
from insights.querysets.parts import Parts
from insights.querysets.rolled import rolled
from insights.rules.figures import Figures
from insights.rules.periods import Scope


@dataclass(frozen=True, slots=True)
class Line:
    """One point, department, severity or week, and its figures."""

    key: Key
    name: str
    figures: Figures


def figures(scope: Scope, *, timed: bool = True) -> Figures:
    """Of everything in the scope together, as it stood at the end of its period. `timed`: with the time to act."""
    return _found(scope, None, timed=timed).of("")


def figures_by(scope: Scope, by: By, *, timed: bool = True) -> list[Line]:
    """Of each group that anything is counted of, in the order of the groups; weeks oldest first."""
    found = _found(scope, by, timed=timed)
    found.names.pop("", None)  # remedies have no severity
    return [Line(key, found.names[key], found.of(key)) for key in sorted(found.names, key=str)]


def _found(scope: Scope, by: By | None, *, timed: bool) -> Parts:
    return rolled(scope, by, timed=timed) or direct(scope, by)
