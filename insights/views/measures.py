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
    Recurrence,
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


def _recurrence(
    days: str, label: Any, found: Callable[[Figures], Recurrence], *, counted: Recorded, of: Recorded
) -> tuple[Measure, ...]:
    """What came back within so many days of all fixes, then of the quick ones and of those with a root cause."""
    return (
        Measure(f"again_{days}", label, lambda figures: found(figures).share, _fixes(counted), _fixes(of)),
        Measure(
            f"quick_{days}",
            gettext_lazy("of quick fixes"),
            lambda figures: found(figures).quick_share,
            _fixes(counted, "quick"),
            _fixes(of, "quick"),
            is_part=True,
        ),
        Measure(
            f"rooted_{days}",
            gettext_lazy("of fixes with a root cause or prevention"),
            lambda figures: found(figures).rooted_share,
            _fixes(counted, "rooted"),
            _fixes(of, "rooted"),
            is_part=True,
        ),
    )


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
    *_recurrence(
        "30",
        gettext_lazy("Came back within 30 days"),
        lambda figures: figures.recurrence_30,
        counted=Recorded.AGAIN_30,
        of=Recorded.FIXES_30,
    ),
    *_recurrence(
        "90",
        gettext_lazy("Came back within 90 days"),
        lambda figures: figures.recurrence_90,
        counted=Recorded.AGAIN_90,
        of=Recorded.FIXES_90,
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
