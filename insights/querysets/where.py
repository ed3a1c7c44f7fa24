"""Points with what they belong to, departments, and which of them a scope means: read once for all that is asked together."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, NamedTuple, TypeVar

from inflection_points.models import InflectionPoint
from insights.querysets.groups import By
from insights.rules.periods import Scope
from people.models import Department

Group = tuple[Any, Any]  # key and name
T = TypeVar("T")
ALL: Final[Group] = ("", "")
_READ: ContextVar[dict[Hashable, Any] | None] = ContextVar("_READ", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """Within it nothing is read twice: all figures of a page are of one moment. Also a decorator of views."""
    kept = _READ.get()
    token = _READ.set({} if kept is None else kept)
    try:
        yield
    finally:
        _READ.reset(token)


def once(key: Hashable, read: Callable[[], T]) -> T:
    """What was read under this key, or is now."""
    kept = _READ.get()
    if kept is None:
        return read()
    if key not in kept:
        kept[key] = read()
    found: T = kept[key]
    return found


class Place(NamedTuple):
    """A point and what it belongs to: ids, and groups."""

    stage_id: int
    department_id: int
    point: Group
    stage: Group
    department: Group


def places() -> dict[int, Place]:
    """Every point."""
    return once("places", _places)


def _places() -> dict[int, Place]:
    rows = InflectionPoint.objects.order_by().values_list(
        "pk",
        "stage_id",
        "department_id",
        "slug",
        "name",
        "stage__name",
        "department__slug",
        "department__name",
    )
    return {
        pk: Place(stage_id, department_id, (slug, name), (stage_id, stage), (department, called))
        for pk, stage_id, department_id, slug, name, stage, department, called in rows
    }


def departments() -> dict[int, Group]:
    """Every department, whether or not it answers for a point."""
    return once("departments", _departments)


def _departments() -> dict[int, Group]:
    return {
        pk: (slug, name) for pk, slug, name in Department.objects.order_by().values_list("pk", "slug", "name")
    }


def points_of(scope: Scope, *, any_department: bool = False) -> list[int] | None:
    """The points that the scope means; None when it means all."""
    department = None if any_department else scope.department
    if scope.point is None and scope.stage is None and department is None:
        return None
    return [
        pk
        for pk, place in places().items()
        if scope.point in (None, pk)
        and scope.stage in (None, place.stage_id)
        and department in (None, place.department_id)
    ]


def grouping(by: By | None) -> Callable[[int, Any, str], Group | None]:
    """What finds the group to which counts of a point, a week and a severity belong; None for a point that is gone."""
    match by:
        case None:
            return lambda _point, _week, _severity: ALL
        case By.WEEK:
            return lambda _point, week, _severity: (week, week)
        case By.SEVERITY:
            return lambda _point, _week, severity: (severity, severity)
    groups = {pk: getattr(place, by.value) for pk, place in places().items()}
    return lambda point, _week, _severity: groups.get(point)
