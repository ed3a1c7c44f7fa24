"""How many issues match: asked for after the page of a long list, which must not wait for it."""

from datetime import timedelta
from typing import Final

from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from psycopg2.errors import QueryCanceled

from issues.querysets import Counted, IssueQuerySet
from issues.views.narrowing import kept_back, narrow
from people.views.viewers import viewer

MOST_COUNTED: Final = 2000
PATIENCE: Final = timedelta(seconds=2)  # what few filters find may lie anywhere among a million


@require_safe
def count_issues(request: HttpRequest) -> HttpResponse:
    """The sentence that says how many match, and what is kept back of them, for the list with this address."""
    person, now = viewer(request), timezone.now()
    narrowed = narrow(request.GET, person, now)
    hidden_too = kept_back(narrowed.form.chosen(), person, now)
    found, hidden = count_all(narrowed.fitting(), hidden_too)
    return render(request, "issues/_counted.html", {"matching": how_many(found), "hidden": hidden})


def count_all(narrowed: IssueQuerySet, hidden: IssueQuerySet | None) -> tuple[Counted | None, Counted]:
    """How many match, and how many more are kept back; None when nobody can know it in good time."""
    try:
        with transaction.atomic():
            _hurry(PATIENCE)
            if hidden is None:
                return narrowed.count_up_to(MOST_COUNTED), Counted(0)
            return narrowed.count_with(hidden, MOST_COUNTED)
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        return None, Counted(0)


def how_many(count: Counted | None) -> str:
    """How many match, as it is said: counting stops where nobody would wait for it."""
    if count is None:
        return _("Too many to count")
    shown = {"number": number_format(count.number, force_grouping=True)}
    if count.is_more:
        return _("More than %(number)s match") % shown
    return ngettext("%(number)s matches", "%(number)s match", count.number) % shown


def _hurry(patience: timedelta) -> None:
    """Until the transaction ends, no statement takes longer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('statement_timeout', %s, true)", [f"{patience // timedelta(milliseconds=1)}ms"]
        )
