"""The door of those who sign in nowhere: what comes faster than it can be taken is set aside, and taken in later.

Nothing that was acknowledged is lost, and nobody else waits for a flood: to set aside is one row and the files as they
came. What comes with files is always set aside, however little comes: to look through a picture can take seconds, and
no process that answers pages spends them on a stranger's. The worker takes such a report in within seconds.
"""

import hmac
import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError
from django.db.models import Count, Q, Sum

from inflection_points.models import Kind, Poster, Site
from inflection_points.rules.policies import Severity
from issues.commands.attaching import AsSent, Kept
from issues.commands.limits import is_within
from issues.commands.receipts import code_of, digest_of
from issues.commands.reporting import Telling
from issues.models import Overflow
from issues.models.intake import FOLDER, LEFT
from issues.rules.limits import (
    LIMITS,
    MOST_BYTES_AT_POSTER,
    MOST_BYTES_WAITING,
    MOST_WAITING,
    Limited,
    network_of,
)
from issues.rules.refusals import SentBefore, TryLater

# What is another with each sending: a phone says how long the report waited, and it is reckoned back from now.
_OTHERWISE: Final = ("observed_at", "took")


def is_crowded(*, poster: Poster, address: str, now: datetime) -> bool:
    """Count a report by this poster's link, and say whether it has to be set aside.

    What one address sends too fast counts for that address alone. Raises `TryLater` when so much of it lies aside that
    the poster would be full for everybody else.
    """
    sender = f"{network_of(address)} {poster.pk}"
    if is_within(Limited.GUEST, sender, now) and is_within(Limited.POSTER, poster.pk, now):
        return False
    if not is_within(Limited.ASIDE, sender, now):
        raise _later(now)
    return True


def set_aside(
    *,
    poster: Poster,
    severity: Severity | None,
    telling: Telling,
    files: Sequence[AsSent | Kept] = (),
    now: datetime,
    kind: Kind | None = None,
    site: Site | None = None,
    is_confidential: bool = False,
    into: int | None = None,
    is_too_fast: bool = True,
) -> Overflow:
    """Keep what `report` would take, to take it in later. The same `client_key` again changes nothing.

    Raises `SentBefore` when the key came before with other words, `TryLater` when so many lie aside at the poster, or
    so many bytes, that not even that is possible.
    """
    of_issue = {"kind": kind and kind.pk, "site": site and site.pk, "is_confidential": is_confidential}
    digests = sorted(one.digest for one in files)
    facts = _facts(telling) | {"digests": digests, "severity": severity} | of_issue
    row = Overflow(
        client_key=telling.client_key,
        receipt=digest_of(code_of(telling.client_key)),
        poster=poster,
        into_id=into,
        is_too_fast=is_too_fast,
        facts=facts,
        said=_digest(telling.client_key, facts, into),
        received_at=now,
        size=sum(len(one.content) for one in files),
    )
    return _sent_once(row, files)


def _sent_once(row: Overflow, files: Sequence[AsSent | Kept]) -> Overflow:
    """The row, written now or when the same was sent before. Raises `SentBefore`, `TryLater`."""
    known = Overflow.objects.filter(client_key=row.client_key).first()
    if known is None:
        _must_have_room(row)
        known = _kept(row, files)
    # Those of before there was a digest still have their words.
    if (known.said or _digest(row.client_key, known.facts, known.into_id)) != row.said:
        raise SentBefore
    return known


def _must_have_room(row: Overflow) -> None:
    """Raise `TryLater` where too many wait, or too many bytes lie on the disk."""
    here, waits = Q(poster=row.poster_id), Q(state=Overflow.State.WAITING)
    left = Overflow.objects.filter(state__in=LEFT).aggregate(
        waiting=Count("pk", filter=here & waits), here=Sum("size", filter=here), everywhere=Sum("size")
    )
    is_full = (
        left["waiting"] >= MOST_WAITING
        or (left["here"] or 0) + row.size > MOST_BYTES_AT_POSTER
        or (left["everywhere"] or 0) + row.size > MOST_BYTES_WAITING
    )
    if is_full:
        raise _later(row.received_at)


def _later(now: datetime) -> TryLater:
    """With the next window some are reported at once again."""
    return TryLater(LIMITS[Limited.GUEST].seconds_left(now))


def _digest(key: UUID, facts: dict[str, Any], into: int | None) -> str:
    """What was said, for comparing alone: nobody can try words out on it without our key."""
    told = {name: value for name, value in facts.items() if name not in _OTHERWISE}
    said = json.dumps([str(key), told, into], sort_keys=True)
    return hmac.digest(settings.SECRET_KEY.encode(), f"set aside:{said}".encode(), "sha256").hex()


def is_known(client_key: UUID) -> bool:
    """Whether a report of this key was ever set aside."""
    return Overflow.objects.filter(client_key=client_key).exists()


def _facts(told: Telling) -> dict[str, Any]:
    return {
        "text": told.text,
        "customers": told.customers,
        "observed_at": told.observed_at.isoformat() if told.observed_at else None,
        "took": told.took,
        "promised": told.promised,
        "promised_by": told.promised_by.isoformat() if told.promised_by else None,
    }


def _kept(row: Overflow, files: Sequence[AsSent | Kept]) -> Overflow:
    """The row and its files, the files first: a row that is there has them all. Killed in between, the sweep of old
    files takes what no row names."""
    try:
        for one in files:
            path = f"{FOLDER}/{row.received_at:%Y-%m-%d}/{secrets.token_hex(16)}"
            row.files.append({"name": one.name, "path": path})
            default_storage.save(path, ContentFile(one.content))
        row.save(force_insert=True)
    except IntegrityError:  # the same was sent twice at the same instant, and the other one won
        remove_files(row)
        return Overflow.objects.get(client_key=row.client_key)
    except BaseException:
        remove_files(row)
        raise
    return row


def remove_files(row: Overflow, *, but: Sequence[dict[str, str]] = ()) -> None:
    """Delete what lies on the disk for it, but these; what is gone already is no error."""
    for one in row.files:
        if one in but:
            continue
        default_storage.delete(one["path"])
