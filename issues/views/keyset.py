"""Pages of a long list by the last row seen, so that the last page is as fast as the first and nothing is counted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest

from issues.models import Issue
from issues.querysets import IssueQuerySet

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Some issues and the addresses of the pages beside them; empty where there is none."""

    issues: list[Issue]
    previous_url: str
    next_url: str


def page(request: HttpRequest, issues: IssueQuerySet, *, by: str) -> Page:
    """The page that the address asks for with `after` or `before`, ordered by a column and the key.

    `by` names an instant, with a minus for newest first. A cursor that cannot be read means the first page.
    """
    column, down = by.removeprefix("-"), by.startswith("-")
    back = "before" in request.GET
    cursor = _read(request.GET.get("before") or request.GET.get("after") or "")
    if cursor is None:
        back = False
    else:
        issues = issues.filter(_beyond(column, cursor, greater=down == back))
    order = [column, "pk"] if down == back else [f"-{column}", "-pk"]
    found = list(issues.order_by(*order)[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    if back:
        found.reverse()
    has_previous, has_next = (more, True) if back else (cursor is not None, more)
    return Page(
        found,
        _address(request, "before", found[0], column) if found and has_previous else "",
        _address(request, "after", found[-1], column) if found and has_next else "",
    )


def _beyond(column: str, cursor: tuple[datetime, int], *, greater: bool) -> Q:
    at, pk = cursor
    way = "gt" if greater else "lt"
    # The first condition is implied by the second; it lets the index start at the cursor.
    return Q(**{f"{column}__{way}e": at}) & (Q(**{f"{column}__{way}": at}) | Q(**{f"pk__{way}": pk}))


def _read(cursor: str) -> tuple[datetime, int] | None:
    at, _, pk = cursor.rpartition("~")
    try:
        instant, key = datetime.fromisoformat(at), int(pk)
    except ValueError:
        return None
    return (instant, key) if instant.tzinfo is not None and 0 <= key < 2**63 else None


def _address(request: HttpRequest, way: str, issue: Issue, column: str) -> str:
    kept: dict[str, Any] = {k: v for k, v in request.GET.items() if k not in {"after", "before"} and v}
    at: datetime = getattr(issue, column)
    return "?" + urlencode({**kept, way: f"{at.isoformat()}~{issue.pk}"})
