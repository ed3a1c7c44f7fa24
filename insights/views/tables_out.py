"""Any table of the measures as a file: at the page's own address, with what the page was asked for.

A page makes its tables, hands them to `file_of` and shows `components/_out.html` beside each of them:

    tables = [Table("weeks", _("Week by week"), [_("Week of"), _("Reported"), *share_heads(_("Not acted on"))], rows)]
    if (file := file_of(request, tables, asked_of(form), page="overview", now=now)) is not None:
        return file
    …
    {% include "components/_out.html" with table="weeks" title=_("Week by week") %}
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import chain
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from insights.forms import ScopeForm
from insights.forms.lengths import OWN_FIELDS
from insights.forms.scope import COMPARED
from insights.rules.shares import Share
from issues.views.spreadsheets import As, Meant, Value, spreadsheet
from issues.views.workbooks import Sheet, workbook
from people.views.viewers import viewer

FORMATS: Final = ("csv", "xlsx")
_OURS: Final = ("format", "table")  # what the address says to us alone
_HOUR: Final = timedelta(hours=1)

Asked = Sequence[tuple[str, Value]]


@dataclass(frozen=True, slots=True)
class Table:
    """Plain values under headings in the reader's words. `name` stands in the address and in the file's name.

    Numbers as numbers, shares as `share_cells`, durations as `hours_cell`, instants as they are; of another number
    that its kind does not tell, `Meant` says what it is. Rows that are made one by one as they are sent may be more
    than the memory holds. `about`: what the head of the file says instead of all that the page was asked for.
    """

    name: str
    title: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Value]]
    about: Asked | None = None


def share_heads(heading: str) -> list[str]:
    """The four columns of a share: between 0 and 1, of how many, and the ends of its 95 % interval."""
    told = {"heading": heading}
    return [
        heading,
        _("%(heading)s: n") % told,
        _("%(heading)s: 95 %% from") % told,
        _("%(heading)s: 95 %% to") % told,
    ]


def share_cells(share: Share) -> list[Value]:
    """What stands under `share_heads`; only the n of nothing."""
    if not share.n:
        return [None, 0, None, None]
    return [share_cell(share.value), share.n, share_cell(share.low), share_cell(share.high)]


def share_cell(share: float | None) -> Meant | None:
    """A share between 0 and 1: a workbook shows it in percent."""
    return None if share is None else Meant(share, As.SHARE)


def hours_cell(took: timedelta | Decimal | None) -> Meant | None:
    """Working time, or so many hours of it, as hours."""
    if took is None:
        return None
    return Meant(took / _HOUR if isinstance(took, timedelta) else took, As.HOURS)


def asked_of(form: ScopeForm) -> Asked:
    """What a valid form was asked for, in words: the period, as of when, every filter that narrows it, and what it is
    compared with; but for a list, which hides that field.

    A period is of whole days in UTC, wherever the reader is.
    """
    period = form.scope().period
    rows: list[tuple[str, Value]] = [
        (_("Reported from"), period.since.date()),
        *([(_("Reported before"), period.until.date())] if period.until else []),
        (_("As it stood at"), period.as_of),
    ]
    compares = not form.fields["compare"].widget.is_hidden
    return [*rows, *chosen_of(form, "as_of", *([] if compares else ["compare"]))]


def standing_of(form: ScopeForm) -> Asked:
    """What a table of what stands was asked for, which no period narrows."""
    stood: tuple[str, Value] = (_("As it stood at"), form.scope().period.as_of)
    return [stood, *chosen_of(form, "weeks", "compare", "as_of")]


def chosen_of(form: ScopeForm, *but: str) -> Asked:
    """Every field in which something was chosen, as it is called, but for those named."""
    names = [name for name in form.fields if name not in (*OWN_FIELDS, *but)]
    chosen = [(str(form.fields[name].label), _told(form, name)) for name in names]
    return [(label, value) for label, value in chosen if value]


def file_of(
    request: HttpRequest, tables: Iterable[Table], asked: Asked, *, page: str, now: datetime
) -> HttpResponseBase | None:
    """The table that the address asks for, as CSV or workbook; None when it asks for the page.

    `page` is what the file is called, before the table and the day. Raises `Http404` for what the page has not.
    """
    kind, name = request.GET.get("format"), request.GET.get("table")
    if kind is None:
        return None
    table = next((table for table in tables if table.name == name), None)
    if kind not in FORMATS or table is None:
        raise Http404
    zone, language = ZoneInfo(viewer(request).time_zone), get_language()
    about: list[list[Value]] = [[label, value] for label, value in _about(request, table, asked, now)]
    rows = _in_words_of_the_reader(chain([list(table.columns)], table.rows), zone, language)
    name = f"{slugify(page)}-{slugify(table.name)}-{timezone.localdate(now, zone):%Y-%m-%d}"
    if kind == "csv":
        return spreadsheet(name, chain(about, [[]], rows), zone)
    return workbook(name, [Sheet(table.title, rows), Sheet(_("About"), about, has_heads=False)], zone)


def without_file(request: HttpRequest) -> str:
    """The address of the page itself, with what it was asked for."""
    query = request.GET.copy()
    for name in _OURS:
        query.pop(name, None)
    return request.path + (f"?{query.urlencode()}" if query else "")


def _about(request: HttpRequest, table: Table, asked: Asked, now: datetime) -> Asked:
    return [
        (_("What"), table.title),
        *(asked if table.about is None else table.about),
        (_("Written at"), now),
        (_("Written for"), viewer(request).name),
        (_("Source"), f"{settings.SITE_URL}{without_file(request)}"),
    ]


def _told(form: ScopeForm, name: str) -> str:
    """What was chosen, as the form's own field calls it; nothing when nothing was."""
    value: Any = form.cleaned_data.get(name)
    if name == "weeks":
        return form.length_words
    if name == "compare":
        return str(dict(COMPARED)[form.scope().against])
    if value in (None, ""):
        return ""
    if isinstance(value, Model):
        return str(value)
    asked = str(form.data.get(name, value))
    choices = {str(key): str(word) for key, word in getattr(form.fields[name], "choices", ())}
    return choices.get(asked, asked)


def _in_words_of_the_reader(
    rows: Iterable[Sequence[Value]], zone: ZoneInfo, language: str | None
) -> Iterator[Sequence[Value]]:
    """The rows as given. They are made after the request, when nobody's zone and language are in force any more."""
    found = iter(rows)
    while True:
        with ExitStack() as stack:
            stack.enter_context(timezone.override(zone))
            stack.enter_context(translation.override(language))
            row = next(found, None)
        if row is None:
            return
        yield row
