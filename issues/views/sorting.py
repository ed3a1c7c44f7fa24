"""What the list of issues can be ordered by: only what an index gives page by page, however many issues there are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inflection_points.rules.policies import Severity
from issues.querysets import IssueQuerySet
from issues.querysets.narrowing import SEVERITY_RANK
from issues.views.keyset import Order

NEWEST: Final = "-reported"
Chosen = Mapping[str, Any]  # the filters in force


@dataclass(frozen=True, slots=True, eq=False)  # each is the only one of its name
class Sort:
    """One order of the list. `words` say it; `only` leaves out what cannot be ordered so, and `leaves_out` says that."""

    name: str
    words: Promise
    order: Order
    only: Callable[[IssueQuerySet, Chosen], IssueQuerySet] = lambda found, _: found
    leaves_out: Promise | str = ""


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
_NO_ACT: Final = _("What was acted on or is closed has no act to wait for, and is left out.")
_NOTHING_NEXT: Final = _("Of what is closed nobody is told any more: it is left out.")

SORTS: Final = {
    sort.name: sort
    for sort in (
        Sort(NEWEST, _("newest first"), Order.of("-reported_at")),
        Sort("reported", _("oldest first"), Order.of("reported_at")),
        Sort("-severity", _("worst first"), Order(_SEVERITY, down=True, made=_RANK), _of_ranks),
        Sort("severity", _("least bad first"), Order(_SEVERITY, made=_RANK), _of_ranks),
        Sort("act_by", _("longest overdue first"), Order.of("act_by"), _awaiting, _NO_ACT),
        Sort("-act_by", _("most time to act first"), Order.of("-act_by"), _awaiting, _NO_ACT),
        Sort("next", _("told soonest first"), Order(_AGENDA, made=_DUE), _on_the_agenda, _NOTHING_NEXT),
        Sort(
            "-next",
            _("told latest first"),
            Order(_AGENDA, down=True, made=_DUE),
            _on_the_agenda,
            _NOTHING_NEXT,
        ),
        Sort("-customers", _("most customers first"), Order.of("-customers")),
        Sort("customers", _("fewest customers first"), Order.of("customers")),
        Sort("-number", _("highest number first"), Order(("pk",), down=True)),
        Sort("number", _("lowest number first"), Order(("pk",))),
    )
}


def sort_of(query: QueryDict) -> Sort:
    """The order that the address asks for; the newest first when it names none that there is."""
    return SORTS.get(query.get("sort", ""), SORTS[NEWEST])
