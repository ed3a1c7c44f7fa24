"""The list as a file: the same issues, order and columns as on the screen, all of them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import number_format
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from issues.models import Issue, SavedView
from issues.querysets import IssueQuerySet
from issues.views.addresses import but
from issues.views.columns import COLUMNS, OF_ROWS, Column, chosen_columns, for_columns, lines
from issues.views.keyset import Order, chunks
from issues.views.narrowing import narrow
from issues.views.sorting import sort_of
from issues.views.spreadsheets import Value, spreadsheet
from issues.views.tabs import meant_by
from people.models import User
from people.views.viewers import viewer

MOST: Final = 50_000
AT_ONCE: Final = 500


@require_safe
def export_issues(request: HttpRequest) -> HttpResponseBase:
    """What the address asks for as CSV; more than a spreadsheet is good for is refused with a sentence."""
    person, now, query = viewer(request), timezone.now(), request.GET
    if (meant := meant_by(query, person)) is not None:
        return redirect(f"{request.path}?view={meant.pk}&{meant.query}")
    narrowed = narrow(query, person, now).fitting()
    if are_too_many(narrowed):
        say_too_many(request)
        return redirect(f"{reverse('issues:issues')}{but(query)}")
    columns = chosen_columns(query) or [COLUMNS[name] for name in OF_ROWS]
    heads: list[Value] = [str(column.label) for column in columns]
    rows = chain((heads,), issue_rows(narrowed, sort_of(query).order, columns, person, now))
    name = f"{_name(person, query.get('view', ''))}-{timezone.localdate(now):%Y-%m-%d}"
    return spreadsheet(name, rows, ZoneInfo(person.time_zone))


def are_too_many(found: QuerySet[Any]) -> bool:
    """Whether there are more than a spreadsheet is good for."""
    return found.order_by().values("pk")[: MOST + 1].count() > MOST


def say_too_many(request: HttpRequest) -> None:
    """For the page that is shown instead of the file."""
    messages.error(
        request,
        _("More than %(most)s issues match: too many for one file. Narrow the list, then try again.")
        % {"most": number_format(MOST, force_grouping=True)},
    )


def issue_rows(
    found: IssueQuerySet, order: Order, columns: Sequence[Column], person: User, now: datetime
) -> Iterator[Sequence[Value]]:
    """A row an issue in that order, in the words of now; nothing is read before the first is asked for."""
    return _rows(chunks(for_columns(found), order, AT_ONCE), columns, person, now, get_language())


def _rows(
    found: Iterable[list[Issue]],
    columns: Sequence[Column],
    person: User,
    now: datetime,
    language: str | None,
) -> Iterator[Sequence[Value]]:
    """A row an issue, found a few hundred at a time: the file may be longer than the memory."""
    for some in found:
        # What is sent is written after the request: nobody's zone and language are in force any more.
        with timezone.override(ZoneInfo(person.time_zone)), translation.override(language):
            written: list[Sequence[Value]] = [
                [column.value(line) for column in columns] for line in lines(some, columns, person, now)
            ]
        yield from written


def _name(person: User, view: str) -> str:
    """What the file is called: as the view by which one came."""
    if view.isascii() and view.isdigit() and len(view) < 19:
        found = SavedView.objects.seen_by(person).filter(pk=int(view)).first()
        return slugify(found.name) or "issues" if found else "issues"
    return "issues"
