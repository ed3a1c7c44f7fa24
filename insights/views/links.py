"""From every number to the list behind it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from urllib.parse import urlencode

from django.urls import get_script_prefix, get_urlconf, reverse

from insights.querysets.groups import By, Key
from insights.rules.bands import Band
from insights.rules.behind import Behind
from insights.rules.periods import WEEK, Scope, iso_name

_PLACES: Final = ("stage", "point", "department")  # a point is at one


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses that keep what the page was asked for."""

    asked: dict[str, str] = field(default_factory=dict)

    def behind(self, what: Behind | Band, **narrower: str) -> str:
        """The list of the issues that a number counts (`rules.behind`)."""
        return _address("insights:issues", {**self.asked, **narrower, "what": what})

    def changed(self, what: str, days: int, **narrower: str) -> str:
        """The list of the issues behind a sentence about change."""
        return _address("insights:changed", {**self.asked, **narrower, "what": what, "days": str(days)})

    def records(self, what: str, **narrower: str) -> str:
        """The turns, fixes, work, promises or rungs behind a number (`querysets.records`)."""
        return _address("insights:records", {**self.asked, **narrower, "what": what})

    def lessons(self, what: str, **narrower: str) -> str:
        """The issues behind what came back at a point, or was reported again since (`querysets.lessons`)."""
        return _address("insights:lessons", {**self.asked, **narrower, "what": what})

    @property
    def as_of(self) -> "Links":
        """Narrowed by nothing but when it is looked back at."""
        return Links({name: said for name, said in self.asked.items() if name == "as_of"})

    def before(self, scope: Scope) -> "Links":
        """The same of what the scope is compared with: its days, as they stood then."""
        period = scope.before.period
        last = period.cohorts[-1] + WEEK - timedelta(days=1)
        then = {
            "since": period.since.date().isoformat(),
            "to": last.date().isoformat() if period.is_over else "",
            "as_of": period.as_of.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        }
        return Links({name: said for name, said in self.asked.items() if name != "weeks"} | then)

    def department(self, slug: str) -> str:
        """Its page, asked for the same; of all its points, for one of them is at no other."""
        asked = {name: value for name, value in self.asked.items() if name not in {"department", "point"}}
        return _address("insights:department", asked, slug)

    def point(self, slug: str) -> str:
        """Its page, asked for the same."""
        asked = {name: value for name, value in self.asked.items() if name not in _PLACES}
        return _address("issues:point", asked, slug)

    @property
    def departments(self) -> str:
        """All of them."""
        return _address("insights:departments", {**self.asked, "department": ""})

    def chain(self, **narrower: str) -> str:
        """All points of it."""
        return _address("issues:value_chain", {**self.asked, "point": "", **narrower})

    def cost(self, **narrower: str) -> str:
        return _address("insights:cost", {**self.asked, **narrower})

    def overview(self, **narrower: str) -> str:
        return _address("insights:overview", {**self.asked, **narrower})

    def of(self, by: By, key: Key) -> dict[str, str]:
        """What narrows the address down to one group."""
        return {by: iso_name(key) if isinstance(key, datetime) else key}


def page(name: str, *args: str) -> str:
    """The address of a page as `reverse` says it, found once in a process."""
    return _path(name, args, get_urlconf(), get_script_prefix())


def _address(name: str, query: dict[str, str], *args: str) -> str:
    path = page(name, *args)
    asked = "&".join([_written(key, str(value)) for key, value in query.items() if value])
    return f"{path}?{asked}" if asked else path


@lru_cache(maxsize=4096)
def _written(name: str, value: str) -> str:
    return urlencode({name: value})


@lru_cache(maxsize=1024)
def _path(name: str, args: tuple[str, ...], _urlconf: str | None, _prefix: str) -> str:
    """Pages have hundreds of links to the same few addresses."""
    return reverse(name, args=args)
