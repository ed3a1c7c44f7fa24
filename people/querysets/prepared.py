"""Questions of every page, always the same but for some values: Django writes their SQL once in a process.

To write it takes Django several times as long as PostgreSQL takes to answer it.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.db import connections
from django.db.models import BigIntegerField, BooleanField, Expression, F, Field, Func, QuerySet

NUMBERS: Final = ArrayField(BigIntegerField())


class Slot(Expression):
    """Stands in a question for a value that comes when it is asked, of this name and type."""

    def __init__(self, name: str, output_field: "Field[Any, Any]") -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:  # noqa: ARG002  Django's signature
        return "%s", (self,)


def one_of(column: str, slot: Slot) -> Func:
    """Whether the column is one of the values of a slot that is an array."""
    return Func(
        F(column),
        slot,
        template="%(expressions)s)",
        arg_joiner=" = ANY(",
        output_field=BooleanField(),
    )


class Prepared:
    """A question with `Slot`s, which `write` puts into words when it is asked for the first time."""

    def __init__(self, write: Callable[[], QuerySet[Any, Any]]) -> None:
        self._write = write

    def models(self, **values: Any) -> list[Any]:
        """The answers as models. What is selected along with them is not read."""
        asked, sql, _ = self._written
        return list(asked.model._default_manager.raw(sql, self._filled_in(values), using=asked.db))

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """The answers of a `values_list`, as the database has them."""
        asked, sql, _ = self._written
        with connections[asked.db].cursor() as cursor:
            cursor.execute(sql, self._filled_in(values))
            return list(cursor.fetchall())

    @cached_property
    def _written(self) -> tuple[QuerySet[Any, Any], str, tuple[Any, ...]]:
        asked = self._write()
        sql, places = asked.query.sql_with_params()
        return asked, sql, places

    def _filled_in(self, values: dict[str, Any]) -> list[Any]:
        """Raises `KeyError` for a slot without a value."""
        return [values[place.name] if isinstance(place, Slot) else place for place in self._written[2]]
