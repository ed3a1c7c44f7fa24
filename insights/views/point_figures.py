"""The measures of a point as lines of a table: each with what it counts, how sure it is, and the list behind it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from insights.querysets.escapes import Flow
from insights.querysets.records import Recorded
from insights.rules.behind import Behind
from insights.rules.figures import REFERENCE_URGENT, Figures
from insights.rules.shares import Share
from insights.views.links import Links
from insights.views.tiles import interval, percent


@dataclass(frozen=True, slots=True)
class Figure:
    """One share. `says` tells in words what is counted of what; without n there is nothing to judge yet.

    `url` leads to what is counted, `n_url` to what that is of.
    """

    name: str
    says: str
    share: Share
    before: Share | None
    url: str
    reference: int | None = None
    url_before: str = ""
    n_url: str = ""
    n_url_before: str = ""

    @property
    def percent(self) -> str | None:
        return percent(self.share)

    @property
    def percent_before(self) -> str | None:
        return percent(self.before) if self.before is not None else None

    @property
    def interval(self) -> str:
        return interval(self.share)

    @property
    def interval_before(self) -> str:
        return interval(self.before) if self.before is not None else ""


@dataclass(frozen=True, slots=True)
class _Line:
    """A share of the point's own figures: how it is called, what it counts of what, and where both lead."""

    name: Any
    says: Any
    share: Callable[[Figures], Share]
    list_of: Callable[[Links], str]
    whole: Callable[[Links], str]
    reference: int | None = None


_LINES: Final = (
    _Line(
        gettext_lazy("Verified fixed"),
        gettext_lazy("The reporter said yes, of those who were asked a week ago or longer."),
        lambda figures: figures.answers.verified,
        lambda links: links.behind(Behind.SAID_YES),
        lambda links: links.behind(Behind.ASKED),
    ),
    _Line(
        gettext_lazy("Reopened"),
        gettext_lazy("Resolved, and opened again."),
        lambda figures: figures.reopening.share,
        lambda links: links.behind(Behind.REOPENED),
        lambda links: links.behind(Behind.RESOLVED),
    ),
    _Line(
        gettext_lazy("Came back within 30 days: quick fix"),
        gettext_lazy("Fixed without a root cause and without prevention, and reported again."),
        lambda figures: figures.recurrence_30.quick_share,
        lambda links: links.records(Recorded.AGAIN_30, roots="quick"),
        lambda links: links.records(Recorded.FIXES_30, roots="quick"),
    ),
    _Line(
        gettext_lazy("Came back within 30 days: at the root"),
        gettext_lazy("Fixed with a root cause or preventive work, and reported again all the same."),
        lambda figures: figures.recurrence_30.rooted_share,
        lambda links: links.records(Recorded.AGAIN_30, roots="rooted"),
        lambda links: links.records(Recorded.FIXES_30, roots="rooted"),
    ),
    _Line(
        gettext_lazy("Acted on only when it was urgent"),
        gettext_lazy("Of all that was acted on."),
        lambda figures: figures.urgency.bias,
        lambda links: links.behind(Behind.URGENT_ONLY),
        lambda links: links.behind(Behind.ACTED),
        REFERENCE_URGENT,
    ),
    _Line(
        gettext_lazy("Felt here, began upstream"),
        gettext_lazy("Of those whose origin is known: somebody upstream let it through."),
        lambda figures: figures.escape.share,
        lambda links: links.behind(Behind.ESCAPED),
        lambda links: links.behind(Behind.KNOWN),
    ),
)


def figures_of(now: Figures, before: Figures, *, links: Links, earlier: Links) -> list[Figure]:
    """What became of what was reported here, whether it lasted, and from where it came."""
    return [
        Figure(
            str(line.name),
            str(line.says),
            line.share(now),
            line.share(before),
            line.list_of(links),
            line.reference,
            line.list_of(earlier),
            line.whole(links),
            line.whole(earlier),
        )
        for line in _LINES
    ]


def let_through(flows_out: Iterable[Flow], *, slug: str, links: Links) -> Figure:
    """What of that which began here was felt further down."""
    began = list(flows_out)
    return Figure(
        _("Began here, felt downstream"),
        _("Of those that began here: this point let it through."),
        Share(sum(flow.count for flow in began if flow.is_escape), sum(flow.count for flow in began)),
        None,
        links.behind(Behind.ESCAPED, point="", origin=slug),
        n_url=links.behind(Behind.KNOWN, point="", origin=slug),
    )
