"""Both measures of acting side by side: whether anybody did, and how long it took."""

from dataclasses import dataclass

from insights.querysets.bands import bands, bands_by
from insights.querysets.groups import By, Key
from insights.querysets.times import time_to_act, time_to_act_by
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
    """Of everything in the scope together."""
    return Measure("", "", bands(scope), time_to_act(scope))


def measures_by(scope: Scope, by: By) -> list[Measure]:
    """Of each group that anything was reported in, in the order of the groups; weeks oldest first."""
    took = time_to_act_by(scope, by)
    nothing = Duration(n=0, ended=0)
    return [
        Measure(group.key, group.name, group.bands, took.get(group.key, nothing))
        for group in bands_by(scope, by)
    ]
