"""Doing something to an issue as the sender knows it: up to which event, in the body or in a header."""

from typing import Final

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

HEADER: Final = "If-Match"
LONGEST: Final = 10  # digits
IF_MATCH: Final = OpenApiParameter(
    HEADER,
    str,
    OpenApiParameter.HEADER,
    description="the `seen` of the issue as you know it: 409 `moved_on` when somebody has moved it on since",
)


def seen_by(request: Request) -> int | None:
    """The number of the last event that the sender knows; None when nothing is said. Raises `ValidationError`."""
    in_body = request.data.get("seen") if hasattr(request.data, "get") else None
    given = in_body if in_body is not None else request.headers.get(HEADER)
    if given is None or given == "*":
        return None
    number = str(given).strip().removeprefix("W/").strip('"')
    if not (number.isascii() and number.isdecimal() and len(number) < LONGEST):
        raise ValidationError({"seen": [_("Send the number that the issue gives as “seen”.")]})
    return int(number)
