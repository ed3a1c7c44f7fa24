"""The door of those who sign in nowhere: what comes faster than it can be taken is set aside, and taken in later.

Nothing that was acknowledged is lost, and nobody else waits for a flood: to set aside is one row and the files as they
came; they are looked through when the report is taken in.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError
from django.db.models import Count, Sum

from inflection_points.models import Kind, Poster, Site
from inflection_points.rules.policies import Severity
from issues.commands.attaching import AsSent, Kept
from issues.commands.limits import is_within
from issues.commands.receipts import code_of, digest_of
from issues.commands.reporting import Telling
from issues.models import Overflow
from issues.models.intake import FOLDER
from issues.rules.limits import LIMITS, MOST_BYTES_WAITING, MOST_WAITING, Limited, network_of
from issues.rules.refusals import SentBefore, TryLater

_Waiting = Overflow.State.WAITING


def is_crowded(*, poster: Poster, address: str, now: datetime) -> bool:
    """Count a report by this poster's link, and say whether it has to be set aside.

    Raises `TryLater` when so many lie aside that not even that is possible.
    """
    fits_guest = is_within(Limited.GUEST, f"{network_of(address)} {poster.pk}", now)
    fits_poster = is_within(Limited.POSTER, poster.pk, now)
    if fits_guest and fits_poster:
        return False
    waiting = Overflow.objects.filter(state=_Waiting)
    of_poster = waiting.filter(poster=poster).aggregate(n=Count("pk"))["n"]
    if of_poster >= MOST_WAITING or (waiting.aggregate(n=Sum("size"))["n"] or 0) >= MOST_BYTES_WAITING:
        raise TryLater(LIMITS[Limited.POSTER].seconds_left(now))
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
) -> Overflow:
    """Keep what `report` would take, to take it in later. The same `client_key` again changes nothing.

    Raises `SentBefore` when the key came before with other words.
    """
    said = _said(telling) | {
        "digests": sorted(one.digest for one in files),
        "severity": severity,
        "kind": kind.pk if kind else None,
        "site": site.pk if site else None,
        "is_confidential": is_confidential,
    }
    known = Overflow.objects.filter(client_key=telling.client_key).first()
    if known is None:
        row = Overflow(
            client_key=telling.client_key,
            receipt=digest_of(code_of(telling.client_key)),
            poster=poster,
            into_id=into,
            facts=said,
            received_at=now,
            size=sum(len(one.content) for one in files),
        )
        known = _kept(row, files)
    if (known.facts, known.into_id) != (said, into):
        raise SentBefore
    return known


def is_known(client_key: UUID) -> bool:
    """Whether a report of this key was ever set aside."""
    return Overflow.objects.filter(client_key=client_key).exists()


def _said(told: Telling) -> dict[str, Any]:
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


def remove_files(row: Overflow) -> None:
    """Delete what lies on the disk for it; what is gone already is no error."""
    for one in row.files:
        default_storage.delete(one["path"])
