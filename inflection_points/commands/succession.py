"""Who answers for the points of somebody who leaves, and of a department that is dissolved."""

from collections.abc import Iterable
from dataclasses import dataclass

from inflection_points.models import InflectionPoint, Stage, ValueChain
from people.models import Department, User


@dataclass(frozen=True, slots=True)
class Bequest:
    """A point and who answers for it from now on; None when nobody could."""

    point: InflectionPoint
    heir: User | None


def bequests(leaver: User) -> list[Bequest]:
    """The points that the leaver owns, each with its deputy, else the head of its department or of the nearest one
    above, else the executive sponsor of its chain."""
    points = leaver.owned_points.select_related(
        "deputy", "department__head", "stage__chain__executive_sponsor"
    )
    return [Bequest(point, _heir(point, leaver)) for point in points.order_by("stage__position", "name")]


def _heir(point: InflectionPoint, leaver: User) -> User | None:
    candidates = (
        point.deputy,
        point.department.head_without(leaver.pk),
        point.stage.chain.executive_sponsor,
    )
    return next(
        (one for one in candidates if one is not None and one.is_active and one.pk != leaver.pk), None
    )


def sponsored(leaver: User) -> list[ValueChain]:
    """The chains of which the leaver is the executive sponsor, which only a decision can give to somebody else."""
    return list(leaver.sponsored_chains.order_by("name"))


def hand_points_on(leaver: User, left: Iterable[Bequest]) -> None:
    """Give each point to its heir; take the leaver out of every deputyship and stage."""
    for bequest in left:
        point = bequest.point
        deputy = None if point.deputy_id in {leaver.pk, bequest.heir and bequest.heir.pk} else point.deputy_id
        InflectionPoint.objects.filter(pk=point.pk).update(owner=bequest.heir, deputy=deputy)
    leaver.deputised_points.update(deputy=None)
    for stage in Stage.objects.filter(sponsor=leaver).select_related("chain"):
        stage.sponsor_id = stage.chain.executive_sponsor_id
        stage.save(update_fields=["sponsor"])


def move_points(department: Department, into: Department) -> None:
    """All points of one department belong to another one from now on."""
    InflectionPoint.objects.filter(department=department).update(department=into)
