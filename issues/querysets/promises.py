"""What can be asked about what customers were promised."""

from typing import TYPE_CHECKING, Self

from django.db.models import QuerySet

if TYPE_CHECKING:
    from issues.models import Report  # noqa: F401  used as a type argument


class ReportQuerySet(QuerySet["Report"]):
    def open_promises(self) -> Self:
        """Promised, and nobody has said that it was kept."""
        return self.exclude(promised="").filter(kept_at=None)
