"""What can be asked about the value chain."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db.models import F, Q, QuerySet

if TYPE_CHECKING:
    from inflection_points.models import InflectionPoint, Policy, Poster, Standard  # noqa: F401  used as type arguments
    from people.querysets.prepared import Slot


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

    def ever_used(self) -> Self:
        """Along the chain, and then those that are not in use any more: issues were reported there."""
        with_stage = self.select_related("stage")
        return with_stage.order_by("-is_active", "stage__position", "name", "pk")


class PolicyQuerySet(QuerySet["Policy"]):
    def offered(self) -> Self:
        """What a point can use: every policy that is not retired."""
        return self.filter(retired_at=None)


class PosterQuerySet(QuerySet["Poster"]):
    def along_the_chain(self) -> Self:
        """By stage and point; the poster of the whole point comes before those of its sites."""
        site = F("site__name").asc(nulls_first=True)
        chain = ("point__stage__position", "point__stage", "point__name", "point")
        return self.select_related("point__stage", "site").order_by(*chain, site, "pk")

    def hanging(self) -> Self:
        """Those whose link opens the report page: not taken down, and their place is in use."""
        return self.filter(Q(site=None) | Q(site__is_active=True), is_active=True, point__is_active=True)


class StandardQuerySet(QuerySet["Standard"]):
    def in_force(self, at: "datetime | Slot") -> Self:
        """What was promised at that instant: one version a point at most."""
        return self.filter(Q(in_force_until=None) | Q(in_force_until__gt=at), in_force_since__lte=at)

    def draft(self) -> Self:
        return self.filter(asked_at=None)

    def asked(self) -> Self:
        """Those that wait for signatures."""
        return self.filter(asked_at__isnull=False, in_force_since=None, withdrawn_at=None)

    def for_reading(self) -> Self:
        """With what a page shows of each."""
        return self.select_related("written_by", "asked_by").prefetch_related(
            "targets", "signatures__department"
        )
