"""Posters: making them, replacing their links, letting guests in, taking them down. And the signed links themselves."""

import base64
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from inflection_points.models import InflectionPoint, Poster, PosterChange, Site
from people.models import User
from people.rules.permissions import Can
from people.rules.refusals import Refusal

GRACE: Final = timedelta(days=1)  # for what was being typed, or waited on a phone, as a poster was replaced

_SALT: Final = "poster link"
_SIGNATURE: Final = 10  # bytes: 80 bits, and a guess costs a request
# Typed by hand: in a signature base 32 has none of these digits, and l and I count as one; a number has no letters past f.
_SIGNED: Final = str.maketrans("01i8", "ollb")
_NUMBERED: Final = str.maketrans("oli", "011")

What = PosterChange.What


class PlaceIsClosed(Refusal):
    """A poster is only for a place that is in use."""


class Standing(StrEnum):
    """What a link leads to."""

    HANGS = "hangs"
    REPLACED = "replaced"
    TAKEN_DOWN = "taken_down"
    PLACE_CLOSED = "place_closed"


def token_of(poster: Poster) -> str:
    """What the link of a poster ends with: which one, which generation, and a signature over both."""
    said = f"{poster.pk:x}.{poster.generation:x}"
    return f"{said}.{_signature(said, settings.SECRET_KEY)}"


@dataclass(frozen=True, slots=True)
class Link:
    """A link that was printed once: its poster as it is now, and the generation of the print."""

    poster: Poster
    generation: int

    @property
    def standing(self) -> Standing:
        if not self.poster.place_is_open:
            return Standing.PLACE_CLOSED
        if not self.poster.is_active:
            return Standing.TAKEN_DOWN
        return Standing.HANGS if self.generation == self.poster.generation else Standing.REPLACED

    def takes(self, sent_at: datetime) -> bool:
        """Whether something that is sent by it then is taken: for a day after the replacement, by the last print."""
        if self.standing is not Standing.REPLACED:
            return self.standing is Standing.HANGS
        replaced_at = self.poster.rotated_at
        was_last = self.generation == self.poster.generation - 1
        return was_last and replaced_at is not None and replaced_at > sent_at - GRACE


def link_of(token: str) -> Link | None:
    """The print that a link stands on; None for one that nobody printed.

    Capitals are forgiven, and letters and digits that were taken for each other: l, I and 1; o and 0; b and 8.
    """
    number, _dot, signature = token.strip().lower().rpartition(".")
    said, typed = number.translate(_NUMBERED), signature.translate(_SIGNED).encode()
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    expected = [_signature(said, key).translate(_SIGNED).encode() for key in keys]
    if not any(hmac.compare_digest(one, typed) for one in expected):
        return None
    pk, generation = (int(part, 16) for part in said.split("."))
    poster = Poster.objects.select_related("point__stage", "site").filter(pk=pk).first()
    return Link(poster, generation) if poster is not None else None


def poster_of(token: str, *, sent_at: datetime | None = None) -> Poster | None:
    """The poster behind a link that works; None for a forged one, one that was replaced, or a place that is closed.

    With `sent_at`, for what is sent then: see `Link.takes`. The poster has the generation of the link that was used,
    so that no page gives the new link to whoever holds the old one.
    """
    link = link_of(token)
    works = link is not None and (link.takes(sent_at) if sent_at else link.standing is Standing.HANGS)
    if link is None or not works:
        return None
    link.poster.generation = link.generation
    return link.poster


def _signature(said: str, key: str) -> str:
    digest = hmac.digest(f"{_SALT}:{key}".encode(), said.encode(), "sha256")[:_SIGNATURE]
    return base64.b32encode(digest).decode().lower()


def may_make(point: InflectionPoint, actor: User) -> bool:
    """Whose role permits it, and who answers for the point."""
    answers = actor.is_active and actor.pk in {point.owner_id, point.deputy_id}
    return answers or actor.may(Can.MAKE_POSTERS)


def must_make(point: InflectionPoint, actor: User) -> None:
    """Raises `PermissionDenied` with a sentence."""
    if not may_make(point, actor):
        raise PermissionDenied(_("Only managers, and who answers for the point, make posters of it."))


def must_keep(actor: User) -> None:
    """Raises `PermissionDenied` with a sentence."""
    if not actor.may(Can.KEEP_POSTERS):
        raise PermissionDenied(_("Only administrators change what a poster's code opens."))


@transaction.atomic
def make_poster(*, point: InflectionPoint, site: Site | None, actor: User, now: datetime) -> Poster:
    """The poster of the place, made unless there is one: asked for twice, it is the same. No guests at first.

    Raises `PlaceIsClosed`, `PermissionDenied`.
    """
    must_make(point, actor)
    if not point.is_active or (site is not None and not site.is_active):
        raise PlaceIsClosed(
            _("This place is not in use any more, so nobody can report there. Choose another.")
        )
    poster, is_new = Poster.objects.get_or_create(point=point, site=site, defaults={"made_at": now})
    if is_new:
        _note(poster, What.MADE, actor, now)
    return poster


@transaction.atomic
def rotate_poster(*, poster: int, seen: int, actor: User, now: datetime) -> Poster:
    """Begin the next generation: every print of it so far leads to a page that says so.

    `seen` is the generation that the actor replaces; pressed twice, it is done once. Raises `PermissionDenied`.
    """
    must_keep(actor)
    locked = _locked(poster)
    if locked.generation != seen:
        return locked
    locked.generation, locked.rotated_at = seen + 1, now
    return _changed(locked, What.ROTATED, actor, now)


@transaction.atomic
def allow_guests(*, poster: int, actor: User, now: datetime) -> Poster:
    """Whoever scans the code can report without signing in. Raises `PermissionDenied`."""
    must_keep(actor)
    locked = _locked(poster)
    if locked.allows_guests:
        return locked
    locked.allows_guests = True
    return _changed(locked, What.GUESTS_ALLOWED, actor, now)


@transaction.atomic
def refuse_guests(*, poster: int, actor: User, now: datetime) -> Poster:
    """The code asks to sign in first, from this instant. Raises `PermissionDenied`."""
    must_keep(actor)
    locked = _locked(poster)
    if not locked.allows_guests:
        return locked
    locked.allows_guests = False
    return _changed(locked, What.GUESTS_REFUSED, actor, now)


@transaction.atomic
def take_down_poster(*, poster: int, actor: User, now: datetime) -> Poster:
    """Its link takes nothing any more, from this instant and without a grace. Raises `PermissionDenied`."""
    must_keep(actor)
    locked = _locked(poster)
    if not locked.is_active:
        return locked
    locked.is_active = False
    return _changed(locked, What.TAKEN_DOWN, actor, now)


@transaction.atomic
def put_up_poster(*, poster: int, actor: User, now: datetime) -> Poster:
    """What was taken down works again, the same print. Raises `PermissionDenied`."""
    must_keep(actor)
    locked = _locked(poster)
    if locked.is_active:
        return locked
    locked.is_active = True
    return _changed(locked, What.PUT_UP, actor, now)


def _locked(number: int) -> Poster:
    """Two at once must not both begin the same generation, nor write down twice what happened once."""
    return (
        Poster.objects.select_for_update(no_key=True, of=("self",))
        .select_related("point", "site")
        .get(pk=number)
    )


def _changed(poster: Poster, what: PosterChange.What, actor: User, now: datetime) -> Poster:
    poster.save()
    _note(poster, what, actor, now)
    return poster


def _note(poster: Poster, what: PosterChange.What, actor: User, now: datetime) -> None:
    PosterChange.objects.create(poster=poster, what=what, by=actor, at=now)
