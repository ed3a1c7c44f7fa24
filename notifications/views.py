"""Messages in the application: what a person was told, unread ones marked."""

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import select_template
from django.utils import timezone
from django.views.decorators.http import require_POST

from notifications.commands.reading import mark_read
from notifications.commands.rendering import readable
from notifications.models import Message
from people.views.viewers import viewer

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A message with its facts and the fragment that words them."""

    message: Message
    facts: dict[str, Any]
    template: Any


def messages(request: HttpRequest) -> HttpResponse:
    """The newest 50, or those before `?before=` (the number of a message)."""
    mine = Message.objects.for_person(viewer(request).pk)
    before = request.GET.get("before", "")
    if before.isdecimal():
        mine = mine.filter(pk__lt=int(before))
    found = list(mine.order_by("-pk")[: PAGE + 1])
    lines = [Line(m, readable(m.context), _template(m.kind)) for m in found[:PAGE]]
    context = {
        "lines": lines,
        "unread": Message.objects.for_person(viewer(request).pk).unread().count(),
        "next_url": f"?before={lines[-1].message.pk}" if len(found) > PAGE else "",
        "is_first": not before,
        "now": timezone.now(),
    }
    return render(request, "notifications/messages.html", context)


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


def _template(kind: str) -> Any:
    names = [f"notifications/messages/_{kind}.html", "notifications/messages/_any.html"]
    return select_template(names)
