"""All points and departments of the company: few rows, which several parts of one answer ask for."""

from collections.abc import Iterable
from typing import Final

# That of functools lets all other threads wait while one asks the database.
from django.utils.functional import cached_property

from inflection_points.models import InflectionPoint, Stage
from people.models import Department
from people.querysets.prepared import Prepared


class Places:
    """Reads each of them once, when it is first asked for. For one answer: the next one may find others.

    `known` points have their stage and chain, and are not read again.
    """

    def __init__(self, known: Iterable[InflectionPoint] = ()) -> None:
        self._known = {point.pk: point for point in known}

    @cached_property
    def points(self) -> dict[int, InflectionPoint]:
        """Every point with its stage and chain, in the order in which a customer meets them."""
        return {point.pk: point for point in _POINTS.models()}

    @cached_property
    def departments(self) -> dict[int, Department]:
        """Every department, by name."""
        return {department.pk: department for department in _DEPARTMENTS.models()}

    def at(self, keys: Iterable[int]) -> dict[int, InflectionPoint]:
        """The points with these keys: of those that are known, else of the database."""
        if "points" in vars(self):
            return {key: self.points[key] for key in set(keys)}
        unknown = (wanted := set(keys)) - self._known.keys()
        known = {key: self._known[key] for key in wanted - unknown}
        return known | InflectionPoint.objects.select_related("stage__chain").order_by().in_bulk(unknown)

    def active_points(self) -> list[InflectionPoint]:
        return [point for point in self.points.values() if point.is_active]

    def active_stages(self) -> list[Stage]:
        """Those that have points."""
        return list({point.stage_id: point.stage for point in self.active_points()}.values())

    def active_departments(self) -> list[Department]:
        return [department for department in self.departments.values() if department.is_active]


_POINTS: Final = Prepared(
    lambda: InflectionPoint.objects.select_related("stage__chain").order_by("stage__position", "name", "pk")
)
_DEPARTMENTS: Final = Prepared(lambda: Department.objects.order_by("name", "pk"))
