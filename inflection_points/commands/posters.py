"""Posters and the signed links that they carry."""

import base64
import hmac
from typing import Final

from django.conf import settings
from django.db import models

from inflection_points.models import Poster

_SALT: Final = "poster link"
_SIGNATURE: Final = 10  # bytes: 80 bits, and a guess costs a request


def token_of(poster: Poster) -> str:
    """What the link of a poster ends with: which one, which generation, and a signature over both."""
    said = f"{poster.pk:x}.{poster.generation:x}"
    return f"{said}.{_signature(said)}"


def poster_of(token: str) -> Poster | None:
    """The active poster behind a link; None for a forged link, one that was rotated away, or a place that is gone."""
    said, _, signature = token.rpartition(".")
    if not hmac.compare_digest(_signature(said).encode(), signature.encode()):
        return None
    number, generation = (int(part, 16) for part in said.split("."))
    return (
        Poster.objects.filter(pk=number, generation=generation, is_active=True, point__is_active=True)
        .filter(models.Q(site=None) | models.Q(site__is_active=True))
        .select_related("point__stage", "site")
        .first()
    )


def _signature(said: str) -> str:
    key = f"{_SALT}:{settings.SECRET_KEY}".encode()
    digest = hmac.digest(key, said.encode(), "sha256")[:_SIGNATURE]
    return base64.b32encode(digest).decode().lower()
