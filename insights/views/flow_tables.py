"""The tables of the page of what flows and ages, as plain values for files."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from insights.views.tables_out import Table, share_cell, share_cells, share_heads
from issues.views.spreadsheets import Value

if TYPE_CHECKING:
    from insights.querysets.declining import Reason
    from insights.rules.flow import Flow
    from insights.rules.reporting import Promises
    from insights.views.flow import Step, Week
    from insights.views.smoothness import Holdup


def weeks(found: Iterable["Week"], then: str) -> Table:
    """What came in and went out in each week, and in the one that it is compared with, called `then`."""
    heads = [_("Week of"), _("Reported"), _("First acted on"), _("First resolved"), _("Net")]
    earlier = [f"{then}: {head}" for head in heads] if then else []
    rows: list[Sequence[Value]] = [
        [
            *_moved(week.starts, week.flow),
            *(_moved(week.then_starts, week.then) if week.then and week.then_starts else []),
        ]
        for week in found
    ]
    return Table("weeks", _("Week by week"), [*heads, *earlier], rows)


def _moved(starts: datetime, flow: "Flow") -> list[Value]:
    return [starts.date(), flow.reported, flow.acted, flow.resolved, flow.net]


def steps(name: str, title: str, found: Iterable["Step"]) -> Table:
    """What is open, by age or by rung."""
    columns = [title, _("Open"), _("Nobody ever acted"), _("Acted on, still open")]
    rows: list[Sequence[Value]] = [
        [step.label, step.standing.open, step.standing.unacted, step.standing.acted] for step in found
    ]
    return Table(name, title, columns, rows)


def promises(found: "Promises") -> Table:
    """What customers were promised by a date that has passed, in one row."""
    columns = [
        _("Promises"),
        _("Kept by their date"),
        _("Missed"),
        *share_heads(_("Share kept by their date")),
    ]
    rows: list[Sequence[Value]] = [[found.due, found.kept, found.missed, *share_cells(found.keeping)]]
    return Table("promises", _("Promises to customers"), columns, rows)


def holdups(found: Iterable["Holdup"]) -> Table:
    """Who had the issues of missed promises, and for how much of their time, between 0 and 1."""
    rows: list[Sequence[Value]] = [
        [one.name, one.blocked.promises, share_cell(one.blocked.share)] for one in found
    ]
    columns = [_("Department"), _("Promises"), _("Of their time")]
    return Table("holdups", _("Who had the issues of missed promises"), columns, rows)


def reasons(found: Iterable["Reason"]) -> Table:
    """Every reason that was given, not only the most frequent."""
    rows: list[Sequence[Value]] = [[one.words, one.count] for one in found]
    return Table("reasons", _("Declined, and why"), [_("Reason"), _("Issues")], rows)
