"""Following an issue: who wants to hear what happens to it, without having it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from django.db.models import Q, QuerySet

from issues.commands.permissions import must_see, sees
from issues.models import Issue, Watch
from issues.rules import events as e
from people.models import User

EXCERPT: Final = 500  # letters of a comment that a message quotes
_WHAT: Final[dict[type[e.Event], str]] = {
    e.HandedOver: "handed_over",
    e.ActionPlanned: "planned",
    e.ActionStarted: "acted_on",
    e.ActionCompleted: "acted_on",
    e.ContainmentRecorded: "acted_on",
    e.Resolved: "resolved",
    e.Reopened: "reopened",
    e.Declined: "declined",
    e.Merged: "merged",
}


def watch(*, issue: int, actor: User, now: datetime) -> Issue:
    """Follow the issue from now on. Never an act, and no event; pressing twice is pressing once."""
    found = Issue.objects.get(pk=issue)
    must_see(found, actor, now)
    follow(issue, [actor.pk], now)
    return found


def unwatch(*, issue: int, actor: User, now: datetime) -> Issue:  # noqa: ARG001  every command takes `now`
    """Follow it no longer, nor any duplicate that was merged into it."""
    watches_of(issue).filter(person=actor).delete()
    return Issue.objects.get(pk=issue)


def follow(issue: int, people: Collection[int], now: datetime) -> None:
    """Each of them follows the issue; who does already goes on."""
    Watch.objects.bulk_create(
        [Watch(issue_id=issue, person_id=pk, since=now) for pk in people], ignore_conflicts=True
    )


def watches_of(issue: int) -> QuerySet[Watch]:
    """Whoever follows a duplicate follows the issue that it was merged into, for as long as it is merged."""
    return Watch.objects.filter(issue__in=Issue.objects.together_with(issue).values("pk"))


def followed(issues: Collection[int]) -> frozenset[int]:
    """Those of the issues that anybody follows, or a duplicate that was merged into them."""
    watches = Watch.objects.filter(Q(issue__in=issues) | Q(issue__merged_into__in=issues))
    pairs = watches.values_list("issue", "issue__merged_into")
    return frozenset(pk for pair in pairs for pk in pair if pk is not None)


def watchers_of(issue: int) -> list[User]:
    """The active people who follow the issue, the longest first."""
    watches = watches_of(issue).filter(person__is_active=True).select_related("person")
    return list({one.person_id: one.person for one in watches.order_by("since", "pk")}.values())


def whom_to_tell(issue: Issue, event: e.Event, besides: Collection[int | None], now: datetime) -> list[User]:
    """Who follows the issue, wants to hear of this, is not told anyway, and may see it."""
    if type(event) not in _WHAT:
        return []
    return [one for one in watchers_of(issue.pk) if one.pk not in besides and sees(issue, one, now)]


def facts_of(event: e.Event) -> dict[str, Any]:
    """What a watcher reads of the event beside what every message says."""
    facts: dict[str, Any] = {"what": _WHAT[type(event)]}
    match event:
        case e.ActionPlanned(description=description, due_at=due_at):
            facts |= {"description": description, "due_at": due_at.isoformat()}
        case e.Resolved(reason=reason, note=words):
            facts |= {"reason": reason, "words": words}
        case e.Reopened(reason=words) | e.Declined(reason=words) | e.HandedOver(reason=words):
            facts["words"] = words
        case e.ContainmentRecorded(evidence=words) | e.ActionCompleted(evidence=words):
            facts["words"] = words
        case e.Merged(into=into):
            facts |= {"into": into, "path": f"/issues/{into}/#next-move"}
    return facts
