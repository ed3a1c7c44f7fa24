"""What stands on the page of a list: the filters in force, the order, the rows or the table, and how many match."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from issues.commands.places import Places
from issues.forms.filters import IssueFilter
from issues.models import Issue
from issues.querysets import Counted, IssueQuerySet
from issues.views.addresses import but, rest, shown, without
from issues.views.columns import (
    COLUMNS,
    OF_TABLE,
    Column,
    chosen_columns,
    for_columns,
    lines,
    unknown_columns,
)
from issues.views.counting import MOST_COUNTED, count_all, how_many
from issues.views.keyset import COUNTED, Page, page
from issues.views.narrowing import Narrowed, kept_back, narrow
from issues.views.rows import rows
from issues.views.sorting import SORTS, sort_of
from people.models import User


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, and the address of the list without it."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column. `sorted` is ascending, descending or empty; `url` is empty where nothing can be sorted."""

    label: str
    is_numeral: bool
    url: str
    sorted: str


@dataclass(frozen=True, slots=True)
class Cell:
    label: str
    name: str
    is_numeral: bool
    shown: SafeString | str


@dataclass(frozen=True, slots=True)
class TableRow:
    number: int
    seen: str  # as in `rows.Row`
    cells: list[Cell]


def listing(request: HttpRequest, person: User, now: datetime) -> dict[str, Any]:
    """The context of the page."""
    query = request.GET
    narrowed = narrow(query, person, now)
    form, chosen = narrowed.form, narrowed.form.chosen()
    sort, columns = sort_of(query), chosen_columns(query)
    _say_what_is_unknown(form, query)
    wanted = for_columns(narrowed.issues) if columns else narrowed.issues.for_list()
    found = page(request, wanted, by=sort.order, points=narrowed.points, along_words=narrowed.is_by_words)
    marks = form.marks()
    hidden_too = partial(kept_back, chosen, person, now)
    matching, hidden = _counted(narrowed, found, hidden_too, COUNTED in query)
    return {
        "form": form,
        "chips": [Chip(mark.words, without(query, mark.name, mark.value)) for mark in marks],
        "sort": sort,
        "sorts": tuple(SORTS.values()),
        "rows": [] if columns else rows(found.issues, now, places=form.places),
        "table": _table(found.issues, columns, person, now, form.places) if columns else [],
        "heads": [_head(query, column) for column in columns],
        "page": found,
        "matching": matching,
        "count_url": f"{but(query)}&{COUNTED}=1",
        "hidden": hidden,
        "is_narrowed": bool(marks),
        "query": shown(query).urlencode(),
        **_choices(query, columns),
    }


def _counted(
    narrowed: Narrowed,
    found: Page,
    hidden: Callable[[], IssueQuerySet | None],
    is_asked: bool,
) -> tuple[str, Counted]:
    """How many match, and how many more are kept back. Of what is longer than a page nothing, unless it is asked for."""
    if not found.is_all and not is_asked:
        return "", Counted(0)
    others = hidden()
    if found.is_all:
        kept = Counted(0) if others is None else others.count_up_to(MOST_COUNTED)
        return how_many(Counted(len(found.issues))), kept
    count, kept = count_all(narrowed.fitting(), others)
    return how_many(count), kept


def _choices(query: QueryDict, columns: Sequence[Column]) -> dict[str, Any]:
    """The ways to look at the same issues: rows or a table, and of which columns."""
    names = [column.name for column in columns]
    return {
        "columns": columns,
        "all_columns": tuple((one, one.name in (names or OF_TABLE)) for one in COLUMNS.values()),
        "rows_url": but(query, columns=[]),
        "table_url": but(query, columns=list(OF_TABLE)),
        "more_url": f"{but(query)}&more=1",
        "carried": rest(query, *IssueFilter.base_fields, "sort"),
        "carried_columns": rest(query, "columns"),
    }


def _say_what_is_unknown(form: IssueFilter, query: QueryDict) -> None:
    for name in unknown_columns(query):
        form.add_error(None, _("There is no column “%(name)s”, or no longer.") % {"name": name[:80]})
    if (name := query.get("sort", "")) and name not in SORTS:
        form.add_error(
            None,
            _("Nothing can be ordered by “%(name)s”, or no longer: these are the newest first.")
            % {"name": name[:80]},
        )
    place = query.get("before") or query.get("after") or ""
    if place and sort_of(query).order.read(place) is None:
        form.add_error(None, _("There is no such place in the list, so it begins anew."))


def _head(query: QueryDict, column: Column) -> Head:
    if not column.sorts:
        return Head(str(column.label), column.is_numeral, "", "")
    first, second = column.sorts
    current = sort_of(query).name
    ways = {name: "descending" if name.startswith("-") else "ascending" for name in column.sorts}
    url = but(query, sort=second if current == first else first)
    return Head(str(column.label), column.is_numeral, url, ways.get(current, ""))


def _table(
    issues: list[Issue], columns: Sequence[Column], person: User, now: datetime, places: Places
) -> list[TableRow]:
    return [
        TableRow(
            line.issue.pk,
            f"{line.issue.pk}.{line.issue.last_seq}",
            [
                Cell(str(column.label), column.name, column.is_numeral, column.shown(line))
                for column in columns
            ],
        )
        for line in lines(issues, columns, person, now, places=places)
    ]
