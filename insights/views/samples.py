"""Charts for the style guide: each kind with all that it can carry. English, like the guide."""

from datetime import UTC, datetime
from typing import Any, Final

from insights.views.charts import WHOLE, Axis, Kind, Level, Series, chart

AS_OF: Final = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
WEEKS: Final = [["2", "Mar"], ["9", "Mar"], ["16", "Mar"], ["23", "Mar"]]
TITLES: Final = [
    "Week of 2 March, n = 141",
    "Week of 9 March, n = 128",
    "Week of 16 March, n = 133",
    "Week of 23 March, n = 12",
]
FEW: Final = [False, False, False, True]
BEHIND: Final = ["#measures"] * len(WEEKS)


def samples() -> dict[str, Any]:
    """By kind."""
    return {"stacked": _shares(), "bars": _flow(), "lines": _hours()}


def _shares() -> dict[str, Any]:
    gap = {"from": 0.6, "to": 1.1, "length": "4 d"}
    return chart(
        Kind.STACKED,
        Axis(WEEKS, TITLES, BEHIND, FEW, [gap]),
        [
            Series("not acted on", [24, 22, 27, 25], "--unacted-fill"),
            Series("late", [16, 14, 17, 25], "--waiting-fill", "hatched"),
            Series("in time", [60, 64, 56, 50], "--acted-fill"),
        ],
        as_of=AS_OF,
        lines=[Level(29, "Reference: 29 %"), Level(15, "Target: 15 %", "target")],
        unit="%",
        most=WHOLE,
        note="Reported from 2 March 2026 on",
    )


def _flow() -> dict[str, Any]:
    return chart(
        Kind.BARS,
        Axis(WEEKS, TITLES, BEHIND),
        [
            Series("reported", [141, 128, 133, 12], "--ink-soft"),
            Series("acted on", [96, 118, 121, 40], "--acted-fill", "hatched"),
            Series("resolved", [80, 101, 119, 52], "--accent", "dotted"),
        ],
        as_of=AS_OF,
    )


def _hours() -> dict[str, Any]:
    return chart(
        Kind.LINES,
        Axis(WEEKS, TITLES, BEHIND, FEW),
        [
            Series("half of them", [6.4, 5.9, 7.2, 3], "--accent"),
            Series("three in four", [16, 15.5, 19, None], "--unacted-fill", dash=True),
        ],
        as_of=AS_OF,
        lines=[Level(8, "Target: 8 h", "target")],
        unit="h",
    )
