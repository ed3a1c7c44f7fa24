"""The measures of a department that are shares: how each is called, what it counts, and where it leads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy

from insights.querysets.records import Recorded
from insights.rules.bands import Band
from insights.rules.behind import Behind
from insights.rules.figures import (
    REFERENCE_NOT_ACTED,
    REFERENCE_PROACTIVE,
    REFERENCE_URGENT,
    Figures,
)
from insights.rules.shares import Share
from insights.views.links import Links

Lead = Callable[[Links, str], str]  # to the list, for a department's short name


def behind(what: Behind | Band) -> Lead:
    return lambda links, slug: links.behind(what, department=slug)


def records(what: str) -> Lead:
    return lambda links, slug: links.records(what, department=slug)


def _fixes(what: str, roots: str = "") -> Lead:
    return lambda links, slug: links.records(what, department=slug, roots=roots)


def turns(what: str) -> Lead:
    """Whoever answers for the issue: the department whose turn it was."""
    return lambda links, slug: links.records(what, department="", holder=slug)


@dataclass(frozen=True, slots=True)
class Measure:
    """A share: how it is called, what it counts, and the lists of what it counts and of what it is of."""

    key: str
    label: Any
    share: Callable[[Figures], Share]
    counted: Lead
    of: Lead
    more_is_better: bool = False
    reference: int | None = None
    unit: Any = "%"
    is_part: bool = False  # of the one before it


MEASURES: Final = (
    Measure(
        "action_rate",
        gettext_lazy("Acted on in time"),
        lambda figures: figures.bands.action_rate,
        behind(Band.IN_TIME),
        behind(Behind.JUDGED),
        more_is_better=True,
    ),
    Measure(
        "late",
        gettext_lazy("Acted on late"),
        lambda figures: figures.bands.acted_late,
        behind(Band.LATE),
        behind(Behind.JUDGED),
    ),
    Measure(
        "never",
        gettext_lazy("Reported, not acted on"),
        lambda figures: figures.bands.not_acted_on,
        behind(Band.NEVER),
        behind(Behind.JUDGED),
        reference=REFERENCE_NOT_ACTED,
    ),
    Measure(
        "declined",
        gettext_lazy("Declined"),
        lambda figures: figures.bands.declined_share,
        behind(Band.DECLINED),
        behind(Behind.DECIDED),
    ),
    Measure(
        "buck",
        gettext_lazy("Buck index"),
        lambda figures: figures.passing.pass_rate,
        turns(Recorded.PASSED),
        turns(Recorded.RECEIVED),
        unit=gettext_lazy("per 100"),
    ),
    Measure(
        "returned",
        gettext_lazy("Came back (ping-pong)"),
        lambda figures: Share(figures.passing.returned, figures.passing.received),
        turns(Recorded.RETURNED),
        turns(Recorded.RECEIVED),
    ),
    Measure(
        "again_30",
        gettext_lazy("Came back within 30 days"),
        lambda figures: figures.recurrence_30.share,
        _fixes(Recorded.AGAIN_30),
        _fixes(Recorded.FIXES_30),
    ),
    Measure(
        "quick_30",
        gettext_lazy("of quick fixes"),
        lambda figures: figures.recurrence_30.quick_share,
        _fixes(Recorded.AGAIN_30, "quick"),
        _fixes(Recorded.FIXES_30, "quick"),
        is_part=True,
    ),
    Measure(
        "rooted_30",
        gettext_lazy("of fixes with a root cause or prevention"),
        lambda figures: figures.recurrence_30.rooted_share,
        _fixes(Recorded.AGAIN_30, "rooted"),
        _fixes(Recorded.FIXES_30, "rooted"),
        is_part=True,
    ),
    Measure(
        "again_90",
        gettext_lazy("Came back within 90 days"),
        lambda figures: figures.recurrence_90.share,
        _fixes(Recorded.AGAIN_90),
        _fixes(Recorded.FIXES_90),
    ),
    Measure(
        "quick_90",
        gettext_lazy("of quick fixes"),
        lambda figures: figures.recurrence_90.quick_share,
        _fixes(Recorded.AGAIN_90, "quick"),
        _fixes(Recorded.FIXES_90, "quick"),
        is_part=True,
    ),
    Measure(
        "rooted_90",
        gettext_lazy("of fixes with a root cause or prevention"),
        lambda figures: figures.recurrence_90.rooted_share,
        _fixes(Recorded.AGAIN_90, "rooted"),
        _fixes(Recorded.FIXES_90, "rooted"),
        is_part=True,
    ),
    Measure(
        "verified",
        gettext_lazy("Verified fixed"),
        lambda figures: figures.answers.verified,
        behind(Behind.SAID_YES),
        behind(Behind.ASKED),
        more_is_better=True,
    ),
    Measure(
        "reopened",
        gettext_lazy("Reopened"),
        lambda figures: figures.reopening.share,
        behind(Behind.REOPENED),
        behind(Behind.RESOLVED),
    ),
    Measure(
        "urgent",
        gettext_lazy("Urgent-only bias"),
        lambda figures: figures.urgency.bias,
        behind(Behind.URGENT_ONLY),
        behind(Behind.ACTED),
        reference=REFERENCE_URGENT,
    ),
    Measure(
        "born_urgent",
        gettext_lazy("urgent from the beginning"),
        lambda figures: figures.urgency.born_share,
        behind(Behind.BORN_URGENT),
        behind(Behind.ACTED),
        is_part=True,
    ),
    Measure(
        "proactive",
        gettext_lazy("Proactive share"),
        lambda figures: figures.prevention.proactive,
        records(Recorded.PREVENTIVE),
        records(Recorded.DONE),
        more_is_better=True,
        reference=REFERENCE_PROACTIVE,
    ),
    Measure(
        "escape",
        gettext_lazy("Felt downstream of its origin"),
        lambda figures: figures.escape.share,
        behind(Behind.ESCAPED),
        behind(Behind.KNOWN),
    ),
)
