"""The facts of an issue as plain values, in the order of the columns that hold them."""

from datetime import date, datetime
from typing import NamedTuple


class FactRow(NamedTuple):
    """A row of `models.Fact`."""

    issue: int
    point: int
    severity: str
    signature: str
    week: date
    reported_at: datetime
    observed_at: datetime
    act_by: datetime
    acted_at: datetime | None
    declined_at: datetime | None
    ever_acted_at: datetime | None
    resolved_at: datetime | None
    failed_at: datetime | None
    reopened_at: datetime | None
    acted_again_at: datetime | None
    asked_at: datetime | None
    yes_at: datetime | None
    calendar: int | None
    opened: int
    reopened: int | None
    took: int | None
    took_again: int | None
    was_born_urgent: bool
    was_triggered: bool
    origin: int | None
    origin_known_at: datetime | None


class SpellRow(NamedTuple):
    """A row of `models.Spell`."""

    since: datetime
    until: datetime | None
    customers: int
    was_reported_again: bool


class HoldingRow(NamedTuple):
    """A row of `models.Holding`."""

    department: int
    since: datetime
    passed_at: datetime | None
    passed_to: int | None
    has_acted: bool
    came_back: bool


class FixRow(NamedTuple):
    """A row of `models.Fix`, without what other issues say of it."""

    signature: str
    fixed_at: datetime
    reopened_at: datetime | None
    rooted_at: datetime | None


class WorkRow(NamedTuple):
    """A row of `models.Work`."""

    point: int
    severity: str
    completed_at: datetime
    is_preventive: bool


class Derived(NamedTuple):
    """Everything that is counted of one issue."""

    fact: FactRow
    spells: tuple[SpellRow, ...]
    holdings: tuple[HoldingRow, ...]
    fixes: tuple[FixRow, ...]
    works: tuple[WorkRow, ...]
