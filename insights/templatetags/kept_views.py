"""The views that somebody kept of the measures, on every page that their choices fit to."""

from dataclasses import dataclass
from typing import Any, Final, Protocol
from urllib.parse import urlencode

from django import template
from django.db.models import Case, When
from django.urls import reverse

from issues.models import SavedView
from people.models import User

register = template.Library()
PAGE: Final = "insights:overview"  # on which a kept view opens from the page of all views
SHOWN: Final = 8


class Choice(Protocol):
    """A form of what the measures are narrowed down to."""

    keeps_views: bool
    does_not_ask: tuple[str, ...]

    def is_valid(self) -> bool:
        """Whether it can be kept."""

    def state(self) -> str:
        """What was chosen, as an address says it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Links to this page as each view narrows it down, and where to keep what is looked at now."""

    views: list[tuple[SavedView, str, bool]]  # the view, its address here, whether it is looked at
    has_more: bool
    is_narrowed: bool
    save_url: str  # empty where there is nothing that can be kept


@register.simple_tag(takes_context=True)
def kept_views(context: dict[str, Any], form: Choice) -> Kept | None:
    """None where a view does not fit: on the lists behind numbers, and where nobody is signed in."""
    request = context["request"]
    if not form.keeps_views or not isinstance(request.user, User):
        return None
    state, path = form.state(), request.path
    own_first = Case(When(owner=request.user, then=0), default=1)
    seen = SavedView.objects.seen_by(request.user).on(PAGE)
    for name in form.does_not_ask:
        seen = seen.exclude(query__regex=rf"(^|&){name}=")
    views = list(seen.order_by(own_first, "name", "pk")[: SHOWN + 1])
    save = {"back": path, "query": state}
    return Kept(
        [
            (view, f"{path}?{view.query}" if view.query else path, view.query == state)
            for view in views[:SHOWN]
        ],
        has_more=len(views) > SHOWN,
        is_narrowed=bool(state),
        save_url=f"{reverse('insights:save_view')}?{urlencode(save)}" if state and form.is_valid() else "",
    )
