"""Bands and time to act, for the pages that do not read `figures` yet."""

from dataclasses import dataclass

from insights.querysets.figures import figures, figures_by
from insights.querysets.groups import By, Key
from insights.rules.bands import Bands
from insights.rules.periods import Scope
from insights.rules.survival import Duration


@dataclass(frozen=True, slots=True)
class Measure:
    """Of one place, severity or week, or of everything; then `key` and `name` are empty."""

    key: Key
    name: str
    bands: Bands
    time_to_act: Duration


def measure(scope: Scope) -> Measure:
    found = figures(scope)
    return Measure("", "", found.bands, found.time_to_act)


def measures_by(scope: Scope, by: By) -> list[Measure]:
    return [
        Measure(line.key, line.name, line.figures.bands, line.figures.time_to_act)
        for line in figures_by(scope, by)
        if line.figures.bands.reported
    ]
