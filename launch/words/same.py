"""What is the same in English and in another language, with the reason; anything else that is equal was forgotten."""

from __future__ import annotations

from typing import Final

_NAMES: Final = dict.fromkeys(("Excel", "Microsoft Teams", "Slack", "Webhook"), "a name")
_SAME_WORD: Final = dict.fromkeys(
    (
        *(
            "Import",
            "Median",
            "Name",
            "Normal",
            "Person",
            "Region",
            "Standard",
            "Status",
            "Version %(number)s",
            "normal",
        ),
        *("In 24 h", "in %(name)s", "in %(span)s"),
    ),
    "the same word",
)
_UNITS: Final = dict.fromkeys(
    (
        "%(count)s h",
        "%(count)s min",
        "%(seconds)s s",
        "%(hours)s h",
        "%(hours)s h %(minutes)s min",
        "%(minutes)s min",
    ),
    "the same symbols",
)
_ONLY_MARKS: Final = dict.fromkeys(
    (
        *(
            "%(heading)s: n",
            "%(issues)s %(said)s.",
            "%(label)s: %(before)s → %(after)s",
            "%(name)s: %(sentence)s",
            "%(reminded)s.",
            "%(sentence)s.",
            "%(sentence)s: %(when)s.",
        ),
        *(
            "%(status)s %(when)s.",
            ", ",
            "%(clock)s, %(severity)s: %(what)s",
            "%(name)s, %(ago)s",
            "%(name)s, %(when)s",
        ),
    ),
    "nothing in it but values and marks; another language may set them otherwise",
)
SAME: Final[dict[str, str]] = _NAMES | _SAME_WORD | _UNITS | _ONLY_MARKS
