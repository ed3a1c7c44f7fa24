"""Lists by cursor: the last page is as fast as the first, and nothing is counted."""

from typing import Any

from django.core.exceptions import ValidationError
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination


class ByCursor(CursorPagination):
    """A cursor that was not made by us is answered in words."""

    def paginate_queryset(self, *args: Any, **kwargs: Any) -> list[Any] | None:
        try:
            return super().paginate_queryset(*args, **kwargs)
        except (ValueError, ValidationError):  # it says where the page begins, and nothing begins there
            raise NotFound(self.invalid_cursor_message) from None


class Newest(ByCursor):
    """Issues, the newest report first."""

    ordering = ("-reported_at", "-pk")
    page_size_query_param = "page_size"
    max_page_size = 200


class LongestOverdue(Newest):
    """Issues that nobody acted on, the longest overdue first."""

    ordering = ("act_by", "pk")


class ByName(Newest):
    """Everything that has a name."""

    ordering = ("name", "pk")


class NewestCause(Newest):
    """Root causes, the newest first."""

    ordering = ("-noted_at", "-pk")
