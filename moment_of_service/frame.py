"""What every page shows around its content: navigation, theme, unread messages, the engine's state."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from typing import Any, Final

from django.conf import settings
from django.db.models import BigIntegerField, IntegerField, QuerySet, Subquery, Value
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from issues.commands import clock
from issues.models import SweepRun
from issues.templatetags.keys import PAGES
from issues.views.sending import owner_mark
from notifications.models import Message
from people.models import User
from people.querysets.prepared import Prepared, Slot
from people.rules.permissions import Can, Role
from people.templatetags.times import since_then

LATE: Final = timedelta(seconds=90)
NEVER: Final = datetime.min.replace(tzinfo=UTC)
MOST_UNREAD: Final = 999  # nobody reads a longer number, and every page would count it


@dataclass(frozen=True, slots=True)
class Item:
    """One link of the navigation; a primary one stays on the phone's bar. After `g`, `key` goes there."""

    label: str
    url: str
    icon: str
    current: bool
    primary: bool
    count: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Engine:
    """Whether somebody looks at the deadlines: fine, late or never."""

    state: str
    sentence: str


_PAGES: Final = {
    "issues:home": (_("Home"), "house"),
    "issues:inbox": (_("Inbox"), "inbox"),
    "issues:report": (_("Report"), "megaphone"),
    "issues:not_acted_on": (_("Not acted on"), "circle-alert"),
    "issues:value_chain": (pgettext_lazy("navigation", "Value chain"), "waypoints"),
    "issues:issues": (_("Issues"), "list"),
    "issues:causes": (pgettext_lazy("navigation", "Root causes"), "sprout"),
    "insights:overview": (_("Overview"), "chart-column"),
    "insights:departments": (_("Departments"), "building-2"),
    "insights:flow": (pgettext_lazy("navigation", "Flow"), "arrow-left-right"),
    "issues:my_reports": (_("My reports"), "flag"),
    "messages": (_("Messages"), "bell"),
    "issues:me": (_("You"), "user"),
    "issues:imports": (_("Import"), "import"),
    "issues:posters": (_("Posters"), "qr-code"),
    "issues:people": (_("People"), "users"),
    "channels": (_("Channels"), "send"),
    "issues:policies": (_("Policies"), "scale"),
    "issues:calendars": (_("Calendars"), "calendar-days"),
    "admin:index": (pgettext_lazy("navigation", "Data administration"), "database"),
    "status": (_("Status"), "activity"),
}
_FIRST: Final = {
    Role.FRONTLINE: ("issues:home", "issues:report", "messages", "issues:issues"),
    Role.MANAGER: ("issues:inbox", "issues:not_acted_on", "issues:report", "issues:value_chain"),
    Role.EXECUTIVE: ("insights:overview", "issues:not_acted_on", "issues:value_chain", "issues:inbox"),
    Role.ADMINISTRATOR: ("insights:overview", "issues:inbox", "issues:not_acted_on", "issues:value_chain"),
}


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context of `base.html`. Signed out, only the theme; the database is asked when the page asks."""
    theme = request.COOKIES.get("theme", "")
    context: dict[str, Any] = {"theme": theme if theme in {"light", "dark"} else ""}
    user = getattr(request, "user", None)
    if user is not None:
        context["owner_mark"] = owner_mark(request)
    if not isinstance(user, User):
        return context | {"languages": settings.LANGUAGES_OFFERED}
    return context | {
        "navigation": SimpleLazyObject(partial(_navigation, request, user)),
        "unread_messages": SimpleLazyObject(partial(_unread, request, user)),
        "engine": SimpleLazyObject(partial(_engine, request, user)),
    }


def _navigation(request: HttpRequest, user: User) -> tuple[Item, ...]:
    first = _FIRST[Role(user.role)]
    current = request.resolver_match.view_name if request.resolver_match else ""
    hidden = _hidden(user)
    names = [name for name in (*first, *(n for n in _PAGES if n not in first)) if not hidden.get(name, False)]
    items = [_item(name, current, user, request) for name in names]
    return tuple(Item(**item, primary=at < len(first)) for at, item in enumerate(items) if item)


def _hidden(user: User) -> dict[str, bool]:
    """The pages that are not for this person."""
    return {
        "issues:home": user.role != Role.FRONTLINE,
        "issues:my_reports": user.role == Role.FRONTLINE,
        "insights:departments": user.role == Role.FRONTLINE,  # open to them all the same: no department hides
        "insights:flow": user.role == Role.FRONTLINE,
        "issues:imports": not user.may(Can.IMPORT),
        "issues:posters": not user.may(Can.KEEP_POSTERS),
        "issues:people": not user.may(Can.ADMINISTER),
        "channels": not user.may(Can.ADMINISTER),
        "issues:policies": not user.may(Can.ADMINISTER),
        "issues:calendars": not user.may(Can.ADMINISTER),
        "admin:index": not user.is_staff,
    }


def _item(name: str, current: str, user: User, request: HttpRequest) -> dict[str, Any] | None:
    url = _address(name)
    if url is None:
        return None
    label, icon = _PAGES[name]
    count = _unread(request, user) if name == "messages" else ""
    shown = {"label": str(label), "url": url, "icon": icon, "current": name == current, "count": count}
    return shown | {"key": PAGES.get(name, "")}


@cache
def _address(name: str) -> str | None:
    """Every page names them all; None for a capability that is not installed."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


class _Count(Subquery):
    template = "(SELECT count(*) FROM (%(subquery)s) found)"
    output_field = IntegerField()


def _looked_up(request: HttpRequest, user: User) -> list[tuple[bool, datetime, int]]:
    """Read once a request, all in one question: the engine's last sweep, the last of whoever stood in for it, and
    with this one how many messages are unread.
    """
    found: list[tuple[bool, datetime, int]] | None = getattr(request, "_looked_up", None)
    if found is None:
        found = _LOOKED_UP.rows(person=user.pk) or [(False, NEVER, _unread_by(user.pk).count())]
        request._looked_up = found  # type: ignore[attr-defined]
    return found


def _looks_up() -> QuerySet[SweepRun, tuple[bool, datetime, int]]:
    newest = SweepRun.objects.order_by("-at")
    engine = newest.filter(stands_in=False).annotate(unread=Value(-1))
    anybody = newest.annotate(unread=_Count(_unread_by(Slot("person", BigIntegerField()))))
    columns = ("stands_in", "at", "unread")
    return engine.values_list(*columns)[:1].union(anybody.values_list(*columns)[:1], all=True)


_LOOKED_UP: Final = Prepared(_looks_up)


def _unread_by(person: int | Slot) -> QuerySet[Message, Any]:
    return Message.objects.for_person(person).unread().order_by().values("pk")[: MOST_UNREAD + 1]


def _unread(request: HttpRequest, user: User) -> str:
    """The navigation and the account menu both show it. Empty when there are none."""
    count = max(unread for _, _, unread in _looked_up(request, user))
    return f"{MOST_UNREAD}+" if count > MOST_UNREAD else str(count or "")


def _engine(request: HttpRequest, user: User) -> Engine:
    now = clock.now()
    found = [(stands_in, at) for stands_in, at, _ in _looked_up(request, user) if at != NEVER]
    last = max((at for stands_in, at in found if not stands_in), default=None)
    if last is not None and now - last <= LATE:
        return Engine("fine", gettext("All deadlines looked at %(ago)s.") % {"ago": since_then(last, now)})
    stood_in = max((at for _, at in found), default=None)
    if stood_in is not None and now - stood_in <= LATE:
        return Engine(
            "late",
            gettext(
                "The worker is not running. This server looks at the deadlines in its place, last %(ago)s; "
                "mails wait."
            )
            % {"ago": since_then(stood_in, now)},
        )
    if last is None:
        return Engine("never", gettext("Nobody has looked at the deadlines yet: the worker is not running."))
    return Engine(
        "late",
        gettext("The deadlines were last looked at %(ago)s. They hold; messages come late.")
        % {"ago": since_then(last, now)},
    )
