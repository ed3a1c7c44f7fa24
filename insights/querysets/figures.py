"""All measures of a scope, together or by group: what pages, files, mails and the API read."""

from dataclasses import dataclass

from insights.querysets.bands import bands, bands_by
from insights.querysets.groups import By, Key
from insights.querysets.times import time_to_act, time_to_act_by
from insights.rules.figures import Figures
from insights.rules.periods import Scope
from insights.rules.survival import Duration


@dataclass(frozen=True, slots=True)
class Line:
    """One point, department, severity or week, and its figures."""

    key: Key
    name: str
    figures: Figures


def figures(scope: Scope) -> Figures:
    """Of everything in the scope together, as it stood at the end of its period."""
    return Figures(bands(scope), time_to_act(scope))


def figures_by(scope: Scope, by: By) -> list[Line]:
    """Of each group that anything was reported in, in the order of the groups; weeks oldest first."""
    took = time_to_act_by(scope, by)
    nothing = Duration(n=0, ended=0)
    return [
        Line(group.key, group.name, Figures(group.bands, took.get(group.key, nothing)))
        for group in bands_by(scope, by)
    ]
