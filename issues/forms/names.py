"""Typing the name of somebody or something, instead of choosing it from a list that would weigh down each page."""

from itertools import chain
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError

from inflection_points.models import Site
from people.models import Department, User

ME: Final = "me"
LONGEST_NAME: Final = 150
SAID: Final = 5  # candidates in a sentence
SUGGESTED: Final = 8

Named = User | Department | Site


class NameField(forms.CharField):
    """A name, a part of it, or the key that links carry. Cleans to the one that is meant.

    What fits nobody, or several, is said with the names of those who could be meant.
    """

    asks_for: ClassVar[str] = ""  # of the suggestions

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=LONGEST_NAME, **kwargs)
        self.found: Named | None = None
        self.typed = ""  # how one types what was found
        self.viewer: User | None = None

    def suggest(self, address: str, name: str, names: str) -> None:
        """Let the browser ask at this address for what fits, and put it into the list with the id `names`."""
        self.widget.attrs |= {
            "list": names,
            "autocomplete": "off",
            "hx-get": f"{address}?for={name}",
            "hx-trigger": "input changed delay:250ms",
            "hx-target": f"#{names}",
            "hx-sync": "this:replace",
        }

    def clean(self, value: Any) -> Named | None:
        words = str(super().clean(value)).strip()
        if not words:
            return None
        if words.lower() == ME and self.viewer is not None and self.asks_for != "sites":
            return self.viewer
        found = self._meant(words)
        if len(found) != 1:
            raise ValidationError(_which(words, found))
        self.found = found[0]
        self.typed = words if words.lower() == self.found.name.lower() else written(self.found)
        return self.found

    def prepare_value(self, value: Any) -> Any:
        """A key is shown as the name that it stands for."""
        return self.typed or value

    def _meant(self, words: str) -> list[Named]:
        """Whom these words mean: exactly, else those whose names have them; at most one more than is said."""
        return exact(self.asks_for, words) or list(like(self.asks_for, words, SAID + 1))


class PersonNameField(NameField):
    asks_for = "people"


class HolderNameField(NameField):
    """A person or a department."""

    asks_for = "holders"


class SiteNameField(NameField):
    asks_for = "sites"


def exact(asks_for: str, words: str) -> list[Named]:
    """Those with this key, address or very name."""
    found: list[Named] = []
    if asks_for == "sites":
        sites = (
            Site.objects.filter(pk=int(words)) if _is_key(words) else Site.objects.filter(name__iexact=words)
        )
        return list(sites[:2])
    if _is_key(words):
        return list(User.objects.filter(pk=int(words)))
    found += User.objects.filter(email__iexact=words) if "@" in words else _by_name(words)
    if asks_for == "holders":
        found += Department.objects.active().named(words)[:2]
    return found


def like(asks_for: str, words: str, most: int) -> list[Named]:
    """Those whose names have the words, at most so many: people first, then departments."""
    if asks_for == "sites":
        return list(Site.objects.filter(name__icontains=words, is_active=True).order_by("name")[:most])
    people = User.objects.who_can_hold().matching(words)[:most]
    departments = Department.objects.active().filter(name__icontains=words)[:most]
    return list(chain(people, departments if asks_for == "holders" else ()))[:most]


def written(one: Named) -> str:
    """How one types it: the name, or the address where several people share it."""
    if isinstance(one, User) and User.objects.filter(name__iexact=one.name)[:2].count() > 1:
        return one.email
    return one.name


def whereabouts(one: Named) -> str:
    """What tells it from others: the department of a person."""
    if isinstance(one, User):
        return one.department.name if one.department else one.job_title
    return "a whole department" if isinstance(one, Department) else ""


def _by_name(words: str) -> list[Named]:
    """Who is called so; somebody who has left only when nobody else is."""
    people = list(User.objects.filter(name__iexact=words).select_related("department")[: SAID + 1])
    return [one for one in people if one.is_active] or list(people)


def _is_key(words: str) -> bool:
    return words.isascii() and words.isdigit() and len(words) < 19


def _which(words: str, found: list[Named]) -> str:
    if not found:
        return f"Nothing here is called “{words}”. Write another part of the name, or the whole of it."
    names = [f"{written(one)} ({there})" if (there := whereabouts(one)) else written(one) for one in found]
    more = ", and more" if len(names) > SAID else ""
    return f"“{words}” fits several: {', '.join(names[:SAID])}{more}. Write more of the name."
