"""What needs this person's next move, the nearest deadline first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inflection_points.commands.standards import to_sign
from issues.commands.promising import next_promises
from issues.commands.prospects import Outlook, outlooks
from issues.models import Issue
from issues.rules.moves import MoveKind
from issues.views.panels import panel, visible_issue
from issues.views.rows import Row, row
from people.views.viewers import viewer

MOST: Final = 200  # beyond that nobody works through a list; the nearest deadlines are shown

_GROUPS: Final = {
    MoveKind.ACCEPT: gettext_lazy("Accept"),
    MoveKind.PLAN: gettext_lazy("Plan or act"),
    MoveKind.ACT: gettext_lazy("Act now"),
    MoveKind.COMPLETE: gettext_lazy("Finish"),
    MoveKind.RESOLVE: gettext_lazy("Resolve"),
    MoveKind.HEAR: gettext_lazy("Hear from outside"),
    MoveKind.VERIFY: gettext_lazy("Is it fixed?"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """The issues that wait for the same move. `mine` is false for those that wait for somebody else, and have no `kind`."""

    name: str
    rows: list[Row]
    kind: str = ""

    @property
    def mine(self) -> bool:
        return bool(self.kind)


def inbox(request: HttpRequest) -> HttpResponse:
    """The page; `?issue=` opens one beside the list."""
    context = inbox_panes(request, request.GET.get("issue", ""), timezone.now())
    return render(request, "issues/inbox.html", context)


def inbox_panes(
    request: HttpRequest, chosen: str, now: datetime, *, then: Sequence[int] | None = None
) -> dict[str, Any]:
    """The context of the two panes. Raises `Http404` when the chosen issue does not exist.

    With `then`, a chosen issue that no longer waits for this person makes way for the first of these numbers that
    does, else for the most urgent; none is chosen when nothing waits.
    """
    found = outlooks(Issue.objects.my_moves(viewer(request), now, MOST + 1).for_list()[: MOST + 1], now)
    groups = _groups(found[:MOST], viewer(request).pk, now)
    waiting = [row.number for group in groups if group.mine for row in group.rows]
    if then is not None and chosen not in map(str, waiting):
        chosen = str(next((number for number in (*then, *waiting) if number in waiting), ""))
    signing = to_sign(viewer(request), now)
    count, more = len(waiting) + len(signing), "+" if len(found) > MOST else ""
    context: dict[str, Any] = {
        "now": now,
        "groups": groups,
        "waiting_count": f"{count}{more}" if count else "",
        "has_moves": bool(waiting),
        "has_more": len(found) > MOST,
        "to_sign": signing,
        "chosen": None,
    }
    if chosen:
        if not chosen.isdecimal():
            raise Http404(_("There is no such issue."))
        context |= panel(request, visible_issue(request, int(chosen)), now)
        context |= {"chosen": int(chosen)}
    return context


def _groups(found: list[Outlook], person: int, now: datetime) -> list[Group]:
    """One group a move, the one with the nearest deadline first, those of others last; within each the same."""
    found = sorted(found, key=lambda o: (o.move.deadline if o.move else now, o.issue.pk))
    promised = next_promises(one.issue.pk for one in found)
    rows = partial(_rows, found, person, now, promised)
    groups = [Group(str(name), rows(kind), kind) for kind, name in _GROUPS.items()]
    groups.append(Group(_("In your hands, waiting for somebody else"), rows(None)))
    order = {one.issue.pk: at for at, one in enumerate(found)}
    groups = [group for group in groups if group.rows]
    return sorted(groups, key=lambda group: (not group.mine, order[group.rows[0].number]))


def _rows(
    found: list[Outlook], person: int, now: datetime, promised: Mapping[int, datetime], kind: MoveKind | None
) -> list[Row]:
    def is_wanted(one: Outlook) -> bool:
        mine = any(mover.pk == person for mover in one.movers)
        return (mine and one.move is not None and one.move.kind is kind) if kind else not mine

    here = reverse("issues:inbox")
    return [
        row(one, now, f"{here}?issue={one.issue.pk}", promised.get(one.issue.pk))
        for one in found
        if is_wanted(one)
    ]
