"""What a chart shows, as the page tells `static/js/charts.js`: every word is here, because scripts have none."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from insights.rules.shares import SMALL
from people.templatetags.times import written

WHOLE: Final = 100  # where an axis of percent ends

Number = float | None


class Kind(StrEnum):
    """`BARS` stand side by side, `STACKED` upon each other."""

    BARS = "bars"
    STACKED = "stacked"
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class Series:
    """Values of one thing, one a label; None leaves a hole.

    `paint` is a token of `static/css/tokens.css`. `pattern` ("hatched", "dotted") tells bars apart without colour: all
    but the first have one, dots where none is named. `dash` does so for lines, which have points of their own shape
    besides. `urls`: the list behind each value. `texts`: each
    value in words, "20 % (6 of 30)"; the value with its unit where they are left out.
    """

    label: str
    data: Sequence[Number]
    paint: str = "--accent"
    pattern: str = ""
    dash: bool = False
    urls: Sequence[str | None] = ()
    texts: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Level:
    """A line across the chart. `kind` is "target" (drawn through) or "reference" (dashed); `label` says which, briefly."""

    value: float
    label: str
    kind: str = "reference"


@dataclass(frozen=True, slots=True)
class Axis:
    """The labels (a list of words stands on lines of its own), the same told in full, and which are of too few to judge.

    `urls` lead from a whole label, where a value has no list of its own. `gaps` come from `gaps.marks`.
    """

    labels: Sequence[str | list[str]]
    titles: Sequence[str] = ()
    urls: Sequence[str | None] = ()
    small: Sequence[bool] = ()
    gaps: Sequence[dict[str, Any]] = field(default_factory=list)


def chart(
    kind: Kind,
    axis: Axis,
    series: Iterable[Series],
    *,
    as_of: datetime,
    lines: Iterable[Level] = (),
    unit: str = "",
    most: float | None = None,
    note: str = "",
) -> dict[str, Any]:
    """What `components/_chart.html` draws.

    `as_of` dates the picture that is saved of it, `note` says there which period and places it is of. `unit` stands
    at the axis ("%", "h"); `most` is where the axis ends, 100 for percent. Raises `ValueError` where the values of a
    series are not as many as the labels.
    """
    day = _last_day(as_of)
    return {
        **_axis(axis),
        "type": kind.value,
        "series": [
            _series(one, axis, unit) | {"pattern": _pattern(one, at, kind)} for at, one in enumerate(series)
        ],
        "lines": [asdict(line) | {"text": _text(line.value, unit)} for line in lines],
        "unit": unit,
        "most": most,
        "note": note,
        "day": day.isoformat(),
        "source": _("Moment of Service, as it stood on %(day)s") % {"day": date_format(day, "DATE_FORMAT")},
        "words": _words(kind),
    }


def _last_day(as_of: datetime) -> date:
    """The last day that it knows of: midnight belongs to the day that it ends."""
    ended = as_of - timedelta(microseconds=1)
    day = ended.astimezone(UTC) if as_of.astimezone(UTC).time() == time() else timezone.localtime(ended)
    return day.date()


def week_of(monday: datetime) -> str:
    """What a week is called where people read it; `monday` is its first midnight, in UTC."""
    return _("Week of %(day)s") % {"day": written(monday, _("j M"))}


def _axis(axis: Axis) -> dict[str, Any]:
    small = list(axis.small) or [False] * len(axis.labels)
    return {
        "labels": list(axis.labels),
        "titles": list(axis.titles) or [_title(label) for label in axis.labels],
        "urls": list(axis.urls) or [None] * len(axis.labels),
        "gaps": list(axis.gaps),
        "small": small,
        "has_small": any(small),
    }


def _series(one: Series, axis: Axis, unit: str) -> dict[str, Any]:
    count = len(axis.labels)
    if len(one.data) != count:
        raise ValueError(f"{one.label}: a value for each of {count} labels is needed; got {len(one.data)}.")
    return {
        "label": one.label,
        "data": list(one.data),
        "paint": one.paint,
        "dash": one.dash,
        "urls": list(one.urls) or list(axis.urls) or [None] * count,
        "texts": list(one.texts) or [_text(value, unit) for value in one.data],
    }


def _pattern(one: Series, at: int, kind: Kind) -> str:
    return one.pattern or ("dotted" if at and kind is not Kind.LINES else "")


def _words(kind: Kind) -> dict[str, str]:
    few = (
        _("Hollow: fewer than %(n)s to judge by")
        if kind is Kind.LINES
        else _("Pale: fewer than %(n)s to judge by")
    )
    return {
        "small": _("Too few to judge by"),
        "key_small": few % {"n": SMALL},
        "stood_still": _("stood still"),
        "key_gap": _("the engine stood still"),
        "opens": _("Enter opens the list behind it"),
    }


def _title(label: str | list[str]) -> str:
    return label if isinstance(label, str) else " ".join(label)


def _text(value: Number, unit: str) -> str:
    if value is None:
        return _("nothing to show")
    whole = value == round(value)
    number = number_format(round(value, 1), 0 if whole else 1, force_grouping=True)
    return f"{number}\u202f{unit}" if unit else number
