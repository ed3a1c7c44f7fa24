"""Messages in the application: what a person was told, unread ones marked, and all that a digest stands for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import select_template
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from notifications.commands.confidences import kept_from
from notifications.commands.reading import mark_read
from notifications.commands.rendering import readable
from notifications.models import Message
from notifications.rules.digests import DIGEST
from people.models import User
from people.views.viewers import viewer

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A message with its facts and the fragment that words them."""

    message: Message
    facts: dict[str, Any]
    template: Any
    is_urgent: bool = False


def messages(request: HttpRequest) -> HttpResponse:
    """The newest 50, or those that follow `?before=` (when the last one seen was told, and its number)."""
    person, now = viewer(request), timezone.now()
    mine = Message.objects.for_person(person.pk)
    before = _cursor(request.GET.get("before", ""))
    if before is not None:
        mine = mine.filter(Q(visible_at__lt=before[0]) | Q(visible_at=before[0], pk__lt=before[1]))
    found = list(mine[: PAGE + 1])
    lines = _lines(found[:PAGE], person, now)
    context = {
        "lines": lines,
        "unread": Message.objects.for_person(person.pk).unread().count(),
        "next_url": _address(lines[-1].message) if len(found) > PAGE else "",
        "is_first": before is None,
        "now": now,
    }
    return render(request, "notifications/messages.html", context)


@require_safe
def digest(request: HttpRequest, number: int) -> HttpResponse:
    """All that one digest stands for, 50 at a time, or those that follow `?after=` (the number of the last one seen)."""
    person, now = viewer(request), timezone.now()
    told = get_object_or_404(Message.objects.for_person(person.pk), pk=number, kind=DIGEST)
    mark_read(recipient=person, message=number, now=now)
    items = Message.objects.told_in(told)
    after = request.GET.get("after", "")
    last = items.filter(pk=int(after)).first() if after.isdecimal() and len(after) < 19 else None
    found = list((items.behind(last) if last is not None else items)[: PAGE + 1])
    heading, *lines = _lines([told, *found[:PAGE]], person, now)  # the heading, too, counts what may be read
    context = {
        "digest": told,
        "heading": heading.facts["title"],
        "lines": lines,
        "next_url": f"?after={found[PAGE - 1].pk}" if len(found) > PAGE else "",
        "is_first": last is None,
        "now": now,
    }
    return render(request, "notifications/digest.html", context)


@require_POST
def read(request: HttpRequest, number: int) -> HttpResponse:
    """Mark one message as read."""
    mark_read(recipient=viewer(request), message=number, now=timezone.now())
    return redirect("messages")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all messages as read."""
    mark_read(recipient=viewer(request), now=timezone.now())
    return redirect("messages")


def _lines(found: Sequence[Message], person: User, now: datetime) -> list[Line]:
    """Of what the person may not read any more only that it was told."""
    kept = kept_from(person, found, now)
    secret = {"title": _("A confidential message")}
    return [Line(m, secret, _template("in_confidence")) if m.pk in kept else _line(m) for m in found]


def _line(message: Message) -> Line:
    """One that is spoiled must not spoil the page."""
    try:
        return Line(
            message, readable(message.context, message.kind), _template(message.kind), message.is_urgent
        )
    except (TypeError, ValueError, AttributeError):
        return Line(message, {"title": _("A message that cannot be read")}, _template("any"))


def _address(last: Message) -> str:
    """The page after this message. One that was never told stands last, so nothing follows it."""
    return "?" + urlencode({"before": f"{last.visible_at.isoformat()}~{last.pk}"}) if last.visible_at else ""


def _cursor(text: str) -> tuple[datetime, int] | None:
    """What `_address` wrote; None for what cannot be read, and then the first page is meant."""
    at, _, pk = text.rpartition("~")
    try:
        instant, key = datetime.fromisoformat(at), int(pk)
    except ValueError:
        return None
    return (instant, key) if instant.tzinfo is not None and 0 <= key < 2**63 else None


def _template(kind: str) -> Any:
    names = [f"notifications/messages/_{kind}.html", "notifications/messages/_any.html"]
    return select_template(names)
