"""By what a measure is broken down: the columns that make a group, and what it is called."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from django.db.models import F
from django.db.models.functions import TruncWeek

from insights.rules.periods import iso_name


class By(StrEnum):
    STAGE = "stage"
    POINT = "point"
    DEPARTMENT = "department"
    SEVERITY = "severity"
    WEEK = "week"


Key = str | datetime  # the slug of a place, a severity, or the Monday of a week

# In SQL the week of a report begins on the same Mondays as `rules.periods.week_of` has.
_WEEK: Final = TruncWeek("reported_at", tzinfo=UTC)
_COLUMNS: Final[dict[By, tuple[F | TruncWeek, F | TruncWeek]]] = {
    By.STAGE: (F("point__stage__name"), F("point__stage__name")),
    By.POINT: (F("point__slug"), F("point__name")),
    By.DEPARTMENT: (F("point__department__slug"), F("point__department__name")),
    By.SEVERITY: (F("severity"), F("severity")),
    By.WEEK: (_WEEK, _WEEK),
}


def columns(by: By) -> tuple[F | TruncWeek, F | TruncWeek]:
    """What tells the groups apart, and what they are called. The department is the accountable one."""
    return _COLUMNS[by]


def name_of(name: str | datetime) -> str:
    return iso_name(name) if isinstance(name, datetime) else name
