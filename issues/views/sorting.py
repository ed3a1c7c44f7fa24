"""What the list of issues can be ordered by: only what an index gives page by page, however many issues there are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F
from django.http import QueryDict

from inflection_points.rules.policies import Severity
from issues.querysets import IssueQuerySet
from issues.querysets.narrowing import SEVERITY_RANK
from issues.views.keyset import Order

NEWEST: Final = "-reported"
Chosen = Mapping[str, Any]  # the filters in force


@dataclass(frozen=True, slots=True)
class Sort:
    """One order of the list. `words` say it; `only` leaves out what cannot be ordered so, and `leaves_out` says that."""

    name: str
    words: str
    order: Order
    only: Callable[[IssueQuerySet, Chosen], IssueQuerySet] = lambda found, _: found
    leaves_out: str = ""


def _awaiting(found: IssueQuerySet, _chosen: Chosen) -> IssueQuerySet:
    return found.awaiting_act()


def _on_the_agenda(found: IssueQuerySet, _chosen: Chosen) -> IssueQuerySet:
    return found.filter(agenda__isnull=False)


def _of_ranks(found: IssueQuerySet, chosen: Chosen) -> IssueQuerySet:
    """Those of the chosen severities, said as the index has it: else it would be read from its end to reach them."""
    if "severity" not in chosen:
        return found
    ranks = [Severity(severity).rank for severity in chosen["severity"]]
    return found.alias(severity_rank=SEVERITY_RANK).filter(severity_rank__in=ranks)


_SEVERITY: Final = ("severity_rank", "reported_at", "pk")
_AGENDA: Final = ("due_at", "agenda_id")
_RANK: Final = {"severity_rank": SEVERITY_RANK}
_DUE: Final = {"due_at": F("agenda__due_at"), "agenda_id": F("agenda__issue_id")}
_NO_ACT: Final = "What was acted on or is closed has no act to wait for, and is left out."
_NOTHING_NEXT: Final = "Of what is closed nobody is told any more: it is left out."

SORTS: Final = {
    sort.name: sort
    for sort in (
        Sort(NEWEST, "newest first", Order.of("-reported_at")),
        Sort("reported", "oldest first", Order.of("reported_at")),
        Sort("-severity", "worst first", Order(_SEVERITY, down=True, made=_RANK), _of_ranks),
        Sort("severity", "least bad first", Order(_SEVERITY, made=_RANK), _of_ranks),
        Sort("act_by", "longest overdue first", Order.of("act_by"), _awaiting, _NO_ACT),
        Sort("-act_by", "most time to act first", Order.of("-act_by"), _awaiting, _NO_ACT),
        Sort("next", "told soonest first", Order(_AGENDA, made=_DUE), _on_the_agenda, _NOTHING_NEXT),
        Sort(
            "-next", "told latest first", Order(_AGENDA, down=True, made=_DUE), _on_the_agenda, _NOTHING_NEXT
        ),
        Sort("-customers", "most customers first", Order.of("-customers")),
        Sort("customers", "fewest customers first", Order.of("customers")),
        Sort("-number", "highest number first", Order(("pk",), down=True)),
        Sort("number", "lowest number first", Order(("pk",))),
    )
}


def sort_of(query: QueryDict) -> Sort:
    """The order that the address asks for; the newest first when it names none that there is."""
    return SORTS.get(query.get("sort", ""), SORTS[NEWEST])
