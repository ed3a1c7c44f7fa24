"""Fields as Django writes them, in one go and without a template: every page of measures has nearly a dozen of them."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Choices = tuple[tuple[str, "str | Choices"], ...]


class QuickSelect(forms.Select):
    """Without a template, and without a dictionary for each option. What was asked for and is no option stays to be read."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,  # noqa: ARG002  Django names it
    ) -> SafeString:
        own = flatatt(self.build_attrs(self.attrs, attrs))
        written = _written(_in_words(self.choices), frozenset(self.format_value(value)))
        return format_html('<select name="{}"{}>{}\n</select>', name, own, written)


class _QuickInput(forms.widgets.Input):
    """An input is one tag; Django fills in two templates for it."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,  # noqa: ARG002  Django names it
    ) -> SafeString:
        shown = self.format_value(value)
        said = {} if shown is None else {"value": str(shown)}
        own = flatatt(said | self.build_attrs(self.attrs, attrs))
        return format_html('<input type="{}" name="{}"{}>', self.input_type, name, own)


class QuickDate(_QuickInput, forms.DateInput):
    pass


class QuickText(_QuickInput, forms.TextInput):
    pass


def _in_words(choices: Iterable[Any]) -> Choices:
    """As they are read: in the language of the page."""
    return tuple(
        (str(value), _in_words(label))
        if isinstance(label, list | tuple)
        else ("" if value is None else str(value), str(label))
        for value, label in choices
    )


@lru_cache(maxsize=256)
def _written(choices: Choices, chosen: frozenset[str]) -> SafeString:
    """The same choices look the same whoever reads them. What was asked for and is none of them stands last."""
    unknown = chosen - {""} - set(_values(choices))
    written = format_html_join("", "{}", ((_entry(of, label, chosen),) for of, label in choices))
    return format_html("{}{}", written, _options(((one, one) for one in sorted(unknown)), chosen))


def _values(choices: Choices) -> Iterator[str]:
    for value, label in choices:
        if isinstance(label, tuple):
            yield from _values(label)
        else:
            yield value


def _entry(value: str, label: str | Choices, chosen: frozenset[str]) -> SafeString:
    if isinstance(label, tuple):
        return format_html('\n<optgroup label="{}">{}\n</optgroup>', value, _options(label, chosen))
    return _options([(value, label)], chosen)


def _options(choices: Iterable[tuple[str, Any]], chosen: frozenset[str]) -> SafeString:
    return format_html_join(
        "",
        '\n<option value="{}"{}>{}</option>',
        ((value, SafeString(" selected") if value in chosen else "", label) for value, label in choices),
    )
