"""The list of turns, fixes, work, promises or rungs behind a number as a file: all of it, in the order of the page."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from insights.forms import RecordsForm
from insights.querysets.records import KINDS
from insights.views.records import Line, all_lines
from insights.views.tables_out import Asked, Table, asked_of, file_of, without_file
from issues.querysets import Counted
from issues.views.exporting import are_too_many, say_too_many
from issues.views.spreadsheets import As, Meant, Value


def records_out(
    request: HttpRequest, form: RecordsForm, reading: "QuerySet[Any]", hidden: Counted, now: datetime
) -> HttpResponseBase:
    """The file that the address asks for; the page again, with a sentence, when there are too many for one.

    `reading` is what the reader may see, in the order of the page; `hidden` how many more there are.
    """
    if are_too_many(reading):
        say_too_many(request)
        return redirect(without_file(request))
    what = form.which()
    columns = [_("What happened"), _("Number"), _("Point"), _("What is said"), _("When"), _("Address")]
    rows = _rows(all_lines(what, KINDS[what], reading))
    asked: Asked = asked_of(form)
    if hidden:
        asked = [*asked, (_("Left out: confidential, and not for you"), str(hidden))]
    table = Table("records", _("What is behind a number"), columns, rows)
    file = file_of(request, [table], asked, page="overview", now=now)
    return file if file is not None else redirect(without_file(request))


def _rows(lines: Iterator[Line]) -> Iterator[Sequence[Value]]:
    for line in lines:
        address = f"{settings.SITE_URL}{line.url}" if line.url else ""
        number = None if line.number is None else Meant(line.number, As.NAME)
        yield [line.title, number, line.point, line.said, line.day or line.at, address]
