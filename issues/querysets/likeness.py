"""Which words issues have in common with what somebody tells."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from django.contrib.postgres.fields import ArrayField
from django.db import connections
from django.db.models import BooleanField, F, Func, IntegerField, TextField, Value

from issues.rules.likeness import BEGINNING

if TYPE_CHECKING:
    from issues.querysets import IssueQuerySet


# Between the parts of addresses and compounds, which the database keeps as one word, too.
_BETWEEN: Final = "-./:_@?=&+~#,;"
_WORDS: Final = "unnest(string_to_array(translate(array_to_string(tsvector_to_array"
_COMMON: Final = """
    SELECT beginning FROM (
        SELECT left(word, %s) AS beginning, share FROM pg_stats,
            unnest(most_common_elems::text::text[], most_common_elem_freqs) known (word, share)
        WHERE schemaname = current_schema() AND tablename = 'issues_words' AND attname = 'lexemes'
    ) words
    WHERE beginning = ANY(%s) GROUP BY beginning HAVING sum(share) > %s
"""


class _SharedWords(Func):
    """Those of the asked beginnings with which words of the issue begin, as an array."""

    def __init__(self, *asked: Any, **kwargs: Any) -> None:
        super().__init__(
            *asked,
            template=f"ARRAY(SELECT DISTINCT left(word, {BEGINNING}) FROM {_WORDS}(%(expressions)s))",  # noqa: S608  a number
            arg_joiner=f"), ' '), '{_BETWEEN}', '{' ' * len(_BETWEEN)}'), ' ')) word"
            f" WHERE left(word, {BEGINNING}) = ANY(",
            output_field=ArrayField(TextField()),
            **kwargs,
        )


def with_shared_words(found: "IssueQuerySet", asked: Iterable[str]) -> "IssueQuerySet":
    """With the asked beginnings of words that each has (`shared`), and how many words it has in all (`length`)."""
    words = Value(list(asked), output_field=ArrayField(TextField()))
    length = Func(F("words__lexemes"), function="length", output_field=IntegerField())
    return found.annotate(shared=_SharedWords(F("words__lexemes"), words), length=length)


def common(asked: Iterable[str], share: float, *, using: str) -> set[str]:
    """Those with which a word begins that more than this share of all issues have, by the database's own statistics.

    What they do not know is rare, or there are few issues.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(_COMMON, [BEGINNING, list(asked), share])
        return {word for (word,) in cursor.fetchall()}


def having_any(found: "IssueQuerySet", asked: Iterable[str]) -> "IssueQuerySet":
    """Those with a word that begins so: read from the index of words."""
    query = Value(" | ".join(_quoted(word) for word in asked))
    has_any = Func(
        F("words__lexemes"),
        query,
        template="%(expressions)s::tsquery",
        arg_joiner=" @@ ",
        output_field=BooleanField(),
    )
    return found.filter(has_any)


def _quoted(word: str) -> str:
    """A word that was cut stands for all that begin so; what it is made of is taken as it is."""
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}':*" if len(word) == BEGINNING else f"'{escaped}'"
