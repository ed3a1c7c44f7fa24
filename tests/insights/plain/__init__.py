"""The measures once more, from the raw rows of events, reports and places, in plain loops.

Nothing of the product's code is called. A module for each noun; docs/measures.md says what each figure counts.
"""

from tests.insights.plain.answers import answers, reopening
from tests.insights.plain.bands import bands, counts
from tests.insights.plain.changes import events, shifts
from tests.insights.plain.confiding import Reader
from tests.insights.plain.covering import coverage
from tests.insights.plain.declining import reasons
from tests.insights.plain.figures import Asked, Book, differences, tells
from tests.insights.plain.flow import ageing, by_point, flow
from tests.insights.plain.histories import Told, cohort, everything, week
from tests.insights.plain.inaction import cost, customers, hands
from tests.insights.plain.lessons import prevented, returned
from tests.insights.plain.listed import listed
from tests.insights.plain.moving import Burden, Moving, moving
from tests.insights.plain.origins import escape, felt_elsewhere, matrix
from tests.insights.plain.passing import partners, passing
from tests.insights.plain.prevention import done, prevention, within
from tests.insights.plain.promises import blocked_by, promises
from tests.insights.plain.rates import FEW, interval, rates, trend
from tests.insights.plain.recurrence import recurrence
from tests.insights.plain.reporting import gap, lag, lag_of_rungs, seconds_to_send
from tests.insights.plain.times import median_time_to_act
from tests.insights.plain.urgency import urgency

__all__ = [
    "FEW",
    "Asked",
    "Book",
    "Burden",
    "Moving",
    "Reader",
    "Told",
    "ageing",
    "answers",
    "bands",
    "blocked_by",
    "by_point",
    "cohort",
    "cost",
    "counts",
    "coverage",
    "customers",
    "differences",
    "done",
    "escape",
    "events",
    "everything",
    "felt_elsewhere",
    "flow",
    "gap",
    "hands",
    "interval",
    "lag",
    "lag_of_rungs",
    "listed",
    "matrix",
    "median_time_to_act",
    "moving",
    "partners",
    "passing",
    "prevented",
    "prevention",
    "promises",
    "rates",
    "reasons",
    "recurrence",
    "reopening",
    "returned",
    "seconds_to_send",
    "shifts",
    "tells",
    "trend",
    "urgency",
    "week",
    "within",
]
