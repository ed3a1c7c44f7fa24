"""What the API's own page shows: example bodies, and the answers that say no."""

from typing import Any, Final

from drf_spectacular.utils import OpenApiExample, OpenApiResponse

from issues.serializers.refusals import InvalidSerializer, RefusalSerializer

REPORT: Final = OpenApiExample(
    "A late delivery",
    request_only=True,
    value={
        "point": "delivery-slot-kept",
        "kind": "Late",
        "severity": "normal",
        "text": "We reached the customer three hours after the slot.",
        "customers": 1,
        "observed_at": "2026-03-03T08:40:00+01:00",
        "client_key": "9b0e7d1e-6f43-4f7e-9c0f-1d2a3b4c5d6e",
    },
)
HAND_OVER: Final = OpenApiExample(
    "To a department",
    request_only=True,
    value={"to_department": "warehouse", "reason": "The box was packed without hinges."},
)
PLAN_ACTION: Final = OpenApiExample(
    "A corrective action",
    request_only=True,
    value={
        "kind": "corrective",
        "description": "Make the drawer front again, with priority",
        "assignee": 17,
        "due_at": "2026-03-05T16:00:00+01:00",
    },
)
RESOLVE: Final = OpenApiExample(
    "Fixed, with its cause",
    request_only=True,
    value={
        "reason": "fixed",
        "note": "Replaced and tested.",
        "root_cause": "The call-ahead list is exported before the tour is changed.",
    },
)

_INVALID: Final = OpenApiExample(
    "A field to mend",
    value={
        "code": "invalid",
        "detail": "The request was not understood. Look at “fields”, mend it and send it again.",
        "fields": {"severity": ["This field is required."]},
    },
)
_REFUSED: Final = OpenApiExample(
    "A rule says no",
    value={
        "code": "not_acted_on",
        "detail": "Nobody has acted on this issue yet. Start an action or record a containment before you resolve it.",
    },
)

CAUSE: Final = OpenApiExample(
    "Further upstream than it was felt",
    request_only=True,
    value={
        "title": "The stock is counted from memory",
        "origin": "stock-is-right",
        "whys": ["The box was incomplete.", "The stock said four, and there were three."],
        "issue": 1042,
        "client_key": "5d2c4d0e-8f0b-4d5a-9a57-0f5b8c1e7a21",
    },
)
REMEDY: Final = OpenApiExample(
    "So that it does not come back",
    request_only=True,
    value={
        "kind": "preventive",
        "description": "Count from the list, and sign it",
        "assignee": 17,
        "due_at": "2026-03-20T16:00:00+01:00",
    },
)

NO_CAUSE: Final = OpenApiResponse(RefusalSerializer, description="There is no root cause with this number.")
NO_SUCH: Final = OpenApiResponse(RefusalSerializer, description="There is no issue with this number.")
REFUSALS: Final[dict[Any, Any]] = {
    400: OpenApiResponse(InvalidSerializer, description="Not understood.", examples=[_INVALID]),
    403: OpenApiResponse(RefusalSerializer, description="Not permitted to you."),
    409: OpenApiResponse(RefusalSerializer, description="Not possible now, and why.", examples=[_REFUSED]),
}
KEYED: Final[dict[Any, Any]] = {
    422: OpenApiResponse(RefusalSerializer, description="The key was already used for something else."),
}
