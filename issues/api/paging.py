"""Lists by cursor: the last page is as fast as the first, and nothing is counted."""

from rest_framework.pagination import CursorPagination


class Newest(CursorPagination):
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
