"""Whom to tell what a person's command did to an issue: those whom it concerns, and those who follow the issue."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from inflection_points.rules.policies import Severity
from issues.commands import watching
from issues.commands.recipients import Directory
from issues.commands.telling import drafts_for, facts_about, happened_again
from issues.models import Issue
from issues.rules import events as e
from issues.rules.moves import next_move
from issues.rules.state import State
from issues.rules.undoing import UNDO_WITHIN, is_undoable
from notifications.commands.outbox import Draft, enqueue
from people.models import User

Concern = tuple[str, Iterable[User], dict[str, Any]]  # the kind of message, whom, and what it says besides

_CONCERNING: Final = (
    e.Reported,
    e.Accepted,
    e.HandedOver,
    e.ActionPlanned,
    e.ActionReassigned,
    e.Resolved,
    e.Declined,
    e.Verified,
    e.Reopened,
    e.Merged,
    e.Unmerged,
    e.Commented,
    e.HolderNudged,
    *e.ACTS,
)
_TOLD_AS: Final[dict[type[e.Event], str]] = {e.Accepted: "taken", e.Resolved: "is_it_fixed"}


def told_as(event: type[e.Event]) -> str:
    """The kind of the messages that tell those whom such an event concerns; keys begin with it."""
    return _TOLD_AS.get(event) or e.kind_of(event)


def happened(
    issue: Issue,
    state: State,
    event: e.Event,
    actor: User | None,
    now: datetime,
    *,
    before: State | None = None,
    people: Directory | None = None,
    held_for: timedelta = UNDO_WITHIN,
) -> None:
    """Tell those whom one command's event concerns, except the person who did it. `before` is what it changed.

    What can be taken back is told only `held_for` later, once it cannot be any more, unless it is critical.
    """
    if isinstance(event, e.ReportAdded):
        enqueue(happened_again(issue, state, people or Directory.around([issue]), actor, now), now=now)
    if not isinstance(event, _CONCERNING):
        return
    people = people or Directory.around([issue])
    kind, to, said = _concern(issue, state, event, people, before)
    facts = _facts(issue, state, event, people, actor) | said
    drafts = drafts_for(_others(to, actor), f"{kind}:{issue.pk}:{state.seq}", kind, issue, facts)
    drafts += _told_too(issue, state, event, people, facts, actor)
    told = {*(draft.recipient for draft in drafts), actor.pk if actor is not None else None}
    if people.followed is None or issue.pk in people.followed:
        drafts += _told_watchers(issue, state, event, facts, watching.whom_to_tell(issue, event, told, now))
    held_until = now + held_for if is_undoable(event) and state.severity is not Severity.CRITICAL else None
    enqueue([replace(draft, held_until=held_until) for draft in drafts], now=now)


def _facts(
    issue: Issue, state: State, event: e.Event, people: Directory, actor: User | None
) -> dict[str, Any]:
    facts = facts_about(issue, state, people) | {"by": actor.name if actor else ""}
    return facts | ({"seq": state.seq} if is_undoable(event) else {})


def _others(people: Iterable[User], actor: User | None) -> list[User]:
    return [person for person in people if actor is None or person.pk != actor.pk]


def _told_too(
    issue: Issue, state: State, event: e.Event, people: Directory, facts: dict[str, Any], actor: User | None
) -> list[Draft]:
    """Those who reported it as well hear that it is open again, unless they are told as whoever has it."""
    if not isinstance(event, e.Reopened):
        return []
    known = {person.pk for person in people.holders(issue)} | ({actor.pk} if actor is not None else set())
    others = [one for one in people.active(state.reporters) if one.pk not in known]
    return drafts_for(others, f"open_again:{issue.pk}:{state.seq}", "open_again", issue, dict(facts))


def _told_watchers(
    issue: Issue, state: State, event: e.Event, facts: dict[str, Any], watchers: list[User]
) -> list[Draft]:
    if not watchers:  # also of events of which nobody who follows hears
        return []
    key = f"watched:{issue.pk}:{state.seq}"
    return drafts_for(watchers, key, "watched", issue, facts | watching.facts_of(event))


def _concern(issue: Issue, state: State, event: e.Event, people: Directory, before: State | None) -> Concern:
    return (
        _judged(issue, state, event, people, before)
        or _reminded(state, event, people)
        or _worked(issue, event, before, people)
    )


def _judged(
    issue: Issue, state: State, event: e.Event, people: Directory, before: State | None
) -> Concern | None:
    """What is told to those who reported it, and to whoever has it again."""
    match event:
        case e.Resolved(reason=closure, note=note):
            return "is_it_fixed", people.active(state.reporters), {"reason": closure, "note": note}
        case e.Declined(reason=reason):
            return "declined", people.active(state.reporters), {"reason": reason}
        case e.Merged(into=into):
            facts = {"into": into, "path": f"/issues/{into}/#next-move"}
            return "merged", people.active(state.reporters), facts
        case e.Verified():
            return "verified", people.active(state.reporters), {}
        case e.Unmerged(reason=reason):
            other = before.merged_into if before is not None else None
            return "unmerged", people.active(state.reporters), {"other": other, "reason": reason}
        case e.Reopened(reason=reason):
            return "reopened", people.holders(issue), {"reason": reason}
    return None


def _reminded(state: State, event: e.Event, people: Directory) -> Concern | None:
    """What is told to those whose move it is, when somebody asks them for it."""
    if not isinstance(event, e.HolderNudged) or (move := next_move(state, state.last_at)) is None:
        return None
    facts = {
        "move": move.kind,
        "deadline_at": move.deadline.isoformat(),
        "late": move.deadline <= state.last_at,
    }
    return e.kind_of(event), people.active(event.people), facts


def _worked(issue: Issue, event: e.Event, before: State | None, people: Directory) -> Concern:
    """What is told to those who have it, had it, or are to do something; acts concern only those who follow."""
    match event:
        case e.Reported():
            return "reported", people.holders(issue), {}
        case e.Accepted():
            return "taken", people.active([before.holder if before else None]), {}
        case e.HandedOver(reason=reason):
            return "handed_over", people.holders(issue), {"reason": reason}
        case e.ActionPlanned(assignee=assignee, description=description, due_at=due_at):
            facts = {"description": description, "due_at": due_at.isoformat()}
            return "action_planned", people.active([assignee]), facts
        case e.ActionReassigned(action=action, to=to):
            work = issue.actions.get(pk=action)
            facts = {"description": work.description, "due_at": work.due_at.isoformat()}
            return "action_planned", people.active([to]), facts
        case e.Commented(text=text, mentions=mentions):
            facts = {"text": text[: watching.EXCERPT], "path": f"/issues/{issue.pk}/#timeline"}
            return "mentioned", people.active(mentions), facts
    return e.kind_of(event), (), {}
