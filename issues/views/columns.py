"""What a table of issues, and a file of them, can show of each."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Final

from django.http import QueryDict
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from issues.commands.places import Places
from issues.commands.prospects import Outlook, outlooks
from issues.models import Issue
from issues.querysets import IssueQuerySet
from issues.rules.memory import thaw
from issues.rules.moves import Standing, last_told, next_move, standing
from issues.rules.state import State
from issues.templatetags.moves import first_told, move_sentence
from issues.views.rows import severity_word, state_word
from people.models import User
from people.templatetags.times import due, in_format

Value = str | int | datetime | None


class Line:
    """One issue as the columns read it. `outlook` is there when one of them needs it."""

    def __init__(self, issue: Issue, outlook: Outlook | None, viewer: User, now: datetime) -> None:
        self.issue, self._outlook, self.viewer, self.now = issue, outlook, viewer, now

    @cached_property
    def state(self) -> State:
        return self._outlook.state if self._outlook else thaw(self.issue.memory)

    @property
    def standing(self) -> Standing:
        return standing(self.state, self.now)

    @property
    def outlook(self) -> Outlook:
        assert self._outlook is not None, "a column that looks ahead says so"  # noqa: S101
        return self._outlook

    @property
    def deadline(self) -> datetime | None:
        move = next_move(self.state, self.now)
        return move.deadline if move else None


class Look(StrEnum):
    """How a value stands on the screen."""

    WORDS = "words"
    NUMBER = "number"
    TITLE = "title"
    SEVERITY = "severity"
    STATE = "state"
    INSTANT = "instant"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True, eq=False)  # each is the only one of its name
class Column:
    """One column. `sorts` names the orders that its head offers: the first press, and the second."""

    name: str
    label: Promise
    value: Callable[[Line], Value]
    look: Look = Look.WORDS
    sorts: tuple[str, str] | tuple[()] = ()
    looks_ahead: bool = False

    @property
    def is_numeral(self) -> bool:
        return self.look is Look.NUMBER

    def shown(self, line: Line) -> SafeString | str:
        """The value as the page shows it; words and numbers are escaped by the template."""
        value = self.value(line)
        if value is None:
            return ""
        if isinstance(value, datetime):
            return _time(value, line, self.look)
        if self.look is Look.NUMBER:
            return str(value) if self.name == "number" else number_format(value, force_grouping=True)
        return _MADE[self.look](line, str(value)) if self.look in _MADE else str(value)


def _time(at: datetime, line: Line, look: Look) -> SafeString:
    if look is Look.DEADLINE:
        return due(at, line.now)
    here = localtime(at)
    is_this_year = here.year == localtime(line.now).year
    words = date_format(here, "SHORT_DATETIME_FORMAT" if is_this_year else "DATE_FORMAT")
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        at.isoformat(),
        f"{in_format(here, 'LONG_DAY_FORMAT', 'l j F Y')}, {here:%H:%M}",
        words,
    )


_SHAPE: Final = (
    '<span class="{0} {0}-{1}"><svg class="shape" aria-hidden="true"><use href="#shape-{1}"/></svg>{2}</span>'
)
_BADGE: Final = _SHAPE.replace('class="{0} {0}-{1}"', 'class="badge {0}-{1}"')
_CONFIDENTIAL: Final = ' <span class="badge badge-plain">{}</span>'
_MADE: Final[dict[Look, Callable[[Line, str], SafeString]]] = {
    Look.TITLE: lambda line, words: format_html(
        '<a class="row-link" id="row-{}" href="{}">{}</a>{}',
        line.issue.pk,
        line.issue.get_absolute_url(),
        words,
        format_html(_CONFIDENTIAL, gettext("confidential")) if line.issue.is_confidential else "",
    ),
    Look.SEVERITY: lambda line, words: format_html(_BADGE, "severity", line.issue.severity, words),
    Look.STATE: lambda line, words: format_html(_SHAPE, "status", line.standing, words),
}


def _holder(line: Line) -> str:
    holder = line.issue.holder or line.issue.holder_department
    return holder.name if holder else ""


def _act_by(line: Line) -> datetime | None:
    return line.issue.act_by if line.state.awaits_act else None


def _resolve_by(line: Line) -> datetime | None:
    return line.issue.resolve_by if line.issue.is_open and line.issue.resolved_at is None else None


COLUMNS: Final = {
    column.name: column
    for column in (
        Column("number", _("Number"), lambda line: line.issue.pk, Look.NUMBER, ("-number", "number")),
        Column("title", _("What happened"), lambda line: line.issue.title, Look.TITLE),
        Column(
            "severity",
            _("How bad"),
            lambda line: severity_word(line.issue.severity, get_language()),
            Look.SEVERITY,
            ("-severity", "severity"),
        ),
        Column("state", _("State"), lambda line: state_word(line.standing, line.state.phase), Look.STATE),
        Column("point", _("Point"), lambda line: line.issue.point.name),
        Column("stage", _("Stage"), lambda line: line.issue.point.stage.name),
        Column("department", _("Department"), lambda line: line.issue.point.department.name),
        Column("site", _("Site"), lambda line: line.issue.site.name if line.issue.site else ""),
        Column("kind", _("Kind"), lambda line: line.issue.kind.name if line.issue.kind else ""),
        Column("holder", _("In whose hands"), _holder),
        Column("owner", _("Who answers for it"), lambda line: line.issue.point.owner.name),
        Column(
            "reported",
            _("Reported"),
            lambda line: line.issue.reported_at,
            Look.INSTANT,
            ("-reported", "reported"),
        ),
        Column("act_by", _("Act by"), _act_by, Look.DEADLINE, ("act_by", "-act_by")),
        Column("resolve_by", _("Resolve by"), _resolve_by, Look.DEADLINE),
        Column("acted", _("Acted on"), lambda line: line.issue.acted_at, Look.INSTANT),
        Column("resolved", _("Resolved"), lambda line: line.issue.resolved_at, Look.INSTANT),
        Column("reports", _("Reports"), lambda line: line.issue.report_count, Look.NUMBER),
        Column(
            "customers",
            _("Customers"),
            lambda line: line.issue.customers,
            Look.NUMBER,
            ("-customers", "customers"),
        ),
        Column("told", _("Told last"), lambda line: last_told(line.issue.reached)),
        Column(
            "move",
            _("Next move"),
            lambda line: move_sentence(line.outlook, line.viewer),
            looks_ahead=True,
        ),
        Column("deadline", _("Deadline of the move"), lambda line: line.deadline, Look.DEADLINE),
        Column("then", _("Then told"), lambda line: first_told(line.outlook), looks_ahead=True),
        Column("next", _("Told next"), lambda line: line.issue.next_due_at, Look.DEADLINE, ("next", "-next")),
    )
}
# What the list shows when no columns are chosen, and what the table begins with.
OF_ROWS: Final = ("number", "title", "severity", "point", "site", "state", "deadline", "then")
OF_TABLE: Final = (
    "number",
    "title",
    "severity",
    "state",
    "point",
    "holder",
    "deadline",
    "reported",
    "customers",
)


def chosen_columns(query: QueryDict) -> list[Column]:
    """The columns that the address asks for, in the order in which it names them; none for a list without any."""
    return [COLUMNS[name] for name in dict.fromkeys(query.getlist("columns")) if name in COLUMNS]


def unknown_columns(query: QueryDict) -> list[str]:
    """What it asks for and there is not."""
    return [name for name in dict.fromkeys(query.getlist("columns")) if name and name not in COLUMNS]


def for_columns(issues: IssueQuerySet) -> IssueQuerySet:
    """With what any of the columns reads besides the points and holders, which `lines` fills in."""
    return issues.for_list().select_related("kind")


def lines(
    issues: Sequence[Issue],
    columns: Iterable[Column],
    viewer: User,
    now: datetime,
    *,
    places: Places | None = None,
) -> Iterator[Line]:
    """A line an issue. What happens next is only reckoned when a column shows it: it needs the people around.

    What is known of the `places` is not read again.
    """
    places = places or Places()
    if any(column.looks_ahead for column in columns):
        return (Line(one.issue, one, viewer, now) for one in outlooks(issues, now, places=places))
    _fill_in(issues, places)
    return (Line(issue, None, viewer, now) for issue in issues)


def _fill_in(issues: Sequence[Issue], places: Places) -> None:
    """Where they were felt and who has them: read once for all, since most share them, and joins make one for each."""
    points, departments = places.at(issue.point_id for issue in issues), places.departments
    wanted = {issue.holder_id for issue in issues if issue.holder_id}
    people = User.objects.order_by().in_bulk(wanted | {point.owner_id for point in points.values()})
    for point in points.values():
        point.department, point.owner = departments[point.department_id], people[point.owner_id]
    for issue in issues:
        issue.point = points[issue.point_id]
        issue.holder = people.get(issue.holder_id or 0)
        issue.holder_department = departments.get(issue.holder_department_id or 0)
