"""What the answer of a receiver means, and how long it asks us to wait."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Final

from people.rules.kept import kept
from people.rules.words import say

LONGEST_PAUSE: Final = timedelta(hours=1)  # longer than that we ask again, whatever the receiver said
_ANSWERED: Final = kept(say("it answered %(answered)s"))
_REDIRECTED: Final = kept(say("it answered %(answered)s; we follow no redirects, give the final address"))
_MISDIRECTED: Final = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})


class Verdict(StrEnum):
    """What became of one try."""

    TAKEN = "taken"
    LATER = "later"  # the receiver is away or busy: try again
    REFUSED = "refused"  # it will never take this message
    GONE = "gone"  # it will never take any message again


@dataclass(frozen=True, slots=True)
class Answer:
    """One try: what it means, why in words without any secret, and for how long the receiver asked to be left alone."""

    verdict: Verdict
    why: str = ""
    pause: timedelta | None = None


def judge(status: int, retry_after: str, now: datetime, detail: str = "") -> Answer:
    """The meaning of an HTTP status. `retry_after` is that header as it came, seconds or a date."""
    answered = f"{status} {_phrase(status)}".strip() + (f" ({detail})" if detail else "")
    why = _ANSWERED.of(answered=answered)
    if 200 <= status < 300:
        return Answer(Verdict.TAKEN, why)
    if 300 <= status < 400:
        return Answer(Verdict.REFUSED, _REDIRECTED.of(answered=answered))
    if status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        return Answer(Verdict.GONE, why)
    if status in _MISDIRECTED or status >= 500 or status < 200:
        return Answer(Verdict.LATER, why, pause_of(retry_after, now))
    return Answer(Verdict.REFUSED, why)


def pause_of(retry_after: str, now: datetime) -> timedelta | None:
    """How long `Retry-After` asks us to wait, an hour at most; None when it asks nothing that can be read."""
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=min(int(text[:9]), 10**9)), LONGEST_PAUSE)
    try:
        wait = parsedate_to_datetime(text) - now
    except (ValueError, TypeError):  # TypeError: a date without a zone
        return None
    return min(max(wait, timedelta(0)), LONGEST_PAUSE)


def _phrase(status: int) -> str:
    """Our own words for the status: the receiver's could repeat the secret address."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
