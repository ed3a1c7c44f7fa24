"""Questions of a scope whose SQL Django writes once for each kind of scope (`people.querysets.prepared`)."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, Final, cast

from django.db.models import BigIntegerField, CharField, DateTimeField, Field, QuerySet, Value

from insights.rules.periods import Period, Scope
from people.querysets.prepared import Prepared, Slot

_PLACES: Final[dict[str, "Field[Any, Any]"]] = {
    "stage": BigIntegerField(),
    "point": BigIntegerField(),
    "department": BigIntegerField(),
    "severity": CharField(),
}


def in_all(rows: "QuerySet[Any, Any]", **counts: Any) -> "QuerySet[Any, Any]":
    """What `aggregate` counts, in this order, as a question that can be prepared: it has one row, also of nothing."""
    found: QuerySet[Any, Any] = rows.order_by().values(whole=Value(1)).annotate(**counts)
    return found.values_list(*counts)


class OfScope:
    """A question that `write` puts into words of a scope, which has slots for what is asked for, and nothing else."""

    def __init__(self, write: Callable[[Scope], "QuerySet[Any, Any]"], **around: Any) -> None:
        self._write = write
        self._around = around  # as `Prepared` takes it
        self._written: dict[frozenset[str], Prepared] = {}

    def rows(self, scope: Scope, **more: Any) -> list[tuple[Any, ...]]:
        """The answers of a `values_list`, as the database has them. `more` are the values of other slots."""
        prepared, values = self._asked(scope)
        return prepared.rows(**values, **more)

    def models(self, scope: Scope, **more: Any) -> list[Any]:
        """The answers as models."""
        prepared, values = self._asked(scope)
        return prepared.models(**values, **more)

    def _asked(self, scope: Scope) -> tuple[Prepared, dict[str, Any]]:
        period = scope.period
        values = {name: getattr(scope, name) for name in _PLACES} | {"until": period.until}
        values = {name: value for name, value in values.items() if value is not None}
        kind = frozenset(values)
        if kind not in self._written:
            self._written[kind] = Prepared(lambda: self._write(_with_slots(kind)), **self._around)
        return self._written[kind], {**values, "since": period.since, "as_of": period.as_of}


def _with_slots(kind: frozenset[str]) -> Scope:
    since, as_of, until = (Slot(name, DateTimeField()) for name in ("since", "as_of", "until"))
    period = SimpleNamespace(since=since, as_of=as_of, until=until if "until" in kind else None)
    places = {name: Slot(name, field) for name, field in _PLACES.items() if name in kind}
    return Scope(cast("Period", period), **cast("dict[str, Any]", places))
