"""Events as the database keeps them: `encode` and `decode` lose nothing."""

import typing
from collections.abc import Callable
from dataclasses import MISSING, fields
from datetime import datetime
from enum import StrEnum
from functools import partial
from types import NoneType
from typing import Any, Final
from uuid import UUID

from issues.rules.events.around import Passed
from issues.rules.events.kinds import Event

_KINDS: Final[dict[str, type[Any]]] = {
    "".join(f"_{c.lower()}" if c.isupper() else c for c in cls.__name__).strip("_"): cls
    for cls in typing.get_args(Event)
}
_NAMES: Final = {cls: kind for kind, cls in _KINDS.items()}


def kind_of(event: Event | type[Event]) -> str:
    """The name under which the database keeps it."""
    return _NAMES[event if isinstance(event, type) else type(event)]


def encode(event: Event | Passed) -> dict[str, Any]:
    """The event's facts as JSON values; fields that hold their default are left out."""
    payload = {}
    for name, default in _FIELDS[type(event)]:
        value = getattr(event, name)
        if value == default and default is not _REQUIRED:
            continue
        if isinstance(value, datetime):
            value = value.isoformat()
        elif isinstance(value, UUID):
            value = str(value)
        elif isinstance(value, tuple):
            value = [_encode_one(one) for one in value]
        payload[name] = value
    return payload


def _encode_one(one: Any) -> Any:
    if isinstance(one, Passed):
        return encode(one)
    return str(one) if isinstance(one, UUID) else one


def decode(kind: str, payload: dict[str, Any]) -> Event:
    """The event that `encode` had. Raises `KeyError` for a kind that does not exist."""
    event: Event = _decode_any(_KINDS[kind], payload)
    return event


def _decode_any(cls: type[Any], payload: dict[str, Any]) -> Any:
    readers = _READERS[cls]
    if not readers:
        return cls(**payload)
    read_ones = {name: read(payload[name]) for name, read in readers if payload.get(name) is not None}
    return cls(**payload | read_ones)


def _decode_rows(cls: type[Any], rows: list[dict[str, Any]]) -> tuple[Any, ...]:
    return tuple(_decode_any(cls, row) for row in rows)


def _decode_keys(values: list[str]) -> tuple[UUID, ...]:
    return tuple(UUID(value) for value in values)


_TUPLES: Final[dict[type[Any], Callable[[Any], Any]]] = {int: tuple, UUID: _decode_keys}
_REQUIRED: Final = object()


def _readers(cls: type[object]) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    """For each field that JSON cannot hold as it is, the function that reads it."""
    readers: list[tuple[str, Callable[[Any], Any]]] = []
    for name, told in typing.get_type_hints(cls).items():
        hint = (
            next((one for one in typing.get_args(told) if one is not NoneType), told)
            if _may_miss(told)
            else told
        )
        if hint is datetime:
            readers.append((name, datetime.fromisoformat))
        elif typing.get_origin(hint) is tuple:
            inner = typing.get_args(hint)[0]
            readers.append((name, _TUPLES.get(inner) or partial(_decode_rows, inner)))
        elif isinstance(hint, type) and issubclass(hint, (UUID, StrEnum)):
            readers.append((name, hint))
    return tuple(readers)


def _may_miss(hint: Any) -> bool:
    return NoneType in typing.get_args(hint)


_ALL: Final = (*_KINDS.values(), Passed)
_FIELDS: Final = {
    cls: [(f.name, _REQUIRED if f.default is MISSING else f.default) for f in fields(cls)] for cls in _ALL
}
_READERS: Final = {cls: _readers(cls) for cls in _ALL}
