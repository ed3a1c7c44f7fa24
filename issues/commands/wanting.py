"""Whether a message is still wanted when its turn comes: state is checked again at sending."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final

from issues.commands.permissions import sees
from issues.commands.telling import TO_WHOM_SEES, about
from issues.models import Action, Event, Issue, Report
from issues.rules import events as e
from issues.rules.events import AlarmKind
from issues.rules.memory import thaw
from issues.rules.moves import MoveKind, next_move
from issues.rules.state import CLOSED, Phase
from notifications.models import Message
from people.models import User
from people.rules.words import say


def unwanted(messages: Iterable[Message], now: datetime) -> dict[int, str]:
    """The messages that would only disturb, by primary key, each with why. Three queries for all of them."""
    messages = [message for message in messages if message.about]  # a digest is judged by what it stands for
    issues = {about(i.pk): i for i in Issue.objects.filter(pk__in={m.context.get("issue") for m in messages})}
    open_work = set(
        Action.objects.filter(issue__in=[i.pk for i in issues.values()], completed_at=None).values_list(
            "issue_id", "assignee_id"
        )
    )
    reasons = {m.pk: _why_not(m, issues.get(m.about), open_work, now) for m in messages}
    reasons |= dict.fromkeys(_taken_back(messages), say("it was taken back").plain())
    reasons |= dict.fromkeys(_kept(messages), say("the promise was kept").plain())
    return {pk: reason for pk, reason in reasons.items() if reason}


def kept_from(things: Collection[str], person: User, now: datetime) -> set[str]:
    """Those of these issues, named as messages name them, that the person may not see. One query."""
    numbers = {int(thing.partition(":")[2]): thing for thing in things}
    seen = Issue.objects.visible_to(person, now).filter(pk__in=numbers).values_list("pk", flat=True)
    return {*things} - {numbers[pk] for pk in seen}


def _kept(messages: Iterable[Message]) -> list[int]:
    """The messages about promises that were kept since."""
    asked = {m.pk: m.context.get("report") for m in messages if m.kind in _OF_PROMISES}
    if not asked:
        return []
    kept = set(
        Report.objects.filter(pk__in=asked.values(), kept_at__isnull=False).values_list("pk", flat=True)
    )
    return [pk for pk, report in asked.items() if report in kept]


_OF_PROMISES: Final = ("promise_due", "promise_missed")


def _taken_back(messages: Iterable[Message]) -> list[int]:
    """The messages about what was undone since they were written."""
    about_events = {
        m.pk: (m.context["issue"], m.context["seq"]) for m in messages if {"issue", "seq"} <= m.context.keys()
    }
    if not about_events:
        return []
    undone = Event.objects.filter(
        kind=e.kind_of(e.Undone), issue__in={issue for issue, _ in about_events.values()}
    )
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for issue, seq, payload in undone.values_list("issue", "seq", "payload"):
        spans[issue].append((payload["of"], seq))
    return [
        pk
        for pk, (issue, seq) in about_events.items()
        if any(first <= seq < until for first, until in spans[issue])
    ]


def _why_not(message: Message, issue: Issue | None, open_work: set[tuple[int, int]], now: datetime) -> str:
    if issue is None:
        return say("the issue is gone").plain()
    if _is_told_too_much(message, issue, now):
        return say("the issue is confidential").plain()
    if message.context.get("cycle", issue.cycle) != issue.cycle:
        return say("the issue was reopened since").plain()
    match message.kind:
        case "escalated":
            return _why_no_escalation(message, issue, now)
        case "is_it_fixed" | "still_unconfirmed":
            return "" if issue.phase == Phase.RESOLVED else say("the question is answered").plain()
        case "action_planned":
            return (
                ""
                if (issue.pk, message.recipient_id) in open_work
                else say("the action is completed").plain()
            )
        case "holder_nudged":
            return _why_no_nudge(message, issue, now)
        case "nudged" | "wait_expired":
            return _why_no_reminder(message, issue)
        case "verified":
            return "" if issue.phase == Phase.VERIFIED else say("the issue was reopened since").plain()
        case "reported" | "handed_over" | "reopened" | "open_again" | "unmerged" | "happened_again":
            return "" if issue.phase not in CLOSED else say("the issue is closed").plain()
    return ""


def _is_told_too_much(message: Message, issue: Issue, now: datetime) -> bool:
    """Whether it tells of a confidential issue to somebody who is not let into it.

    What the ladder or a command says in confidence lets its reader in; what names no more than a place may go.
    """
    lets_in = message.is_confidential and message.kind not in TO_WHOM_SEES
    if not issue.is_confidential or lets_in or message.kind in _ABOUT_PLACES:
        return False
    return not sees(issue, message.recipient, now)


_ABOUT_PLACES: Final = ("rung_reaches_nobody", "calendar_is_dry")


def _why_no_reminder(message: Message, issue: Issue) -> str:
    if issue.phase in CLOSED or issue.phase == Phase.RESOLVED:
        return say("the issue is resolved").plain()
    if message.kind == "nudged" and issue.acted_at is not None and issue.acted_at > message.created_at:
        return say("somebody acted").plain()
    return ""


def _why_no_nudge(message: Message, issue: Issue, now: datetime) -> str:
    """What was asked for may have been done before anybody was told; a move that only came late is the same."""
    move = next_move(thaw(issue.memory), now)
    asked_for = {message.context.get("move")}
    if asked_for & {MoveKind.ACCEPT, MoveKind.PLAN}:  # past the act target it is: act
        asked_for.add(MoveKind.ACT)
    return "" if move is not None and move.kind in asked_for else say("the move is made").plain()


def _why_no_escalation(message: Message, issue: Issue, now: datetime) -> str:
    clock = message.context.get("clock")
    if issue.phase in CLOSED or issue.phase == Phase.RESOLVED:
        return say("the issue is resolved").plain()
    if clock == AlarmKind.RESOLVE:
        return ""
    if issue.acted_at is not None:
        return say("somebody acted").plain()
    if clock == AlarmKind.ACCEPT and issue.accepted_at is not None:
        return say("somebody accepted it").plain()
    if issue.held_until is not None and issue.held_until > now:
        return say("an action is planned").plain()
    return ""
