"""What can be asked about saved views."""

from typing import TYPE_CHECKING, Self

from django.db.models import Q, QuerySet

if TYPE_CHECKING:
    from issues.models import SavedView  # noqa: F401  used as type argument
    from people.models import User
    from people.querysets.prepared import Slot


class SavedViewQuerySet(QuerySet["SavedView"]):
    def seen_by(self, person: "User | Slot") -> Self:
        """One's own, and what others share."""
        return self.filter(Q(owner=person) | Q(is_shared=True)).select_related("owner")

    def on(self, page: str) -> Self:
        """Those that open on the page of this name."""
        return self.filter(page=page)
