"""What policies say, from their rows: the act targets, and at which share of them each rung speaks."""

from dataclasses import dataclass, field
from datetime import timedelta

from tests.insights.plain.rows import rows
from tests.insights.plain.working import Place

HOURS = {"minutes": timedelta(minutes=1), "hours": timedelta(hours=1)}


@dataclass
class Policy:
    """One version: amount and unit for each clock and severity; percent of each rung of the three ladders, and which rungs
    on *act* tell the sponsor; for which share of the act target a plan holds the ladder."""

    hold_limit: int
    targets: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    ladders: dict[str, dict[int, int]] = field(
        default_factory=lambda: {"accept": {}, "act": {}, "resolve": {}}
    )
    sponsor: set[int] = field(default_factory=set)

    @property
    def percents(self) -> dict[int, int]:
        """Of the ladder on *act*."""
        return self.ladders["act"]

    def target(self, severity: str, day: timedelta, of: str = "act") -> timedelta:
        """The act target, or that of another clock, where a working day is so long."""
        amount, unit = self.targets[of, severity]
        return amount * HOURS.get(unit, day)


def clock(place: Place, severity: str) -> Place | None:
    """By which working time an issue of this severity is counted: critical round the clock."""
    return None if severity == "critical" else place


def policies() -> dict[int, Policy]:
    """Every version, by its key."""
    versions = rows("SELECT id, hold_limit_percent FROM inflection_points_policyversion")
    found = {pk: Policy(hold_limit) for pk, hold_limit in versions}
    for pk, of, severity, amount, unit in rows(
        "SELECT version_id, clock, severity, amount, unit FROM inflection_points_policytarget"
    ):
        found[pk].targets[of, severity] = (amount, unit)
    for pk, of, position, percent in rows(
        "SELECT version_id, clock, position, percent FROM inflection_points_policyrung"
    ):
        found[pk].ladders[of][position] = percent
    for pk, position in rows(
        "SELECT version_id, position FROM inflection_points_policyrung AS rung"
        " JOIN inflection_points_policyrungrecipient AS recipient ON recipient.rung_id = rung.id"
        " WHERE clock = 'act' AND whom = 'executive_sponsor'"
    ):
        found[pk].sponsor.add(position)
    return found
