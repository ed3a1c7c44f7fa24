"""Counting in the database how often somebody did something: the same count for all processes."""

import hmac
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import connection

from issues.models import Knock
from issues.rules.limits import LIMITS, Limited
from issues.rules.refusals import TryLater

_KEPT_FOR: Final = timedelta(days=1)
_COUNT: Final = """
    INSERT INTO issues_knock (key, since, count) VALUES (%s, %s, 1)
    ON CONFLICT (key, since) DO UPDATE SET count = issues_knock.count + 1 RETURNING count
"""


def count(what: Limited, who: object, now: datetime) -> int:
    """Count once more, and return the how manieth it is in this window. Not part of the caller's success."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [_key(what, who, now), LIMITS[what].window_of(now)])
        found: tuple[int] = cursor.fetchone()
    return found[0]


def is_within(what: Limited, who: object, now: datetime) -> bool:
    """Count once more, and say whether that is still allowed."""
    return count(what, who, now) <= LIMITS[what].most


def must_be_within(what: Limited, who: object, now: datetime) -> None:
    """Raise `TryLater` where so many were counted already as are allowed; counts nothing."""
    known = Knock.objects.filter(key=_key(what, who, now), since=LIMITS[what].window_of(now))
    if known.filter(count__gte=LIMITS[what].most).exists():
        raise TryLater(LIMITS[what].seconds_left(now))


def forget_knocks(*, now: datetime) -> int:
    """Delete the counts of windows that are over for a day, and return how many; for the nightly task."""
    return Knock.objects.filter(since__lt=now - _KEPT_FOR).delete()[0]


def _key(what: Limited, who: object, now: datetime) -> str:
    """Another one each day, so that nobody can be followed by it."""
    said = f"{what}:{now:%F}:{who}"
    return hmac.digest(settings.SECRET_KEY.encode(), said.encode(), "sha256").hex()[:32]
