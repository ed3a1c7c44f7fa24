"""The views above the list: one's own and those that others share, each a link."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Case, Exists, OuterRef, When
from django.http import QueryDict

from issues.models import DefaultView, SavedView
from issues.querysets.saved_views import SavedViewQuerySet
from issues.views.addresses import ALL, shown
from people.models import User

SHOWN: Final = 8
_OWN_FIRST: Final = ["-opens", "rank", "name", "pk"]


@dataclass(frozen=True, slots=True)
class Tab:
    """A link to a list. `is_default`: the person's list opens with it."""

    label: str
    url: str
    is_current: bool
    is_default: bool = False


def seen_by(person: User) -> SavedViewQuerySet:
    """The views that this person can open: the one with which the list opens first, then the own ones."""
    opens = DefaultView.objects.filter(person=person, view=OuterRef("pk"))
    own_first = Case(When(owner=person, then=0), default=1)
    seen = SavedView.objects.seen_by(person)
    views = seen.annotate(opens=Exists(opens), rank=own_first)  # type: ignore[no-redef]  # declared there
    return views.order_by(*_OWN_FIRST)


def first_views(person: User) -> list[SavedView]:
    """Those that stand above the list, and one more when there are more. The first is the default, if any `opens`."""
    return list(seen_by(person)[: SHOWN + 1])


def tabs(views: list[SavedView], person: User, query: QueryDict) -> dict[str, Any]:
    """The links, the view that is looked at, and whether the address shows something else by now."""
    asked = query.get("view", "")
    current = next((view for view in views if str(view.pk) == asked), None) or _other(person, asked)
    listed = views[:SHOWN]
    if current is not None and current not in listed:
        listed = [*listed[: SHOWN - 1], current]
    links = [Tab(view.name, view.get_absolute_url(), view == current, view.opens) for view in listed]
    state = shown(query).urlencode()
    return {
        "tabs": [Tab("All issues", ALL, current is None and not state), *links],
        "has_more_views": len(views) > SHOWN,
        "view": current,
        "view_is_mine": current is not None and current.owner_id == person.pk,
        "view_is_changed": current is not None and current.query != state,
    }


def meant_by(query: QueryDict, person: User) -> SavedView | None:
    """The view that the address names without saying what it shows: then what was saved is meant."""
    found = _other(person, query["view"]) if set(query) == {"view"} else None
    return found if found is not None and found.query else None


def _other(person: User, asked: str) -> SavedView | None:
    """A view that does not stand among the links; None for what is none, or not theirs to see."""
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        return None
    return seen_by(person).filter(pk=int(asked)).first()
