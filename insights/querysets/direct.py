"""Figures out of the facts themselves, as of any instant: right whenever it is, and as slow as there are issues."""

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Count, Q, QuerySet, Value

from insights.querysets import counters
from insights.querysets.cohorts import cohort, fixes_of, turns_of, works_of
from insights.querysets.durations import times, times_again
from insights.querysets.graph import escaped_pairs
from insights.querysets.groups import (
    By,
    columns,
    columns_of_turns,
    columns_of_works,
)
from insights.querysets.parts import Parts
from insights.rules.bands import Band, Bands
from insights.rules.figures import (
    Answers,
    Escape,
    Passing,
    Prevention,
    Recurrence,
    Reopening,
    Urgency,
)
from insights.rules.periods import Scope
from insights.rules.survival import Duration

_ALL: Final = (Value(""), Value(""))
_NOTHING: Final = Duration(n=0, ended=0)
_Columns = tuple[Any, Any]


def direct(scope: Scope, by: By | None = None) -> Parts:
    """All figures of a scope by group, or of everything together."""
    if by is None:
        return _found(scope, _ALL, _ALL, _ALL)
    return _found(scope, columns(by), columns_of_turns(by), columns_of_works(by), of=by)


def _found(scope: Scope, group: _Columns, turns: _Columns, works: _Columns, of: By | None = None) -> Parts:
    found, as_of = Parts(), scope.period.as_of
    _issues(found, scope, group)
    prefixed = _ALL if of is None else columns(of, "fact__")
    for key, name, counts in _counted(fixes_of(scope), prefixed, counters.of_fixes(as_of)):
        for days in counters.AGES:
            again = Recurrence(*(counts[f"{part}_{days}"] for part in counters.FIXES))
            found.add(key, name, **{f"recurrence_{days}": again})
    for key, name, counts in _counted(turns_of(scope), turns, counters.turns(as_of)):
        found.add(key, name, passing=Passing(**counts))
    for key, name, counts in _counted(
        works_of(scope), works, {"completed": Q(), "preventive": counters.preventive()}
    ):
        found.add(key, name, prevention=Prevention(**counts))
    return found


def _issues(found: Parts, scope: Scope, group: _Columns) -> None:
    as_of = scope.period.as_of
    conditions = counters.of_issues(as_of)
    for key, name, n in _counted(cohort(scope), group, conditions):
        found.add(
            key,
            name,
            bands=Bands(**{band.value: n[band] for band in Band}),
            urgency=Urgency(n["acted"], n["born"], n["triggered"]),
            answers=Answers(n["asked"], n["yes"]),
            reopening=Reopening(n["resolved"], n["reopened"]),
        )
    for (key, name), took in times(cohort(scope), group, as_of).items():
        found.add(key, name, time_to_act=took)
    for (key, name), took in times_again(cohort(scope), group, as_of).items():
        found.add(key, name, time_to_act_again=took)
    for (key, name), escape in _escape(scope, group).items():
        found.add(key, name, escape=escape)


def _counted(
    rows: QuerySet[Any], group: _Columns, conditions: Mapping[str, Q]
) -> list[tuple[Any, Any, dict[str, int]]]:
    """How many of the rows meet each condition, in each group that has any."""
    counts = {str(name): Count("pk", filter=condition) for name, condition in conditions.items()}
    grouped = rows.values(group_key=group[0], group_name=group[1]).annotate(**counts).order_by()
    return [
        (key, name, dict(zip(counts, n, strict=True)))
        for key, name, *n in grouped.values_list("group_key", "group_name", *counts)
        if any(n)
    ]


def _escape(scope: Scope, group: _Columns) -> dict[tuple[Any, Any], Escape]:
    """Where both ends are known: how many issues were felt downstream of where they began."""
    known = cohort(scope).filter(counters.issues(scope.period.as_of)[counters.Count.KNOWN])
    rows = known.values(group_key=group[0], group_name=group[1]).annotate(n=Count("pk")).order_by()
    counted = list(rows.values_list("group_key", "group_name", "origin", "point", "n"))
    downstream = escaped_pairs() if counted else set()
    found: dict[tuple[Any, Any], Escape] = {}
    for key, name, origin, point, n in counted:
        so_far = found.get((key, name), Escape())
        escaped = n if (origin, point) in downstream else 0
        found[key, name] = Escape(so_far.known + n, so_far.escaped + escaped)
    return found
