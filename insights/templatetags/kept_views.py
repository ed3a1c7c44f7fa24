"""The views that somebody kept of the measures, on every page that their choices fit to."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Protocol
from urllib.parse import urlencode

from django import template
from django.db.models import BigIntegerField, Case, QuerySet, When
from django.urls import reverse

from issues.models import SavedView
from people.models import User
from people.querysets.prepared import Prepared, Slot

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
    views = _seen_by(form.does_not_ask).models(person=request.user.pk)
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


@cache
def _seen_by(does_not_ask: tuple[str, ...]) -> Prepared:
    """Those that fit a page, one's own first, and one more when there are more."""

    def written() -> QuerySet[SavedView]:
        person = Slot("person", BigIntegerField())
        own_first = Case(When(owner=person, then=0), default=1)
        seen = SavedView.objects.seen_by(person).on(PAGE).select_related(None)
        for name in does_not_ask:
            seen = seen.exclude(query__regex=rf"(^|&){name}=")
        return seen.order_by(own_first, "name", "pk")[: SHOWN + 1]

    return Prepared(written)
