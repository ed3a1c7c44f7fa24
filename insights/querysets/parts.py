"""What was found of each group, part by part."""

from dataclasses import dataclass, field
from typing import Any

from insights.querysets.groups import Key, key_of, name_of
from insights.rules.figures import Figures


@dataclass(slots=True)
class Parts:
    """What was found, by group and by part of `Figures`."""

    names: dict[Key, str] = field(default_factory=dict)
    parts: dict[Key, dict[str, Any]] = field(default_factory=dict)

    def add(self, key: object, name: object, **parts: Any) -> None:
        group = key_of(key)  # type: ignore[arg-type]
        self.names.setdefault(group, name_of(group, name))
        self.parts.setdefault(group, {}).update(parts)

    def of(self, key: Key) -> Figures:
        return Figures(**self.parts.get(key, {}))
