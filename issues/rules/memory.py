"""The whole state as JSON and back, so that a command need not fold the history again. A projection."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from inflection_points.rules.policies import Severity
from issues.rules.events import AlarmKind, WaitsFor
from issues.rules.state import Alarm, Hold, Phase, PlannedAction, Regime, Snooze, State, Wait

_ALWAYS: Final = object()
_DEFAULTS: Final = tuple(State._field_defaults.get(name, _ALWAYS) for name in State._fields)
_INSTANTS: Final = frozenset(
    name
    for name in State._fields
    if name.endswith(("_at", "_by", "_due")) or name in {"not_before", "grace_until"}
)

_NUMBERS: Final = ("chain", "chain_departments", "reporters", "stood")


def freeze(state: State) -> dict[str, Any]:
    """JSON values; optional fields at their default are left out."""
    fields = zip(State._fields, state, _DEFAULTS, strict=True)
    kept: dict[str, Any] = {name: value for name, value, default in fields if value != default}
    for name in _INSTANTS & kept.keys():
        kept[name] = kept[name].isoformat()
    for name in _NUMBERS:
        if name in kept:
            kept[name] = list(kept[name])
    kept["regimes"] = [[r.severity, r.since.isoformat()] for r in state.regimes]
    if state.alarms:
        kept["alarms"] = [[a.due.isoformat(), a.kind, a.rung] for a in state.alarms]
    if (hold := state.hold) is not None:
        kept["hold"] = [
            hold.first_at.isoformat(),
            hold.until.isoformat(),
            hold.rung,
            hold.extended,
            hold.void,
        ]
    if state.actions:
        kept["actions"] = [
            [str(key), a.assignee, a.is_required, a.started, a.completed] for key, a in state.actions
        ]
    return kept | _freeze_rests(state)


def _freeze_rests(state: State) -> dict[str, Any]:
    """What few issues have: waits and snoozes."""
    kept: dict[str, Any] = {}
    if (wait := state.wait) is not None:
        kept["wait"] = [wait.waits_for, wait.name, wait.since.isoformat(), wait.until.isoformat()]
    if state.pauses:
        kept["pauses"] = [[since.isoformat(), until.isoformat()] for since, until in state.pauses]
    if state.snoozes:
        kept["snoozes"] = [[s.by, s.until.isoformat(), s.times] for s in state.snoozes]
    return kept


def thaw(kept: dict[str, Any]) -> State:
    """The state that `freeze` had."""
    values = dict(kept)
    read = datetime.fromisoformat
    for name in _INSTANTS & values.keys():
        values[name] = read(values[name])
    values["phase"] = Phase(values["phase"])
    values["severity"] = Severity(values["severity"])
    values["regimes"] = tuple(
        Regime(Severity(severity), read(since)) for severity, since in values["regimes"]
    )
    if alarms := values.get("alarms"):
        values["alarms"] = tuple(Alarm(read(due), AlarmKind(kind), rung) for due, kind, rung in alarms)
    if hold := values.get("hold"):
        values["hold"] = Hold(read(hold[0]), read(hold[1]), *hold[2:])
    if actions := values.get("actions"):
        values["actions"] = tuple((UUID(key), PlannedAction(*rest)) for key, *rest in actions)
    for name in _NUMBERS:
        if name in values:
            values[name] = tuple(values[name])
    _thaw_rests(values)
    return State(**values)


def _thaw_rests(values: dict[str, Any]) -> None:
    read = datetime.fromisoformat
    if wait := values.get("wait"):
        values["wait"] = Wait(WaitsFor(wait[0]), wait[1], read(wait[2]), read(wait[3]))
    if pauses := values.get("pauses"):
        values["pauses"] = tuple((read(since), read(until)) for since, until in pauses)
    if snoozes := values.get("snoozes"):
        values["snoozes"] = tuple(Snooze(by, read(until), times) for by, until, times in snoozes)
