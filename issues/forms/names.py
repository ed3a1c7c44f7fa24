"""Typing the name of somebody or something, instead of choosing it from a list that would weigh down each page."""

from collections.abc import Callable, Collection, Iterable
from typing import Any, ClassVar, Final, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, Value
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from inflection_points.models import Site
from people.models import Department, User
from people.querysets import UserQuerySet

ME: Final = "me"
LONGEST_NAME: Final = 150
SAID: Final = 5  # candidates in a sentence
SUGGESTED: Final = 8

Named = User | Department | Site


class Fitting(NamedTuple):
    """Those with these very words for a name, a key or an address; and those whose names have the words."""

    exact: list[Any]
    like: list[Any]


class People:
    """Whom the fields of a form name: looked up when the first of them asks, for all of them."""

    def __init__(self, asked: Iterable[str] = ()) -> None:
        self._asked = frozenset(asked)

    @cached_property
    def _found(self) -> dict[str, Fitting]:
        return people_named(sorted(self._asked)) if self._asked else {}

    def of(self, words: str) -> Fitting:
        """Those whom the words fit."""
        return self._found[words] if words in self._asked else people_named([words])[words]


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
        self.people = People()

    def asked(self, value: Any) -> str:
        """The words with which a person is asked for; empty when nobody has to be looked up."""
        words = str(value or "").strip()
        is_said = 0 < len(words) <= LONGEST_NAME and "\x00" not in words and words.lower() != ME
        return words if is_said and self.asks_for != "sites" else ""

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
        found = self._fitting(words)
        return found.exact or found.like

    def _fitting(self, words: str) -> Fitting:
        return self.people.of(words)


class PersonNameField(NameField):
    asks_for = "people"


class HolderNameField(NameField):
    """A person or a department."""

    asks_for = "holders"
    departments: Callable[[], Iterable[Department]] = Department.objects.active

    def _fitting(self, words: str) -> Fitting:
        people, departments, wanted = self.people.of(words), list(self.departments()), words.casefold()
        exact = [one for one in departments if one.slug == words or one.name.casefold() == wanted]
        like = [one for one in departments if wanted in one.name.casefold()]
        return Fitting([*people.exact, *([] if _is_key(words) else exact)], [*people.like, *like][: SAID + 1])


class SiteNameField(NameField):
    asks_for = "sites"

    def _fitting(self, words: str) -> Fitting:
        return sites_named(words)


def sites_named(words: str) -> Fitting:
    """In one question, but for a key that is gone."""
    if _is_key(words) and (site := Site.objects.filter(pk=int(words)).first()):
        return Fitting([site], [])
    exact, like = Q(name__iexact=words), Q(name__icontains=words, is_active=True)
    found = Site.objects.filter(exact | like).annotate(is_exact=_whether(exact))
    return _split(found.order_by("-is_exact", "name")[: SAID + 1])


def people_named(asked: Collection[str]) -> dict[str, Fitting]:
    """Whom each of some words means, all in one question; one more for a key that is gone."""
    first, *others = (_fitting_people(words).annotate(asked=Value(words)) for words in asked)
    found: dict[str, list[User]] = {words: [] for words in asked}
    for person in first.union(*others, all=True) if others else first:
        found[person.asked].append(person)  # type: ignore[attr-defined]  # annotated
    return {
        words: _split(people)
        if people or not _is_key(words)
        else Fitting([], like("people", words, SAID + 1))
        for words, people in found.items()
    }


def like(asks_for: str, words: str, most: int) -> list[Named]:
    """Those whose names have the words, at most so many: people first, then departments."""
    if asks_for == "sites":
        return list(Site.objects.filter(name__icontains=words, is_active=True).order_by("name")[:most])
    people = _with_namesakes(User.objects.who_can_hold()).matching(words)[:most]
    departments = Department.objects.active().filter(name__icontains=words)[:most]
    found: list[Named] = [*people, *(departments if asks_for == "holders" else ())]
    return found[:most]


def written(one: Named) -> str:
    """How one types it: the name, or the address where several people share it."""
    return one.email if isinstance(one, User) and getattr(one, "has_namesake", False) else one.name


def _fitting_people(words: str) -> UserQuerySet:
    """Those with this key, address or very name, and then those whose names have the words."""
    people = _with_namesakes(User.objects.select_related("department"))
    if _is_key(words):
        return people.filter(pk=int(words)).annotate(is_exact=Value(value=True))
    exact = Q(email__iexact=words) if "@" in words else Q(name__iexact=words)
    like = User.objects.active().matching(words).order_by().values("pk")
    found = people.filter(exact | Q(pk__in=like)).annotate(is_exact=_whether(exact))
    return found.order_by("-is_exact", "-is_active", "name", "pk")[: SAID + 1]


def _with_namesakes(people: UserQuerySet) -> UserQuerySet:
    others = User.objects.filter(name__iexact=OuterRef("name")).exclude(pk=OuterRef("pk"))
    return people.annotate(has_namesake=Exists(others))


def _whether(condition: Q) -> "ExpressionWrapper[Q]":
    return ExpressionWrapper(condition, output_field=BooleanField())


def _split(found: Iterable[Any]) -> Fitting:
    """Who is meant exactly, somebody who has left only when nobody else is; and the others."""
    found = list(found)
    exact = [one for one in found if one.is_exact]
    return Fitting(
        [one for one in exact if one.is_active] or exact, [one for one in found if not one.is_exact]
    )


def whereabouts(one: Named) -> str:
    """What tells it from others: the department of a person."""
    if isinstance(one, User):
        return one.department.name if one.department else one.job_title
    return _("a whole department") if isinstance(one, Department) else ""


def _is_key(words: str) -> bool:
    return words.isascii() and words.isdigit() and len(words) < 19


def _which(words: str, found: list[Named]) -> str:
    if not found:
        return _(
            "Nothing here is called “%(words)s”. Write another part of the name, or the whole of it."
        ) % {"words": words}
    names = [f"{written(one)} ({there})" if (there := whereabouts(one)) else written(one) for one in found]
    fits = {"words": words, "names": ", ".join(names[:SAID])}
    if len(names) > SAID:
        return _("“%(words)s” fits several: %(names)s, and more. Write more of the name.") % fits
    return _("“%(words)s” fits several: %(names)s. Write more of the name.") % fits
