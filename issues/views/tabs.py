"""The views above the list: one's own and those that others share, each a link."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import BigIntegerField, Case, Exists, OuterRef, Q, When, Window
from django.db.models.functions import RowNumber
from django.http import QueryDict
from django.utils.translation import gettext as _

from issues.models import LIST, DefaultView, SavedView
from issues.querysets.saved_views import SavedViewQuerySet
from issues.views.addresses import ALL, shown
from people.models import User
from people.querysets.prepared import Prepared, Slot

SHOWN: Final = 8
_OWN_FIRST: Final = ["-opens", "rank", "name", "pk"]


@dataclass(frozen=True, slots=True)
class Tab:
    """A link to a list. `is_default`: the person's list opens with it."""

    label: str
    url: str
    is_current: bool
    is_default: bool = False


def seen_by(person: User | Slot) -> SavedViewQuerySet:
    """The views that this person can open: the one with which the list opens first, then the own ones."""
    opens = DefaultView.objects.filter(person=person, view=OuterRef("pk"))
    own_first = Case(When(owner=person, then=0), default=1)
    seen = SavedView.objects.seen_by(person).on(LIST)
    views = seen.annotate(opens=Exists(opens), rank=own_first)  # type: ignore[no-redef]  # declared there
    return views.order_by(*_OWN_FIRST)


def first_views(person: User, asked: str = "") -> list[SavedView]:
    """Those that stand above the list, and one more when there are more; and the one that is asked for by its number.

    The first is the default, if any `opens`.
    """
    if (number := _number(asked)) is None:
        return _FIRST.models(person=person.pk)
    place = Window(RowNumber(), order_by=_OWN_FIRST)
    views = seen_by(person).select_related(None).annotate(place=place)
    return list(views.filter(Q(place__lte=SHOWN + 1) | Q(pk=number)))


_FIRST: Final = Prepared(lambda: seen_by(Slot("person", BigIntegerField())).select_related(None)[: SHOWN + 1])


def tabs(views: list[SavedView], person: User, query: QueryDict) -> dict[str, Any]:
    """The links, the view that is looked at, and whether the address shows something else by now."""
    number = _number(query.get("view", ""))
    current = next((view for view in views if view.pk == number), None)
    listed = views[:SHOWN]
    if current is not None and current not in listed:
        listed = [*listed[: SHOWN - 1], current]
    links = [Tab(view.name, view.get_absolute_url(), view == current, view.opens) for view in listed]
    state = shown(query).urlencode()
    return {
        "tabs": [Tab(_("All issues"), ALL, current is None and not state), *links],
        "has_more_views": len(views) > SHOWN,
        "view": current,
        "view_is_mine": current is not None and current.owner_id == person.pk,
        "view_is_changed": current is not None and current.query != state,
    }


def meant_by(query: QueryDict, person: User) -> SavedView | None:
    """The view that the address names without saying what it shows: then what was saved is meant."""
    if set(query) != {"view"} or (number := _number(query.get("view", ""))) is None:
        return None
    found = seen_by(person).filter(pk=number).first()
    return found if found is not None and found.query else None


def _number(asked: str) -> int | None:
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
