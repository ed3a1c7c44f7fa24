"""Why a rung of the ladder spoke, and to whom, in words."""

from typing import Final

from inflection_points.rules.policies import Clock, Policy
from issues.rules import events as e


def rung_key(event: e.Escalated | e.Passed) -> tuple[str, int, str]:
    return (event.clock, event.rung, event.due_at.isoformat())


def escalation_words(
    policy: Policy, clock: str, rung: int, told: list[str], reopened_by: str | None = None
) -> str:
    """Why a rung spoke and to whom: "The time to act was over, and nobody had acted: Ines Roth was told".

    `reopened_by` reopened the issue at the very instant at which the rung was due.
    """
    who = f": {' and '.join(told)} {'was' if len(told) == 1 else 'were'} told" if told else ""
    if reopened_by is not None and clock == e.AlarmKind.ACT:
        return f"{reopened_by} reopened it, so it went one step higher{who}"
    percent = next((r.percent for r in policy.ladders[Clock(clock)] if r.position == rung), 100)
    over = f"{_TIME_TO[clock]} was over" if percent == 100 else f"{percent} % of {_TIME_TO[clock]} had passed"
    return f"{over[0].upper()}{over[1:]}, and {_NOBODY_HAD[clock]}{who}"


def whom_it_tells(policy: Policy, clock: str, rung: int) -> list[str]:
    """Whom the rung tells, by role: for histories of which no message is left to name the person."""
    found = next((r for r in policy.ladders[Clock(clock)] if r.position == rung), None)
    return [f"the {recipient.whom.replace('_', ' ')}" for recipient in found.tells] if found else []


_NOBODY_HAD: Final[dict[str, str]] = {
    e.AlarmKind.ACCEPT: "nobody had accepted it",
    e.AlarmKind.ACT: "nobody had acted",
    e.AlarmKind.RESOLVE: "it was not resolved",
}
_TIME_TO: Final[dict[str, str]] = {
    e.AlarmKind.ACCEPT: "the time to accept it",
    e.AlarmKind.ACT: "the time to act",
    e.AlarmKind.RESOLVE: "the time to resolve it",
}
