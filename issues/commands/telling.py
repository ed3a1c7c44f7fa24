"""Whom to tell what when something happens to an issue: messages for the outbox, written with the fact."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from inflection_points.models import Calendar, Poster
from inflection_points.rules.policies import Clock, Policy, Rung, Severity
from issues.commands.recipients import AnyIssue, Directory
from issues.models import Issue, Overflow
from issues.rules import events as e
from issues.rules.answering import waits_for_guest
from issues.rules.state import State
from notifications.commands.outbox import Draft, amend, enqueue
from notifications.rules.digests import next_digest
from people.models import User
from people.rules.kept import kept
from people.rules.words import say

LISTED: Final = 20  # findings that one message names
_ASIDE: Final = kept(say("Issue %(issue)s could not be processed"))
_BROKEN: Final = say("The auditor found what breaks the promise").plain()
_WOULD_GO_WRONG: Final = say("Something would go wrong as things stand").plain()


def about(issue: int) -> str:
    """How a message names the issue that it is about."""
    return f"issue:{issue}"


def confide(issue: Issue, *, is_confidential: bool) -> None:
    """What is told of an issue is as confidential as the issue, also what this transaction is about to tell.

    Whoever was told of it may open it still, unless it told only those who saw the issue anyway.
    """
    beginnings = [f"{kind}:{issue.pk}:" for kind in _TOLD_OF]
    amend(about(issue.pk), beginnings, is_confidential=is_confidential)


TO_WHOM_SEES: Final = ("mentioned", "watched")  # kinds that let nobody in: `issues_lets_in` names them, too

# Beginnings of keys: there is an index on them, and none on what a message is about.
_TOLD_OF: Final = (
    "escalated",
    "asked",
    "nudged",
    "wait_expired",
    "reported",
    "taken",
    "handed_over",
    "reopened",
    "action_planned",
    "is_it_fixed",
    "declined",
    "merged",
    "open_again",
    "happened_again",
    "verified",
    "unmerged",
    "holder_nudged",
    "promise_due",
    "promise_missed",
    *TO_WHOM_SEES,
)


def automatic(
    issue: AnyIssue, state: State, event: e.Event, policy: Policy, people: Directory
) -> list[Draft]:
    """The messages for what the engine recorded by itself."""
    match event:
        case e.Escalated():
            return _escalated(issue, state, event, policy, people)
        case e.AskedAgain():
            return _asked_again(issue, state, people)
        case e.Nudged() | e.WaitExpired():
            return _reminded(issue, state, event, people)
    return []


def _reminded(
    issue: AnyIssue, state: State, event: e.Nudged | e.WaitExpired, people: Directory
) -> list[Draft]:
    """Whoever has it: nothing was done since it came, or nobody outside answered."""
    kind = e.kind_of(event)
    key = f"{kind}:{issue.pk}:{state.cycle}:{event.due_at.isoformat()}"
    facts = facts_about(issue, state, people) | {"handed_at": _at(state.handed_at)}
    if state.pauses:
        facts["waited_since_at"] = _at(state.pauses[-1][0])
    return drafts_for(people.to_remind(issue, state.last_at), key, kind, issue, facts)


def _at(instant: datetime | None) -> str:
    return instant.isoformat() if instant is not None else ""


def _escalated(
    issue: AnyIssue, state: State, event: e.Escalated, policy: Policy, people: Directory
) -> list[Draft]:
    """A rung that reaches nobody is passed over at once: the next one is told, and so are the administrators."""
    ladder = policy.ladders[Clock(event.clock)]
    fired = ladder[event.rung - 1]
    told, passed = people.climb(issue, ladder[event.rung - 1 :], state.last_at)
    drafts = [d for rung in passed for d in _rung_reaches_nobody(issue, rung, state, people)]
    key = f"escalated:{issue.pk}:{state.cycle}:{event.clock}:{event.rung}:{event.due_at.isoformat()}"
    facts = facts_about(issue, state, people) | {
        "clock": event.clock,
        "rung": event.rung,
        "percent": fired.percent,
        "due_at": event.due_at.isoformat(),
        "holder": ", ".join(person.name for person in people.holders(issue)),
        "reopened": state.cycle > 1 and event.clock is e.AlarmKind.ACT and event.due_at == state.started_at,
    }
    gathered_at = state.last_at if comes_in_a_digest(state, event) else None
    if gathered_at is not None:
        facts["repeats"] = True
    return drafts + drafts_for(told, key, "escalated", issue, facts, gathered_at=gathered_at)


def comes_in_a_digest(state: State, event: e.Escalated) -> bool:
    """What comes every working day, or all at once from another system or version, is one digest a person. Critical
    does not wait for it."""
    floors = [floor for floor in (state.not_before, state.grace_until) if floor is not None]
    in_digest = event.again or any(event.due_at <= floor for floor in floors)
    return in_digest and state.severity is not Severity.CRITICAL


def _rung_reaches_nobody(issue: AnyIssue, rung: Rung, state: State, people: Directory) -> list[Draft]:
    """Once a week for each point and rung, so that the administrators are told and not flooded.

    They mend the ladder, and need not read a confidential issue for that.
    """
    at = state.last_at
    key = f"unreachable:{issue.policy_version_id}:{rung.clock}:{rung.position}:{issue.point_id}:{at:%G-%V}"
    facts = {
        "point": people.points[issue.point_id].name,
        "clock": rung.clock,
        "rung": rung.position,
        "issue": issue.pk,
        **({"path": "/status/#would-go-wrong"} if state.is_confidential else {}),
    }
    return drafts_for(people.administrators(), key, "rung_reaches_nobody", issue, facts)


def _asked_again(issue: AnyIssue, state: State, people: Directory) -> list[Draft]:
    """The reporters once more; after that, or when none of them is left, whoever answers for the issue.

    Nobody can write to somebody without a name: the receipt says that they are asked again.
    """
    key = f"asked:{issue.pk}:{state.cycle}:{state.asked}"
    facts = facts_about(issue, state, people)
    reporters = people.active(state.reporters) if state.asked == 1 else []
    if reporters or waits_for_guest(state):
        return drafts_for(reporters, key, "is_it_fixed", issue, facts | {"again": True})
    return drafts_for(people.answering(issue), key, "still_unconfirmed", issue, facts)


def set_aside(issue: int, reason: str, now: datetime) -> list[Draft]:
    """The engine could not process an issue: the administrators are told, once a day for each."""
    facts = {
        "title": _ASIDE.of(issue=issue),
        "issue": issue,
        "reason": reason,
        "path": "/status/",
    }
    return _to_administrators(f"set_aside:{issue}:{now:%F}", "set_aside", facts)


def promise_is_broken(findings: int, now: datetime) -> list[Draft]:
    """The auditor found something: the administrators are told, once a day while it lasts."""
    facts = {"title": _BROKEN, "count": findings, "path": "/status/"}
    return _to_administrators(f"audit:{now:%F}", "promise_is_broken", facts)


def would_go_wrong(sentences: list[str], now: datetime) -> list[Draft]:
    """The lint found gaps that nobody was told of yet: the administrators are told, in one message a day."""
    facts = {
        "title": _WOULD_GO_WRONG,
        "count": len(sentences),
        "sentences": sentences[:LISTED],
        "more": max(0, len(sentences) - LISTED),
        "path": "/status/#would-go-wrong",
    }
    return _to_administrators(f"would_go_wrong:{now:%F}", "would_go_wrong", facts)


def overflow(posters: Iterable[int], now: datetime) -> None:
    """Reports came by these posters' links faster than they are taken: the administrators are told, once a day each."""
    for poster in Poster.objects.filter(pk__in=posters).select_related("point", "site"):
        waiting = poster.overflow.filter(state=Overflow.State.WAITING, is_too_fast=True).count()
        facts = {"place": str(poster), "waiting": waiting, "path": "/overflow/"}
        enqueue(_to_administrators(f"overflow:{poster.pk}:{now:%F}", "overflow", facts), now=now)


def _to_administrators(key: str, kind: str, facts: dict[str, Any]) -> list[Draft]:
    return [Draft(f"{key}:{p.pk}", p.pk, kind, "", facts) for p in User.objects.administrators()]


def calendar_is_dry(issue: Issue, calendar: Calendar, now: datetime) -> None:
    """A calendar without working time in the next 30 days runs 24×7; the administrators are told, weekly."""
    key = f"dry_calendar:{calendar.pk}:{calendar.revision}:{now:%G-%V}"
    facts: dict[str, Any] = {"calendar": calendar.name, "point": issue.point.name, "issue": issue.pk}
    if issue.is_confidential:
        facts["path"] = "/calendars/"
    enqueue(drafts_for(User.objects.administrators(), key, "calendar_is_dry", issue, facts), now=now)


def happened_again(
    issue: AnyIssue, state: State, people: Directory, by: User | None, now: datetime
) -> list[Draft]:
    """Whoever has it learns that it happened to somebody else too: once a day, in their digest, however often it did."""
    holders = [person for person in people.holders(issue) if by is None or person.pk != by.pk]
    facts = facts_about(issue, state, people) | {"by": by.name if by is not None else ""}
    key, at = f"happened_again:{issue.pk}:{now:%F}", None if state.severity is Severity.CRITICAL else now
    return drafts_for(holders, key, "happened_again", issue, facts, gathered_at=at)


def facts_about(issue: AnyIssue, state: State, people: Directory) -> dict[str, Any]:
    """What every message says about the issue, as it was when the message was written."""
    point = people.points[issue.point_id]
    return {
        "issue": issue.pk,
        "title": issue.title,
        "point": point.name,
        "owner": point.owner.name,
        "severity": state.severity,
        "cycle": state.cycle,
        "act_by": state.act_by.isoformat(),
        "resolve_by": state.resolve_by.isoformat(),
        "next_due_at": state.next_due.isoformat() if state.next_due else "",
        "reported_at": state.reported_at.isoformat(),
        **({"is_confidential": True} if state.is_confidential else {}),
    }


def drafts_for(
    people: Iterable[User],
    key: str,
    kind: str,
    issue: AnyIssue,
    facts: dict[str, Any],
    *,
    gathered_at: datetime | None = None,
) -> list[Draft]:
    """One message a person. `gathered_at`: it is told in the person's first digest after that instant."""
    urgent, is_confidential = facts.get("severity") == Severity.CRITICAL, bool(facts.get("is_confidential"))
    facts.setdefault("path", f"/issues/{issue.pk}/#next-move")
    return [
        Draft(
            f"{key}:{person.pk}",
            person.pk,
            kind,
            about(issue.pk),
            facts,
            urgent,
            next_digest(gathered_at, person.time_zone) if gathered_at is not None else None,
            is_confidential,
        )
        for person in people
        if person.is_active
    ]
