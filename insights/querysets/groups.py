"""By what a measure is broken down: the columns that make a group, and what it is called."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any, Final

from django.db.models import F, Value
from django.db.models.functions import TruncWeek

from inflection_points.models import Stage
from insights.rules.periods import iso_name


class By(StrEnum):
    STAGE = "stage"
    POINT = "point"
    DEPARTMENT = "department"
    SEVERITY = "severity"
    WEEK = "week"


Key = str | datetime  # the slug of a place, the number of a stage, a severity, or the Monday of a week
Column = F | TruncWeek

_PLACES: Final = {
    By.STAGE: ("point__stage", "point__stage__name"),
    By.POINT: ("point__slug", "point__name"),
    By.DEPARTMENT: ("point__department__slug", "point__department__name"),
    By.SEVERITY: ("severity", "severity"),
    By.WEEK: ("week", "week"),
}


def columns(by: By, prefix: str = "") -> tuple[Column, Column]:
    """What tells groups of issues apart, and what they are called. The department is the accountable one."""
    key, name = _PLACES[by]
    return F(prefix + key), F(prefix + name)


def columns_of(by: By | None) -> tuple[Any, Any]:
    """The same, where everything together is a group as well."""
    return (Value(""), Value("")) if by is None else columns(by)


def columns_of_turns(by: By) -> tuple[Column, Column]:
    """The same of departments' turns at issues: there the department is the one whose turn it is."""
    if by is By.DEPARTMENT:
        return F("department__slug"), F("department__name")
    return columns(by, "fact__")


def columns_of_works(by: By) -> tuple[Column, Column]:
    """The same of completed work, whose week is the one in which it was completed."""
    if by is By.WEEK:
        # In SQL the week begins on the same Mondays as `rules.periods.week_of` has.
        week = TruncWeek("completed_at", tzinfo=UTC)
        return week, week
    return columns(by)


def key_of(value: str | int | date | datetime) -> Key:
    """A week is told by the instant with which it begins."""
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time(), UTC)
    return value


def in_order(keys: Iterable[Key], by: By) -> list[Key]:
    """Stages in the order of their chain, weeks the oldest first, others by name."""
    if by is By.STAGE:
        places = Stage.objects.order_by("chain", "position").values_list("pk", flat=True)
        order = {str(pk): place for place, pk in enumerate(places)}
        return sorted(keys, key=lambda key: order[str(key)])
    return sorted(keys, key=str)


def name_of(key: Key, name: object) -> str:
    return iso_name(key) if isinstance(key, datetime) else str(name)
