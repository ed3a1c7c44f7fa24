"""The address of a list: what of it says which list it is, and the addresses that differ from it a little."""

from typing import Final

from django.http import QueryDict

from issues.forms.filters import PLACES, IssueFilter

ALL: Final = (
    "?all=1"  # says that all are wanted: without anything the list opens with the person's default view
)
_ORDER: Final = (*IssueFilter.base_fields, "sort", "columns")


def shown(query: QueryDict) -> QueryDict:
    """Filters, order and columns, in one order: not where in the list one is, nor by which view one came.

    What is no filter, or no longer, is kept: whoever opens it later is told.
    """
    names = sorted(set(query) - {*PLACES, "view"}, key=lambda name: (name not in _ORDER, _place(name), name))
    found = QueryDict(mutable=True)
    for name in names:
        if values := [value for value in dict.fromkeys(query.getlist(name)) if value]:
            found.setlist(name, values)
    return found


def but(query: QueryDict, **changes: str | list[str]) -> str:
    """The first page of the list with these parts of the address instead; an empty one is left out."""
    found = shown(query)
    if view := query.get("view"):
        found["view"] = view
    for name, value in changes.items():
        values = [value] if isinstance(value, str) else value
        if any(values):
            found.setlist(name, values)
        else:
            found.pop(name, None)
    return f"?{found.urlencode()}" if set(found) - {"view"} else ALL


def without(query: QueryDict, name: str, value: str) -> str:
    """The list without one of its filters, or one value of it."""
    rest = [one for one in query.getlist(name) if one != value]
    return but(query, **{name: rest})


def rest(query: QueryDict, *names: str) -> list[tuple[str, str]]:
    """The parts of the address that a form which asks for `names` has to carry along."""
    found = query.copy()
    for name in (*PLACES, *names):
        found.pop(name, None)
    return [(name, value) for name, values in found.lists() for value in values if value]


def _place(name: str) -> int:
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)
