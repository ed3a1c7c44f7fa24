"""The measures of a point as lines of a table: each with what it counts, how sure it is, and the list behind it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from insights.querysets.escapes import Flow
from insights.querysets.listed import Listed
from insights.querysets.records import Recorded
from insights.rules.behind import Behind
from insights.rules.figures import REFERENCE_URGENT, Figures
from insights.rules.shares import Share
from insights.views.links import Links
from insights.views.tiles import interval, percent


@dataclass(frozen=True, slots=True)
class Figure:
    """One share. `says` tells in words what is counted of what; without n there is nothing to judge yet."""

    name: str
    says: str
    share: Share
    before: Share | None
    url: str
    reference: int | None = None

    @property
    def percent(self) -> str | None:
        return percent(self.share)

    @property
    def percent_before(self) -> str | None:
        return percent(self.before) if self.before is not None else None

    @property
    def interval(self) -> str:
        return interval(self.share)


def figures_of(
    now: Figures, before: Figures, flows_out: Iterable[Flow], slug: str, links: Links
) -> list[Figure]:
    """What became of what was reported here, whether it lasted, and from where it came."""
    began = list(flows_out)
    out = Share(sum(flow.count for flow in began if flow.is_escape), sum(flow.count for flow in began))
    return [
        Figure(
            _("Verified fixed"),
            _("The reporter said yes, of those who were asked a week ago or longer."),
            now.answers.verified,
            before.answers.verified,
            links.behind(Behind.SAID_YES),
        ),
        Figure(
            _("Reopened"),
            _("Resolved, and opened again."),
            now.reopening.share,
            before.reopening.share,
            links.behind(Behind.REOPENED),
        ),
        Figure(
            _("Came back within 30 days: quick fix"),
            _("Fixed without a root cause and without prevention, and reported again."),
            now.recurrence_30.quick_share,
            before.recurrence_30.quick_share,
            links.records(Recorded.AGAIN_30, roots="quick"),
        ),
        Figure(
            _("Came back within 30 days: at the root"),
            _("Fixed with a root cause or preventive work, and reported again all the same."),
            now.recurrence_30.rooted_share,
            before.recurrence_30.rooted_share,
            links.records(Recorded.AGAIN_30, roots="rooted"),
        ),
        Figure(
            _("Acted on only when it was urgent"),
            _("Of all that was acted on."),
            now.urgency.bias,
            before.urgency.bias,
            links.listed(Listed.URGENT_ONLY),
            REFERENCE_URGENT,
        ),
        Figure(
            _("Felt here, began upstream"),
            _("Of those whose origin is known: somebody upstream let it through."),
            now.escape.share,
            before.escape.share,
            links.behind(Behind.ESCAPED),
        ),
        Figure(
            _("Began here, felt downstream"),
            _("Of those that began here: this point let it through."),
            out,
            None,
            links.behind(Behind.ESCAPED, point="", origin=slug),
        ),
    ]
