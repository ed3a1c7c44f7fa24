"""What hangs on an issue and is counted by itself, in one line each."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from django.core.paginator import Page
from django.db.models import Case, Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inflection_points.rules.policies import Clock
from insights.querysets.among import having
from insights.querysets.records import Kind, Recorded
from issues.models import Issue, Report
from issues.views.exporting import AT_ONCE
from people.models import Department, User
from people.templatetags.times import span

_BESIDES: Final[dict[str, tuple[str, ...]]] = {
    "completed_at": ("remedy__cause", "point"),
    "since": ("department", "passed_to"),
    "passed_at": ("department", "passed_to"),
    "started_at": ("point",),
}
_CLOCKS: Final = {
    Clock.ACCEPT: gettext_lazy("time to accept"),
    Clock.ACT: gettext_lazy("time to act"),
    Clock.RESOLVE: gettext_lazy("time to resolve"),
}
_AT_ONCE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Line:
    """Where it leads, what it is of, what is said of it, and when it was."""

    url: str
    title: str
    point: str
    number: int | None  # of the issue; work against a cause has none
    said: str
    at: datetime
    is_confidential: bool = False
    day: date | None = None  # instead of the instant, where that could tell who it was

    @property
    def place(self) -> str:
        return f"{self.point} · #{self.number}" if self.number else self.point


def readable(found: "QuerySet[Any]", kind: Kind, person: User, now: datetime) -> "QuerySet[Any]":
    """What hangs on issues that this person may read; remedies hang on causes, which everybody may.

    What was begun hangs on nothing; of what became of it that is left out which became an issue that is not theirs.
    """
    if not kind.issue:
        return found.exclude(_began_in_confidence(person, now))
    hidden = Issue.objects.hidden_from(person, now).order_by().values("pk")  # few, as all others are not
    return found.exclude(**{f"{kind.issue}__in": hidden})


def kept_back(found: "QuerySet[Any]", kind: Kind, person: User, now: datetime) -> "QuerySet[Any]":
    """The others of them."""
    if not kind.issue:
        return found.order_by().filter(_began_in_confidence(person, now))
    hidden = Issue.objects.hidden_from(person, now).order_by().values("pk")
    return found.order_by().filter(**{f"{kind.issue}__in": hidden})


def _began_in_confidence(person: User, now: datetime) -> Case:
    """Whether a report that is not for this person has its key: looked up from one key to its issue, never from all issues."""
    hidden = Issue.objects.hidden_from(person, now).order_by().filter(pk=OuterRef("issue"))
    return having(Report.objects.filter(Exists(hidden)), "client_key")


def lines(what: Recorded, kind: Kind, found: "QuerySet[Any]", page: Page[Any]) -> list[Line]:
    """A line each of those on the page, in their order: who they are is sorted first, and what they say read of them alone."""
    if not page.paginator.count:
        return []
    return _of(
        what, kind, found, list(found.values_list("pk", flat=True)[page.start_index() - 1 : page.end_index()])
    )


def all_lines(what: Recorded, kind: Kind, found: "QuerySet[Any]") -> Iterator[Line]:
    """A line each of all of them, in their order, read some at a time."""
    keys = list(found.values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        yield from _of(what, kind, found, keys[start : start + AT_ONCE])


def _of(what: Recorded, kind: Kind, found: "QuerySet[Any]", keys: list[Any]) -> list[Line]:
    rows = {row.pk: row for row in _with_besides(found, kind).order_by().filter(pk__in=keys)}
    return _lines(what, kind, [rows[pk] for pk in keys if pk in rows])


def _with_besides(found: "QuerySet[Any]", kind: Kind) -> "QuerySet[Any]":
    points = [f"{kind.issue}__point"] if kind.issue else []
    return found.select_related(*points, *_BESIDES.get(kind.when, ()))


def _lines(what: Recorded, kind: Kind, rows: Sequence[Any]) -> list[Line]:
    givers = Department.objects.in_bulk({row.giver for row in rows if getattr(row, "giver", None)})
    for row in rows:
        row.gave = givers.get(getattr(row, "giver", None))
    return [_line(row, kind, _SAID[what]) for row in rows]


def _line(row: Any, kind: Kind, said: Callable[[Any], str]) -> Line:
    if not kind.issue:
        return _begun(row, said(row))
    issue = row.issue if kind.issue == "issue" else row.fact and row.fact.issue
    if issue is None:
        return Line(
            row.remedy.cause.get_absolute_url(),
            row.remedy.cause.title,
            row.point.name,
            None,
            said(row),
            getattr(row, kind.when),
        )
    return Line(
        issue.get_absolute_url(),
        issue.title,
        issue.point.name,
        issue.pk,
        said(row),
        getattr(row, kind.when),
        issue.is_confidential,
    )


def _begun(row: Any, said: str) -> Line:
    """It leads nowhere and says the day alone: who was at the page at an instant could be known.

    The day in UTC: read in one zone after the other, local ones would tell the hour.
    """
    day = row.started_at.astimezone(UTC).date()
    return Line(
        "", row.point.name if row.point else _("No point chosen yet"), "", None, said, row.started_at, day=day
    )


def _how_far(row: Any) -> str:
    if row.is_sent:
        return _("begun, and sent")
    return (
        _("begun at this point, never sent")
        if row.point
        else _("begun before a point was chosen, never sent")
    )


def _work(row: Any) -> str:
    if row.remedy_id:
        return _("preventive work on a root cause") if row.is_preventive else _("work on a root cause")
    return _("preventive action") if row.is_preventive else _("action")


def _turn(row: Any) -> str:
    told = {"department": row.department.name, "to": row.passed_to.name if row.passed_to else ""}
    if not row.passed_to:
        return _("with %(department)s") % told
    if row.has_acted:
        return _("%(department)s acted, then passed it to %(to)s") % told
    return _("%(department)s passed it to %(to)s without acting") % told


def _return(row: Any) -> str:
    told = {"department": row.department.name, "giver": row.gave.name if row.gave else ""}
    if not row.gave:
        return _("came back to %(department)s") % told
    return _("came back to %(department)s from %(giver)s") % told


def _fix(row: Any) -> str:
    if row.rooted_at:
        return _("fixed with a root cause or preventive work")
    return _("quick fix: no root cause, nothing preventive")


def _promise(row: Any) -> str:
    if row.kept_at is None:
        return _("“%(promise)s”: nobody said that it was kept") % {"promise": row.promised}
    if row.kept_at <= row.promised_by:
        return _("“%(promise)s”: kept") % {"promise": row.promised}
    late = {"promise": row.promised, "span": span(row.kept_at - row.promised_by)}
    return _("“%(promise)s”: kept %(span)s too late") % late


def _report(row: Any) -> str:
    parts = []
    if row.took is not None:
        parts.append(_("filled in within %(seconds)s s") % {"seconds": row.took})
    if row.received_at - row.observed_at >= _AT_ONCE:
        parts.append(
            _("received %(span)s after it was seen") % {"span": span(row.received_at - row.observed_at)}
        )
    return ", ".join(parts) or _("received as it was seen")


def _rung(row: Any) -> str:
    told = {"rung": row.rung, "clock": _CLOCKS[Clock(row.clock)], "span": span(row.fired_at - row.due_at)}
    if row.fired_at - row.due_at < _AT_ONCE:
        return _("rung %(rung)s of the %(clock)s, when it was due") % told
    return _("rung %(rung)s of the %(clock)s, %(span)s after it was due") % told


_SAID: Final[dict[Recorded, Callable[[Any], str]]] = {
    Recorded.DONE: _work,
    Recorded.PREVENTIVE: _work,
    Recorded.RECEIVED: _turn,
    Recorded.PASSED: _turn,
    Recorded.RETURNED: _return,
    Recorded.FIXES_30: _fix,
    Recorded.AGAIN_30: _fix,
    Recorded.FIXES_90: _fix,
    Recorded.AGAIN_90: _fix,
    Recorded.DUE: _promise,
    Recorded.KEPT: _promise,
    Recorded.MISSED: _promise,
    Recorded.BLOCKED: _promise,
    Recorded.TOLD: _report,
    Recorded.TIMED: _report,
    Recorded.BEGUN: _how_far,
    Recorded.NEVER_SENT: _how_far,
    Recorded.RUNGS: _rung,
}
