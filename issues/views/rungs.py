"""Why a rung of the ladder spoke, and to whom, in words."""

from collections import Counter
from datetime import datetime
from typing import Any, Final

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from inflection_points.models.policies import policy_value
from inflection_points.rules.policies import Clock, Policy, Whom
from issues.models import Issue
from issues.rules import events as e
from notifications.models import Message
from people.rules.words import listed


def rung_key(event: e.Escalated | e.Passed) -> tuple[str, int, str]:
    return (event.clock, event.rung, event.due_at.isoformat())


def escalation_words(
    policy: Policy, clock: str, rung: int, told: list[str], reopened_by: str | None = None
) -> str:
    """Why a rung spoke and to whom: "The time to act was over, and nobody had acted: Ines Roth was told".

    `reopened_by` reopened the issue at the very instant at which the rung was due.
    """
    if reopened_by is not None and clock == e.AlarmKind.ACT:
        why = _("%(name)s reopened it, so it went one step higher") % {"name": reopened_by}
    else:
        percent = next((r.percent for r in policy.ladders[Clock(clock)] if r.position == rung), 100)
        why = str(_OVER[clock]) if percent == 100 else _PASSED[clock] % {"percent": percent}
    if not told:
        return why
    return _WERE_TOLD % {"why": why, "people": listed(told), "count": len(told)}


def whom_it_tells(policy: Policy, clock: str, rung: int) -> list[str]:
    """Whom the rung tells, by role: for histories of which no message is left to name the person."""
    found = next((r for r in policy.ladders[Clock(clock)] if r.position == rung), None)
    return [str(_ROLES[recipient.whom]) for recipient in found.tells] if found else []


_WERE_TOLD: Final = ngettext_lazy("%(why)s: %(people)s was told", "%(why)s: %(people)s were told", "count")
_OVER: Final[dict[str, Any]] = {
    e.AlarmKind.ACCEPT: gettext_lazy("The time to accept it was over, and nobody had accepted it"),
    e.AlarmKind.ACT: gettext_lazy("The time to act was over, and nobody had acted"),
    e.AlarmKind.RESOLVE: gettext_lazy("The time to resolve it was over, and it was not resolved"),
}
_PASSED: Final[dict[str, Any]] = {
    e.AlarmKind.ACCEPT: gettext_lazy(
        "%(percent)s %% of the time to accept it had passed, and nobody had accepted it"
    ),
    e.AlarmKind.ACT: gettext_lazy("%(percent)s %% of the time to act had passed, and nobody had acted"),
    e.AlarmKind.RESOLVE: gettext_lazy(
        "%(percent)s %% of the time to resolve it had passed, and it was not resolved"
    ),
}
_ROLES: Final = {
    Whom.HOLDER: gettext_lazy("the holder"),
    Whom.OWNER: gettext_lazy("the accountable owner"),
    Whom.DEPUTY: gettext_lazy("the deputy"),
    Whom.DEPARTMENT_HEAD: gettext_lazy("the department head"),
    Whom.STAGE_SPONSOR: gettext_lazy("the stage sponsor"),
    Whom.EXECUTIVE_SPONSOR: gettext_lazy("the executive sponsor"),
    Whom.ROLE: gettext_lazy("the role"),
    Whom.PERSON: gettext_lazy("the person"),
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
    return {row.at: row.actor.name if row.actor else _("Somebody") for row in rows}


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
