"""What policies say, from their rows: the act targets, and at which share of them each rung speaks."""

from dataclasses import dataclass, field
from datetime import timedelta

from tests.insights.plain.rows import rows
from tests.insights.plain.working import Place

HOURS = {"minutes": timedelta(minutes=1), "hours": timedelta(hours=1)}


@dataclass
class Policy:
    """One version: amount and unit for each severity; percent of each rung of the ladder on *act*, and which tell the sponsor."""

    targets: dict[str, tuple[int, str]] = field(default_factory=dict)
    percents: dict[int, int] = field(default_factory=dict)
    sponsor: set[int] = field(default_factory=set)

    def target(self, severity: str, day: timedelta) -> timedelta:
        """The act target, where a working day is so long."""
        amount, unit = self.targets[severity]
        return amount * HOURS.get(unit, day)


def clock(place: Place, severity: str) -> Place | None:
    """By which working time an issue of this severity is counted: critical round the clock."""
    return None if severity == "critical" else place


def policies() -> dict[int, Policy]:
    """Every version, by its key."""
    found = {pk: Policy() for (pk,) in rows("SELECT id FROM inflection_points_policyversion")}
    for pk, severity, amount, unit in rows(
        "SELECT version_id, severity, amount, unit FROM inflection_points_policytarget WHERE clock = 'act'"
    ):
        found[pk].targets[severity] = (amount, unit)
    for pk, position, percent in rows(
        "SELECT version_id, position, percent FROM inflection_points_policyrung WHERE clock = 'act'"
    ):
        found[pk].percents[position] = percent
    for pk, position in rows(
        "SELECT version_id, position FROM inflection_points_policyrung AS rung"
        " JOIN inflection_points_policyrungrecipient AS recipient ON recipient.rung_id = rung.id"
        " WHERE clock = 'act' AND whom = 'executive_sponsor'"
    ):
        found[pk].sponsor.add(position)
    return found
