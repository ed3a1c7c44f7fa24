"""The whole state as JSON and back, so that a command need not fold the history again. A projection."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from itertools import compress
from operator import is_not
from typing import Any, Final
from uuid import UUID

from inflection_points.rules.policies import Severity
from issues.rules.events import AlarmKind, WaitsFor
from issues.rules.state import Alarm, Hold, Phase, PlannedAction, Regime, Snooze, State, Wait, made_of

Kept = dict[str, Any]


def freeze(state: State) -> Kept:
    """JSON values; optional fields at their default are left out."""
    return {
        name: value if write is None or value is None else write(value)
        for (name, default, write), value in zip(_FIELDS, state, strict=True)
        if value is not default and value != default
    }


def changes(before: State, after: State) -> tuple[Kept, list[str]]:
    """What `freeze(after)` holds otherwise than `freeze(before)`, and the names that it no longer has."""
    changed: Kept = {}
    gone: list[str] = []
    for place in compress(_PLACES, map(is_not, before, after)):  # most fields are the very same
        (name, default, write), value = _FIELDS[place], after[place]
        if value == before[place]:
            continue
        if value is default or value == default:
            gone.append(name)
        else:
            changed[name] = value if write is None or value is None else write(value)
    return changed, gone


def thaw(kept: Kept) -> State:
    """The state that `freeze` had. Raises `KeyError` and `ValueError` when it is no state."""
    values = _DEFAULTS.copy()
    for name, value in kept.items():
        place, read = _READERS[name]
        values[place] = value if read is None or value is None else read(value)
    if _ALWAYS in values[:_REQUIRED]:
        raise ValueError(f"A state without its {State._fields[values.index(_ALWAYS)]} is no state.")
    return made_of(values)


def _member_of(kind: type[StrEnum]) -> Callable[[str], Any]:
    """A quick look-up: thousands of rows a second come through here."""
    return {str(member): member for member in kind}.__getitem__


_read_instant: Final = datetime.fromisoformat
_severity, _alarm_kind = _member_of(Severity), _member_of(AlarmKind)


def _read_regimes(rows: list[Any]) -> tuple[Regime, ...]:
    return tuple([Regime(_severity(severity), _read_instant(since)) for severity, since in rows])


def _write_regimes(regimes: tuple[Regime, ...]) -> list[Any]:
    return [[severity, since.isoformat()] for severity, since in regimes]


def _read_alarms(rows: list[Any]) -> tuple[Alarm, ...]:
    return tuple([Alarm(_read_instant(due), _alarm_kind(kind), rung) for due, kind, rung in rows])


def _write_alarms(alarms: tuple[Alarm, ...]) -> list[Any]:
    return [[due.isoformat(), kind, rung] for due, kind, rung in alarms]


def _read_hold(row: list[Any]) -> Hold:
    return Hold(_read_instant(row[0]), _read_instant(row[1]), *row[2:])


def _write_hold(hold: Hold) -> list[Any]:
    return [hold.first_at.isoformat(), hold.until.isoformat(), hold.rung, hold.extended, hold.void]


def _read_actions(rows: list[Any]) -> tuple[tuple[UUID, PlannedAction], ...]:
    return tuple((UUID(key), PlannedAction(*rest)) for key, *rest in rows)


def _write_actions(actions: tuple[tuple[UUID, PlannedAction], ...]) -> list[Any]:
    return [[str(key), a.assignee, a.is_required, a.started, a.completed] for key, a in actions]


def _read_wait(row: list[Any]) -> Wait:
    return Wait(WaitsFor(row[0]), row[1], _read_instant(row[2]), _read_instant(row[3]))


def _write_wait(wait: Wait) -> list[Any]:
    return [wait.waits_for, wait.name, wait.since.isoformat(), wait.until.isoformat()]


def _read_pauses(rows: list[Any]) -> tuple[tuple[datetime, datetime], ...]:
    return tuple((_read_instant(since), _read_instant(until)) for since, until in rows)


def _write_pauses(pauses: tuple[tuple[datetime, datetime], ...]) -> list[Any]:
    return [[since.isoformat(), until.isoformat()] for since, until in pauses]


def _read_snoozes(rows: list[Any]) -> tuple[Snooze, ...]:
    return tuple(Snooze(by, _read_instant(until), times) for by, until, times in rows)


def _write_snoozes(snoozes: tuple[Snooze, ...]) -> list[Any]:
    return [[s.by, s.until.isoformat(), s.times] for s in snoozes]


_INSTANTS: Final = [
    name
    for name in State._fields
    if name.endswith(("_at", "_by", "_due")) or name in {"not_before", "grace_until"}
]
_NUMBERS: Final = ("chain", "chain_departments", "reporters", "stood", "shares")
_READ: Final[dict[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(_INSTANTS, _read_instant),
    **dict.fromkeys(_NUMBERS, tuple),
    "phase": _member_of(Phase),
    "merged_in": _member_of(Phase),
    "severity": _severity,
    "regimes": _read_regimes,
    "alarms": _read_alarms,
    "hold": _read_hold,
    "actions": _read_actions,
    "wait": _read_wait,
    "pauses": _read_pauses,
    "snoozes": _read_snoozes,
}
_WRITE: Final[dict[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(_INSTANTS, datetime.isoformat),
    **dict.fromkeys(_NUMBERS, list),
    "regimes": _write_regimes,
    "alarms": _write_alarms,
    "hold": _write_hold,
    "actions": _write_actions,
    "wait": _write_wait,
    "pauses": _write_pauses,
    "snoozes": _write_snoozes,
}
_ALWAYS: Final = object()
_FIELDS: Final = [
    (name, State._field_defaults.get(name, _ALWAYS), _WRITE.get(name)) for name in State._fields
]
_PLACES: Final = range(len(_FIELDS))
_DEFAULTS: Final = [default for _, default, _ in _FIELDS]
_REQUIRED: Final = len(State._fields) - len(State._field_defaults)
_READERS: Final = {name: (place, _READ.get(name)) for place, name in enumerate(State._fields)}
