"""Who there is to use an address, and an address with those who may."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

ANYBODY: Final = frozenset(
    {
        "signed out",
        "stranger",
        "reporter",
        "holder",
        "manager",
        "owner",
        "executive",
        "administrator",
    }
)
SIGNED_IN: Final = ANYBODY - {"signed out"}
TRIAGE: Final = SIGNED_IN - {"stranger", "reporter"}  # the holder is from the frontline and has this issue
MANAGES: Final = TRIAGE - {"holder"}
ADMINISTERS: Final = frozenset({"administrator"})
SETS_TARGETS: Final = frozenset({"executive", "administrator"})
OWNS: Final = frozenset({"owner"})
ANSWERS: Final = frozenset({"owner", "administrator"})
NOBODY: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Route:
    """One address: who may use it, and what its placeholders stand for (names in the test's `things`)."""

    may: frozenset[str]
    method: str = "get"
    takes: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)


def read(may: frozenset[str] = SIGNED_IN, /, **takes: str) -> Route:
    return Route(may, "get", takes)


def write(may: frozenset[str] = SIGNED_IN, body: Mapping[str, Any] | None = None, /, **takes: str) -> Route:
    return Route(may, "post", takes, dict(body or {}))
