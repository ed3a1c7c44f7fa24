"""By when customers are mostly promised something, to be chosen with one press."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

_EVENING: Final = time(18)
_NOON: Final = time(12)
_TIMES: Final = (
    (0, _EVENING, _("Today, 18:00")),
    (1, _NOON, _("Tomorrow, 12:00")),
    (1, _EVENING, _("Tomorrow, 18:00")),
    (7, _NOON, _("In a week")),
)


@dataclass(frozen=True, slots=True)
class PromiseTime:
    """One choice: what the field then holds, and what the button says."""

    value: str
    words: str


def promise_times(now: datetime) -> list[PromiseTime]:
    """The usual times that still lie ahead, on the viewer's clock."""
    here = timezone.localtime(now)
    found = [
        (datetime.combine(here.date() + timedelta(days), at, tzinfo=here.tzinfo), words)
        for days, at, words in _TIMES
    ]
    return [PromiseTime(f"{at:%Y-%m-%dT%H:%M}", str(words)) for at, words in found if at > now]
