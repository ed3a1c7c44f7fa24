"""The list behind a number as a file: all of it, in the order and with the columns of a list of issues."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from insights.forms import ScopeForm
from insights.views.leafing import NEWEST
from insights.views.tables_out import Asked, Table, asked_of, file_of, without_file
from issues.querysets import IssueQuerySet
from issues.views.columns import COLUMNS
from issues.views.exporting import are_too_many, issue_rows, say_too_many
from issues.views.narrowing import MOST_KEPT_BACK
from issues.views.spreadsheets import As, Meant, Value
from people.views.viewers import viewer

SHOWN = ("number", "title", "severity", "state", "point", "department", "site", "holder", "owner")
INSTANTS = ("reported", "act_by", "acted", "resolved")


def issues_out(
    request: HttpRequest, form: ScopeForm, behind: IssueQuerySet, now: datetime, *, said: Asked | None = None
) -> HttpResponseBase:
    """The file that the address asks for; the page again, with a sentence, when there are too many for one.

    `said` is what was asked, where the form's period does not tell it.
    """
    person = viewer(request)
    found = behind.visible_to(person, now)
    if are_too_many(found):
        say_too_many(request)
        return redirect(without_file(request))
    columns = [COLUMNS[name] for name in (*SHOWN, *INSTANTS, "customers")]
    rows = _named(issue_rows(found, NEWEST, columns, person, now))
    table = Table("issues", _("Issues behind a number"), [str(column.label) for column in columns], rows)
    hidden = behind.hidden_from(person, now).count_up_to(MOST_KEPT_BACK)
    asked: Asked = [
        *(asked_of(form) if said is None else said),
        (_("Issues behind the number"), behind.order_by().count()),
    ]
    if hidden:
        asked = [*asked, (_("Left out: confidential, and not for you"), str(hidden))]
    file = file_of(request, [table], asked, page="overview", now=now)
    return file if file is not None else redirect(without_file(request))


def _named(rows: Iterable[Sequence[Value]]) -> Iterator[Sequence[Value]]:
    """The number of an issue, which is what it is called, has no marks between its digits."""
    for number, *more in rows:
        yield [Meant(number, As.NAME) if isinstance(number, int) else number, *more]
