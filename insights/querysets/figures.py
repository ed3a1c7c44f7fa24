"""All measures of a scope, together or by group: what pages, files, mails and the API read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Count, Q, QuerySet, Value

from insights.querysets import counters
from insights.querysets.cohorts import cohort, fixes_of, turns_of, works_of
from insights.querysets.durations import times, times_again
from insights.querysets.graph import escaped_pairs
from insights.querysets.groups import (
    By,
    Key,
    columns,
    columns_of_turns,
    columns_of_works,
    in_order,
    key_of,
    name_of,
)
from insights.rules.bands import Band, Bands
from insights.rules.figures import (
    Answers,
    Escape,
    Figures,
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


@dataclass(frozen=True, slots=True)
class Line:
    """One point, department, severity or week, and its figures."""

    key: Key
    name: str
    figures: Figures


@dataclass(slots=True)
class _Parts:
    """What was found, by group and by part of `Figures`."""

    names: dict[Key, str] = field(default_factory=dict)
    parts: dict[Key, dict[str, Any]] = field(default_factory=dict)

    def add(self, key: object, name: object, **parts: Any) -> None:
        group = key_of(key)  # type: ignore[arg-type]
        self.names.setdefault(group, name_of(group, name))
        self.parts.setdefault(group, {}).update(parts)

    def of(self, key: Key) -> Figures:
        return Figures(**self.parts.get(key, {}))


def figures(scope: Scope) -> Figures:
    """Of everything in the scope together, as it stood at the end of its period."""
    return _found(scope, _ALL, _ALL, _ALL).of("")


def figures_by(scope: Scope, by: By) -> list[Line]:
    """Of each group that anything is counted of, in the order of the groups; weeks oldest first."""
    found = _found(scope, columns(by), columns_of_turns(by), columns_of_works(by), of=by)
    found.names.pop("", None)  # remedies have no severity
    return [Line(key, found.names[key], found.of(key)) for key in in_order(found.names, by)]


def _found(scope: Scope, group: _Columns, turns: _Columns, works: _Columns, of: By | None = None) -> _Parts:
    found, as_of = _Parts(), scope.period.as_of
    _issues(found, scope, group)
    prefixed = _ALL if of is None else columns(of, "fact__")
    for key, name, counts in _counted(fixes_of(scope), prefixed, counters.of_fixes(as_of)):
        found.add(
            key,
            name,
            recurrence_30=Recurrence(*(counts[f"{part}_30"] for part in counters.FIXES)),
            recurrence_90=Recurrence(*(counts[f"{part}_90"] for part in counters.FIXES)),
        )
    for key, name, counts in _counted(turns_of(scope), turns, counters.turns(as_of)):
        found.add(key, name, passing=Passing(**counts))
    for key, name, counts in _counted(
        works_of(scope), works, {"completed": Q(), "preventive": counters.preventive()}
    ):
        found.add(key, name, prevention=Prevention(**counts))
    return found


def _issues(found: _Parts, scope: Scope, group: _Columns) -> None:
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
