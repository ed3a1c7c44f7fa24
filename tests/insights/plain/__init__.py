"""The measures once more, from the raw rows of events, reports and places, in plain loops.

Nothing of the product's code is called. A module for each noun; docs/measures.md says what each figure counts.
"""

from tests.insights.plain.answers import answers, reopening
from tests.insights.plain.bands import bands, counts
from tests.insights.plain.figures import Asked, Book, differences, tells
from tests.insights.plain.histories import Told, cohort, everything, week
from tests.insights.plain.inaction import customers
from tests.insights.plain.listed import listed
from tests.insights.plain.passing import passing
from tests.insights.plain.prevention import done, prevention, within
from tests.insights.plain.recurrence import escape, recurrence
from tests.insights.plain.times import median_time_to_act
from tests.insights.plain.urgency import urgency

__all__ = [
    "Asked",
    "Book",
    "Told",
    "answers",
    "bands",
    "cohort",
    "counts",
    "customers",
    "differences",
    "done",
    "escape",
    "everything",
    "listed",
    "median_time_to_act",
    "passing",
    "prevention",
    "recurrence",
    "reopening",
    "tells",
    "urgency",
    "week",
    "within",
]
