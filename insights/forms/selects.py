"""Lists of choices as Django writes them, in one go: every page of measures has half a dozen of them."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class QuickSelect(forms.Select):
    """Without a template, and without a dictionary for each option. What was asked for and is no option stays to be read."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,  # noqa: ARG002  Django names it
    ) -> SafeString:
        chosen = set(self.format_value(value))
        unknown = chosen - {""} - set(_values(self.choices))
        written = format_html_join("", "{}", ((_entry(of, label, chosen),) for of, label in self.choices))
        return format_html(
            '<select name="{}"{}>{}{}\n</select>',
            name,
            flatatt(self.build_attrs(self.attrs, attrs)),
            written,
            _options(((one, one) for one in sorted(unknown)), chosen),
        )


def _values(choices: Iterable[Any]) -> Iterator[str]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _values(label)
        else:
            yield "" if value is None else str(value)


def _entry(value: Any, label: Any, chosen: set[str]) -> SafeString:
    if isinstance(label, list | tuple):
        return format_html('\n<optgroup label="{}">{}\n</optgroup>', value, _options(label, chosen))
    return _options([(value, label)], chosen)


def _options(choices: Iterable[tuple[Any, Any]], chosen: set[str]) -> SafeString:
    told = [("" if value is None else str(value), label) for value, label in choices]
    return format_html_join(
        "",
        '\n<option value="{}"{}>{}</option>',
        ((value, SafeString(" selected") if value in chosen else "", label) for value, label in told),
    )
