"""Why a rung of the ladder spoke, and to whom, in words."""

from collections import Counter
from datetime import datetime
from typing import Any, Final

from django.db.models import F

from inflection_points.models.policies import policy_value
from inflection_points.rules.policies import Clock, Policy
from issues.models import Issue
from issues.rules import events as e
from notifications.models import Message


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


def whom_rungs_reached(issue: Issue) -> dict[tuple[str, int, str], list[str]]:
    """The names to which each rung was told: by clock, rung and due time."""
    told: dict[tuple[str, int, str], list[str]] = {}
    sent = Message.objects.filter(key__startswith=f"escalated:{issue.pk}:").select_related("recipient")
    for message in sent.order_by("pk"):
        facts = message.context
        key = (str(facts.get("clock")), int(facts.get("rung", 0)), str(facts.get("due_at")))
        told.setdefault(key, []).append(message.recipient.name)
    return told


def reopenings(issue: Issue) -> dict[datetime, str]:
    """Who reopened the issue, by the instant: the rung that is due then fires because of it."""
    rows = issue.events.filter(kind=e.kind_of(e.Reopened)).select_related("actor")
    return {row.at: row.actor.name if row.actor else "Somebody" for row in rows}


def escalations(
    issue: Issue, told: dict[tuple[str, int, str], list[str]], reopened: dict[datetime, str]
) -> list[dict[str, Any]]:
    """The rungs reached so far, the latest first, each with why and who was told; repeats of a rung are one line."""
    lines: list[dict[str, Any]] = []
    for row in issue.escalations.order_by(F("fired_at").desc(), "-rung"):
        people = told.get((row.clock, row.rung, row.due_at.isoformat()))
        policy = policy_value(row.policy_version_id)
        if not people and not row.caught_up:
            people = whom_it_tells(policy, row.clock, row.rung)
        line = {
            "caught_up": row.caught_up,
            "words": escalation_words(policy, row.clock, row.rung, people or [], reopened.get(row.due_at)),
        }
        if lines and {key: lines[-1][key] for key in line} == line:
            lines[-1]["times"] += 1
        else:
            lines.append({**line, "at": row.fired_at, "times": 1})
    return lines


def how_often(rungs: list[dict[str, Any]]) -> Counter[str]:
    """How often each line was said in all. A rung that was passed on the way up said nothing."""
    said: Counter[str] = Counter()
    for rung in rungs:
        if not rung["caught_up"]:
            said[rung["words"]] += rung["times"]
    return said
