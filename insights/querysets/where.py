"""Points with what they belong to, departments, and which of them a scope means: read once for all that is asked together."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, NamedTuple, TypeVar

from django.utils.functional import cached_property

from inflection_points.models import InflectionPoint, Stage
from insights.querysets.groups import By
from insights.rules.periods import Scope
from issues.commands.places import Places
from people.models import Department
from people.querysets.prepared import Prepared

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


def is_known(key: Hashable) -> bool:
    """Whether something was read under this key."""
    return key in (_READ.get() or ())


def once_each(keys: Iterable[Hashable], read: Callable[[list[Any]], dict[Any, T]]) -> list[T]:
    """What was read under each of these keys; what was not is now, all of it together."""
    kept, keys = _READ.get(), list(keys)
    kept = {} if kept is None else kept
    if unread := [key for key in keys if key not in kept]:
        kept |= read(unread)
    return [kept[key] for key in keys]


class Company(Places):
    """Stages, points and departments. A stage is read once, not with each of its points."""

    @cached_property
    def stages(self) -> dict[int, Stage]:
        """Every stage with its chain, by its place there."""
        return {stage.pk: stage for stage in _STAGES.models()}

    @cached_property
    def points(self) -> dict[int, InflectionPoint]:
        found = _POINTS.models()
        for point in found:
            point.stage = self.stages[point.stage_id]
        return {point.pk: point for point in found}

    def every_stage(self) -> list[Stage]:
        return list(self.stages.values())

    @property
    def chains(self) -> list[Stage]:
        """Every stage, chain by chain."""
        return sorted(self.stages.values(), key=lambda stage: stage.chain_id)

    def along_the_chain(self) -> list[InflectionPoint]:
        """Every point, chain by chain, whether or not it is in use."""
        return sorted(self.points.values(), key=lambda point: point.stage.chain_id)

    def ever_used(self) -> list[InflectionPoint]:
        """Every point, those that are in use first."""
        return sorted(self.points.values(), key=lambda point: not point.is_active)

    def ever_there(self) -> list[Department]:
        """Every department, those that there still are first."""
        return sorted(self.departments.values(), key=lambda department: not department.is_active)


_STAGES: Final = Prepared(lambda: Stage.objects.select_related("chain").order_by("position"))
_POINTS: Final = Prepared(lambda: InflectionPoint.objects.order_by("stage__position", "name", "pk"))


def company() -> Company:
    """For figures, the choices of a form and whose move it is: within `read_once` all of them ask the same one."""
    return once("company", Company)


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
    known, groups = company(), departments()
    return {
        pk: Place(
            point.stage_id,
            point.department_id,
            (point.slug, point.name),
            (point.stage_id, point.stage.name),
            groups[point.department_id],
        )
        for pk, point in known.points.items()
    }


def departments() -> dict[int, Group]:
    """Every department, whether or not it answers for a point."""
    return {pk: (one.slug, one.name) for pk, one in company().departments.items()}


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
