"""Whom to tell what when something happens to an issue: messages for the outbox, written with the fact."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from inflection_points.models import Calendar
from inflection_points.rules.policies import Clock, Rung, Severity
from issues.commands import recipients
from issues.models import Issue
from issues.rules import events as e
from issues.rules.state import State
from notifications.commands.outbox import Draft, enqueue
from people.models import User


def about(issue: int) -> str:
    """How a message names the issue that it is about."""
    return f"issue:{issue}"


def escalated(issue: Issue, state: State, event: e.Escalated, now: datetime) -> None:
    """Tell the people of the rung that fired; a rung that reaches nobody climbs on and tells the administrators."""
    ladder = issue.policy_version.value().ladders[Clock(event.clock)]
    climb = [rung for rung in ladder if rung.position >= event.rung]
    reached: list[User] = []
    for rung in climb:
        reached = recipients.of_rung(issue, rung)
        if reached:
            break
        _tell_administrators(issue, rung, now)
    key = f"escalated:{issue.pk}:{state.cycle}:{event.clock}:{event.rung}:{event.due_at.isoformat()}"
    facts = _facts(issue, state) | {
        "clock": event.clock,
        "rung": event.rung,
        "percent": ladder[event.rung - 1].percent,
        "due_at": event.due_at.isoformat(),
    }
    _tell(reached, key, "escalated", issue, facts, now)


def _tell_administrators(issue: Issue, rung: Rung, now: datetime) -> None:
    key = f"unreachable:{issue.policy_version_id}:{rung.clock}:{rung.position}:{issue.point_id}:{now:%G-%V}"
    facts = {"point": issue.point.name, "clock": rung.clock, "rung": rung.position, "issue": issue.pk}
    _tell(User.objects.administrators(), key, "rung_reaches_nobody", issue, facts, now)


def calendar_is_dry(issue: Issue, calendar: Calendar, now: datetime) -> None:
    """A calendar without working time in the next 30 days runs 24×7; the administrators are told, weekly."""
    key = f"dry_calendar:{calendar.pk}:{calendar.revision}:{now:%G-%V}"
    facts = {"calendar": calendar.name, "point": issue.point.name, "issue": issue.pk}
    _tell(User.objects.administrators(), key, "calendar_is_dry", issue, facts, now)


def asked_again(issue: Issue, state: State, now: datetime) -> None:
    """The reporters once more; after that the accountable owner, who can ask them in person."""
    key = f"asked:{issue.pk}:{state.cycle}:{state.asked}"
    if state.asked == 1:
        _tell(_reporters(state), key, "is_it_fixed", issue, _facts(issue, state) | {"again": True}, now)
    else:
        _tell([issue.point.owner], key, "still_unconfirmed", issue, _facts(issue, state), now)


def happened(issue: Issue, state: State, event: e.Event, actor: User | None, now: datetime) -> None:
    """Tell those whom one command's event concerns, except the person who did it."""
    facts = _facts(issue, state)
    by = {"by": actor.name if actor else ""}
    to: Iterable[User]
    match event:
        case e.Reported():
            kind, to = "reported", [issue.holder] if issue.holder else []
        case e.HandedOver(reason=reason):
            kind, to = "handed_over", _holders(issue)
            by["reason"] = reason
        case e.ActionPlanned(assignee=assignee, description=description, due_at=due_at):
            kind, to = "action_planned", User.objects.active().filter(pk=assignee)
            by |= {"description": description, "due_at": due_at.isoformat()}
        case e.Resolved(reason=reason, note=note):
            kind, to = "is_it_fixed", _reporters(state)
            by |= {"reason": reason, "note": note}
        case e.Declined(reason=reason):
            kind, to = "declined", _reporters(state)
            by["reason"] = reason
        case e.Reopened(reason=reason):
            kind, to = "reopened", _holders(issue)
            by["reason"] = reason
        case _:
            return
    key = f"{kind}:{issue.pk}:{state.seq}"
    _tell([p for p in to if actor is None or p.pk != actor.pk], key, kind, issue, facts | by, now)


def _holders(issue: Issue) -> list[User]:
    rung = Rung(Clock.ACT, 1, 0, (recipients.Recipient(recipients.Whom.HOLDER),))
    return recipients.of_rung(issue, rung)


def _reporters(state: State) -> Iterable[User]:
    return User.objects.active().filter(pk__in=state.reporters)


def _facts(issue: Issue, state: State) -> dict[str, Any]:
    """What every message says about the issue, as it was when the message was written."""
    return {
        "issue": issue.pk,
        "title": issue.title,
        "point": issue.point.name,
        "owner": issue.point.owner.name,
        "severity": state.severity,
        "cycle": state.cycle,
        "act_by": state.act_by.isoformat(),
        "next_due_at": state.next_due.isoformat() if state.next_due else "",
        "reported_at": state.reported_at.isoformat(),
    }


def _tell(
    people: Iterable[User], key: str, kind: str, issue: Issue, facts: dict[str, Any], now: datetime
) -> None:
    urgent = facts.get("severity") == Severity.CRITICAL
    enqueue(
        (
            Draft(f"{key}:{person.pk}", person.pk, kind, about(issue.pk), facts, urgent)
            for person in people
            if person.is_active
        ),
        now=now,
    )
