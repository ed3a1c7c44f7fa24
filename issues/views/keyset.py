"""Pages of a long list by the last row seen, so that the last page is as fast as the first and nothing is counted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Final, TypeVar

from django.db.models import F, Model, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from inflection_points.models import InflectionPoint
from issues.models import Issue, Words
from issues.querysets import IssueQuerySet

PAGE: Final = 50
_CURSORS: Final = ("after", "before")
COUNTED: Final = "counted"  # asks the page to say how many there are: for those without JavaScript
_BIGGEST: Final = 2**63
_BY_DATE: Final = ("reported_at", "pk")
_KEPT_BY_POINT: Final = (_BY_DATE, ("act_by", "pk"))
_NEAR: Final = 10_000  # issues whose words are looked through one by one, which takes some 2 ms
_FIRST: Final = datetime.min.replace(tzinfo=UTC)
_LAST: Final = datetime.max.replace(tzinfo=UTC)
_TOLD: Final = {"told_at": F("words__reported_at"), "words_id": F("words__issue_id")}

Cursor = tuple[datetime | int, ...]
Rows = TypeVar("Rows", bound="QuerySet[Model]")


@dataclass(frozen=True, slots=True)
class Order:
    """What a list is ordered by: columns of the issue that are never empty, all in one direction, the last one unique.

    One direction, so that "beyond this row" is one comparison of rows, which an index on the columns answers by itself.
    `made` are columns that the issue has not by itself.
    """

    columns: tuple[str, ...]
    down: bool = False
    made: Mapping[str, Combinable] = field(default_factory=dict)

    @property
    def is_kept_by_point(self) -> bool:
        """Whether the issues of each point have an index in this order."""
        return self.columns in _KEPT_BY_POINT

    @property
    def is_by_date(self) -> bool:
        """Whether it is that of the reports, in which words are kept as well."""
        return self.columns == _BY_DATE

    @classmethod
    def of(cls, column: str) -> "Order":
        """By one column and the number, with a minus for downwards."""
        return cls((column.removeprefix("-"), "pk"), column.startswith("-"))

    def sorted(self, issues: Rows, *, back: bool = False) -> Rows:
        way = "-" if self.down is not back else ""
        return issues.annotate(**self.made).order_by(*(f"{way}{column}" for column in self.columns))

    def beyond(self, issues: Rows, cursor: Cursor | None, *, back: bool = False) -> Rows:
        """Those that come after the row of the cursor, or with `back` before it, in this order; all without a cursor."""
        rows = self.sorted(issues, back=back)
        if cursor is None:
            return rows
        comes = TupleLessThan if self.down is not back else TupleGreaterThan
        return rows.filter(comes(Tuple(*self.columns), cursor))

    def near(self, issues: IssueQuerySet, cursor: Cursor | None, *, back: bool = False) -> IssueQuerySet:
        """Of those beyond that have some words, the ones among the next `_NEAR` reported, along the index of the words.

        Walking the issues, PostgreSQL reads each to find that it has not the words.
        """
        falls = self.down is not back
        told = self.beyond(Words.objects.all(), cursor, back=back).values("reported_at")
        furthest = Coalesce(Subquery(told[_NEAR : _NEAR + 1]), Value(_FIRST if falls else _LAST))
        along = Order(tuple(_TOLD), self.down, _TOLD).beyond(issues, cursor, back=back)
        return along.filter(**{f"told_at__{'gte' if falls else 'lte'}": furthest})

    def cursor(self, issue: Issue) -> Cursor:
        return tuple(getattr(issue, column) for column in self.columns)

    def read(self, text: str) -> Cursor | None:
        """The cursor of an address; None for what is none of this order."""
        parts = text.split("~")
        if len(parts) != len(self.columns):
            return None
        try:
            return tuple(_value(column, part) for column, part in zip(self.columns, parts, strict=True))
        except (ValueError, OverflowError):  # an offset that leads out of the calendar
            return None


@dataclass(frozen=True, slots=True)
class Page:
    """Some issues and the addresses of the pages beside them; empty where there is none."""

    issues: list[Issue]
    previous_url: str
    next_url: str

    @property
    def is_all(self) -> bool:
        """Whether there is no other page."""
        return not self.previous_url and not self.next_url


def page(
    request: HttpRequest,
    issues: IssueQuerySet,
    *,
    by: str | Order,
    points: QuerySet[InflectionPoint] | None = None,
    along_words: bool = False,
) -> Page:
    """The page that the address asks for with `after` or `before`; the first where there is no such place, or nothing beyond.

    `by` is an order, or names an instant, with a minus for newest first. Those elsewhere than at one of the `points`,
    if any, are left out. `along_words`: they have words, and no index by date leads past most that have not.
    """
    order = by if isinstance(by, Order) else Order.of(by)
    back = "before" in request.GET
    cursor = order.read(request.GET.get("before") or request.GET.get("after") or "")
    back = back and cursor is not None
    read = partial(_read, order, issues, points=points, along_words=along_words and order.is_by_date)
    found = read(cursor, back=back)
    if cursor is not None and not found:  # what stood there was closed or narrowed away meanwhile
        back, cursor, found = False, None, read(None)
    more, found = len(found) > PAGE, found[:PAGE]
    if back:
        found.reverse()
    has_previous, has_next = (more, True) if back else (cursor is not None, more)
    return Page(
        found,
        _address(request, "before", order.cursor(found[0])) if found and has_previous else "",
        _address(request, "after", order.cursor(found[-1])) if found and has_next else "",
    )


def chunks(issues: IssueQuerySet, order: Order, size: int) -> Iterator[list[Issue]]:
    """All of them in this order, so many at a time, each found by the last one before."""
    rows = order.sorted(issues)
    while found := list(rows[:size]):
        yield found
        if len(found) < size:
            return
        rows = order.beyond(issues, order.cursor(found[-1]))


def _value(column: str, text: str) -> datetime | int:
    if column.endswith(("_at", "_by")):
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is None:
            raise ValueError(text)
        return instant.astimezone(UTC)
    number = int(text)
    if not 0 <= number < _BIGGEST:
        raise ValueError(text)
    return number


def _read(
    order: Order,
    issues: IssueQuerySet,
    cursor: Cursor | None,
    *,
    points: QuerySet[InflectionPoint] | None,
    along_words: bool,
    back: bool = False,
) -> list[Issue]:
    """One more than a page, so that it shows whether there are more."""
    if along_words:
        near = list(order.near(issues, cursor, back=back)[: PAGE + 1])
        if len(near) > PAGE:
            return near
    rows = order.beyond(issues, cursor, back=back)
    if points is not None:
        rows = rows.first_at_each(points, PAGE + 1) if order.is_kept_by_point else rows.at_points(points)
    return list(rows[: PAGE + 1])


def _address(request: HttpRequest, way: str, cursor: Cursor) -> str:
    kept = request.GET.copy()
    for name, values in request.GET.lists():
        kept.setlist(name, [value for value in values if value and name not in {*_CURSORS, COUNTED}])
    kept[way] = "~".join(str(part.isoformat() if isinstance(part, datetime) else part) for part in cursor)
    return "?" + kept.urlencode()
