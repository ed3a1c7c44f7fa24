"""Checkboxes of which several can be chosen: drawn once for what is chosen of them, because many lists choose the same."""

from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Box:
    value: str
    label: str | Promise
    id: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Several:
    """What one field chose. Two of the same form with the same values look the same."""

    form: type[forms.Form]
    name: str
    chosen: tuple[str, ...]
    errors: tuple[str, ...]

    @classmethod
    def of(cls, field: forms.BoundField) -> "Several":
        form = cast("type[forms.Form]", type(field.form))
        return cls(form, field.name, tuple(field.value() or ()), tuple(map(str, field.errors)))

    @property
    def auto_id(self) -> str:
        return f"id_{self.name}"

    @property
    def label(self) -> str | Promise | None:
        return self._field.label

    @property
    def boxes(self) -> list[Box]:
        """Their words are not yet those of a language."""
        choices: Any = self._field.choices  # ours are flat
        return [
            Box(str(value), label, f"{self.auto_id}_{at}", str(value) in self.chosen)
            for at, (value, label) in enumerate(choices)
        ]

    @property
    def _field(self) -> forms.MultipleChoiceField:
        field = self.form.base_fields[self.name]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101
        return field
