"""Questions of every page, always the same but for some values: Django writes their SQL once in a process.

To write it takes Django several times as long as PostgreSQL takes to answer it.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any, Final, NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db import connections
from django.db.models import BigIntegerField, BooleanField, Expression, F, Field, Func, QuerySet
from django.db.models.query import get_related_populators

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
    """A question with `Slot`s, which `write` puts into words when it is asked for the first time.

    `around` is SQL in which the question stands as `{}`; after it come `slots`, as `%s`.
    """

    def __init__(
        self, write: Callable[[], QuerySet[Any, Any]], *, around: str = "{}", slots: Sequence[Slot] = ()
    ) -> None:
        self._write = write
        self._around = around
        self._slots = slots

    def models(self, **values: Any) -> list[Any]:
        """The answers as models, with what `select_related` and `annotate` add to them; nothing is prefetched."""
        return self._written.shape.read(self.rows(**values))

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """The answers of a `values_list`, as the database has them."""
        written = self._written
        with connections[written.db].cursor() as cursor:
            cursor.execute(written.sql, self._filled_in(values))
            return list(cursor.fetchall())

    @cached_property
    def _written(self) -> "_Written":
        asked = self._write()
        compiler = asked.query.get_compiler(asked.db)
        sql, places = compiler.as_sql()
        return _Written(self._around.format(sql), [*places, *self._slots], asked.db, _Shape(compiler))

    def _filled_in(self, values: dict[str, Any]) -> list[Any]:
        """Raises `KeyError` for a slot without a value."""
        places = self._written.places
        return [values[place.name] if isinstance(place, Slot) else place for place in places]


class _Shape:
    """Which columns of a row are which fields: what Django finds out anew with every question (`ModelIterable`)."""

    def __init__(self, compiler: Any) -> None:
        self._db = compiler.using
        self._converters = compiler.get_converters([column for column, *_ in compiler.select])
        self._annotated = compiler.annotation_col_map
        if (info := compiler.klass_info) is not None:  # else they are values
            fields = info["select_fields"]
            self._model, self._fields = info["model"], slice(fields[0], fields[-1] + 1)
            self._names = [column.target.attname for column, *_ in compiler.select[self._fields]]
            self._related = get_related_populators(info, compiler.select, self._db)  # type: ignore[call-arg]  # of Django 6

    def read(self, rows: Iterable[Sequence[Any]]) -> list[Any]:
        """A model of each row."""
        return [self._model_of(self._converted(row) if self._converters else row) for row in rows]

    def _converted(self, row: Sequence[Any]) -> list[Any]:
        values = list(row)
        for place, (converters, column) in self._converters.items():
            for convert in converters:
                values[place] = convert(values[place], column, connections[self._db])
        return values

    def _model_of(self, row: Sequence[Any]) -> Any:
        found = self._model.from_db(self._db, self._names, row[self._fields])
        for related in self._related:
            related.populate(row, found)
        for name, place in self._annotated.items():
            setattr(found, name, row[place])
        return found


class _Written(NamedTuple):
    """A question in words: for each place its value, or the slot that stands there."""

    sql: str
    places: Sequence[Any]
    db: str
    shape: _Shape
