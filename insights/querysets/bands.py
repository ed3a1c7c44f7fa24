"""Bands alone, for the pages that do not read `figures` yet."""

from dataclasses import dataclass

from insights.querysets.figures import figures, figures_by
from insights.querysets.groups import By, Key
from insights.rules.bands import Bands
from insights.rules.periods import Scope


@dataclass(frozen=True, slots=True)
class Group:
    """One point, department, severity or week, and what became of what was reported there or then."""

    key: Key
    name: str
    bands: Bands


def bands(scope: Scope) -> Bands:
    return figures(scope).bands


def bands_by(scope: Scope, by: By) -> list[Group]:
    return [
        Group(line.key, line.name, line.figures.bands)
        for line in figures_by(scope, by)
        if line.figures.bands.reported
    ]
