"""What can be asked about the value chain."""

from typing import TYPE_CHECKING, Self

from django.db.models import QuerySet

if TYPE_CHECKING:
    from inflection_points.models import InflectionPoint, Policy  # noqa: F401  used as type arguments


class InflectionPointQuerySet(QuerySet["InflectionPoint"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def along_the_chain(self) -> Self:
        """In the order in which a customer meets them, with what a card shows."""
        return (
            self.active()
            .select_related("stage", "department", "owner", "deputy")
            .order_by("stage__position", "name", "pk")
        )


class PolicyQuerySet(QuerySet["Policy"]):
    def offered(self) -> Self:
        """What a point can use: every policy that is not retired."""
        return self.filter(retired_at=None)
