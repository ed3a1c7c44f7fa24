"""Reading TOML tables strictly: the wrong type, a missing key or a misspelt one gets a sentence."""

import difflib
import tomllib
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from people.rules.words import Words, say

Choice = TypeVar("Choice", bound=str)


class InvalidMapping(ValueError):
    """The mapping cannot be used. The sentence says what to change."""


class Table:
    """One table of the mapping. `end` complains about keys that nobody asked for."""

    def __init__(self, values: dict[str, Any], path: str = "") -> None:
        self._values = values
        self._path = path
        self._asked: list[str] = []

    @classmethod
    def of(cls, text: str) -> "Table":
        """Raises `InvalidMapping` where it is not TOML."""
        try:
            return cls(tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            raise InvalidMapping(say("The mapping is not valid TOML: %(error)s.", error=error)) from None

    def name(self, key: str) -> str:
        """The key with its table, as a sentence names it."""
        return f"{self._path}.{key}" if self._path else key

    def _take(self, key: str, sort: type, wanted: Words, default: Any) -> Any:
        self._asked.append(key)
        value = self._values.get(key, default)
        if value is None:
            raise InvalidMapping(
                say("The mapping lacks “%(key)s”: %(wanted)s.", key=self.name(key), wanted=wanted)
            )
        if not isinstance(value, sort):
            raise InvalidMapping(
                say("“%(key)s” in the mapping must be %(wanted)s.", key=self.name(key), wanted=wanted)
            )
        return value

    def text(self, key: str, default: str | None = None) -> str:
        value: str = self._take(key, str, say("a text in quotes"), default)
        if default is None and not value.strip():
            raise InvalidMapping(
                say("“%(key)s” in the mapping is empty: give a text in quotes.", key=self.name(key))
            )
        return value

    def flag(self, key: str, default: bool) -> bool:
        value: bool = self._take(key, bool, say("true or false"), default)
        return value

    def texts(self, key: str, default: Iterable[str] | None = ()) -> tuple[str, ...]:
        """A list of texts; a single text is a list of one."""
        self._asked.append(key)
        value = self._values.get(key, None if default is None else list(default))
        found = [value] if isinstance(value, str) else value
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            raise InvalidMapping(
                say("“%(key)s” in the mapping must be a list of texts in quotes.", key=self.name(key))
            )
        return tuple(found)

    def choice(self, key: str, choices: Iterable[Choice], default: Choice | None = None) -> Choice:
        return self._chosen(self.name(key), self.text(key, default), list(choices))

    def pairs(self, key: str) -> dict[str, str]:
        """A table of texts."""
        table: dict[str, Any] = self._take(key, dict, say("a table"), {})
        for word, value in table.items():
            if not isinstance(value, str):
                raise InvalidMapping(
                    say(
                        "“%(key)s.%(word)s” in the mapping must be a text in quotes.",
                        key=self.name(key),
                        word=word,
                    )
                )
        return table

    def choices(self, key: str, choices: Iterable[Choice], form: Callable[[str], str]) -> dict[str, Choice]:
        """A table from texts of the source, brought into `form`, to words of ours."""
        allowed = list(choices)
        return {
            form(word): self._chosen(f"{self.name(key)}.{word}", value, allowed)
            for word, value in self.pairs(key).items()
        }

    def table(self, key: str) -> "Table":
        return Table(self._take(key, dict, say("a table"), {}), self.name(key))

    def has(self, key: str) -> bool:
        return key in self._values

    def end(self) -> None:
        """Raises `InvalidMapping` for a key that does not exist, with the one that may be meant."""
        for key in self._values:
            if key not in self._asked:
                near = difflib.get_close_matches(key, self._asked, n=1)
                hint = (
                    say("Is “%(near)s” meant?", near=near[0])
                    if near
                    else say("Known are %(known)s.", known=", ".join(self._asked))
                )
                raise InvalidMapping(
                    say("“%(key)s” in the mapping is not known. %(hint)s", key=self.name(key), hint=hint)
                )

    @staticmethod
    def _chosen(name: str, value: str, choices: list[Choice]) -> Choice:
        for choice in choices:
            if choice == value.strip().lower():
                return choice
        raise InvalidMapping(
            say(
                "“%(name)s” in the mapping must be one of %(known)s; it is “%(value)s”.",
                name=name,
                known=", ".join(choices),
                value=value,
            )
        )
