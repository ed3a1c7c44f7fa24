"""The figures by mail, once a week to whoever asked for them: asking, stopping, and writing what is due."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from django.db import transaction
from django.urls import reverse

from inflection_points.models import InflectionPoint, Stage
from insights.commands.keeping import keep_current
from insights.commands.snapshots import Plain, snapshot
from insights.models import WeeklyMail
from insights.models.weekly import LENGTH
from insights.rules.periods import Scope
from insights.rules.weekly import last_day, last_due, name_of_week, stood_at
from notifications.commands.outbox import Draft, enqueue
from notifications.commands.withdrawing import drop_waiting, free_keys
from notifications.rules.digests import WEEKLY
from people.models import Department, User
from people.rules.kept import kept
from people.rules.words import say

log = logging.getLogger(__name__)

MOST: Final = 20_000  # changes that are counted before
ROUNDS: Final = 3
PATIENCE: Final = timedelta(hours=2)  # a mail waits so long for figures that are behind, as after an import
_TITLE: Final = kept(say("Your weekly figures"))
_STOPPED: Final = say("they were not wanted any more").plain()


@dataclass(frozen=True, slots=True)
class Wish:
    """When somebody wants the mail, on the clock of their zone, and what it is of."""

    weekday: int = 1  # Monday
    hour: int = 8
    weeks: int = LENGTH
    stage: Stage | None = None
    point: InflectionPoint | None = None
    department: Department | None = None
    severity: str = ""


@transaction.atomic
def subscribe(*, person: User, wish: Wish, now: datetime) -> WeeklyMail:
    """Mail the person the figures every week from now on; whoever has asked before gets what they wish now."""
    wished = {name: getattr(wish, name) for name in Wish.__dataclass_fields__}
    free_keys(_beginning(person.pk))  # one that was stopped before it came is no mail of its week
    return WeeklyMail.objects.update_or_create(person=person, defaults={**wished, "since": now})[0]


@transaction.atomic
def unsubscribe(*, person: int, now: datetime) -> bool:
    """No mail any more, not even one that waits to be sent. Whether there was anything to stop."""
    gone, _ = WeeklyMail.objects.filter(person=person).delete()
    drop_waiting(_beginning(person), _STOPPED, now=now)
    return bool(gone)


def mail_the_week(*, clock: Callable[[], datetime], until: datetime) -> int:
    """Write the mails that are due, one a person and week; how many. What is due `until` then is left for the next run.

    Should nobody have looked when one was due, it is written now, once.
    """
    known = _Known()
    written, lagging = 0, None
    asked = WeeklyMail.objects.filter(person__is_active=True).select_related("person", "point", "department")
    for mail in asked.order_by("pk"):
        if clock() >= until:
            break
        try:
            if not _is_due(mail, now := clock()):
                continue
            if lagging is None:  # only for somebody's mail
                lagging = not _in_step(now)
            if not lagging or now - _last_due(mail, now) >= PATIENCE:
                written += _write(mail, now, known)
        except Exception:  # one that cannot be told must not keep the others from theirs
            log.exception("The weekly mail of person %s could not be written.", mail.person_id)
    return written


def _in_step(now: datetime) -> bool:
    """Whether all that has happened is counted. What changes for many issues at once is counted in the round after."""
    return any(not keep_current(now=now, limit=MOST).waiting for _ in range(ROUNDS))


@dataclass
class _Known:
    """Many ask for the same: it is looked up once."""

    by_scope: dict[Scope, Plain] = field(default_factory=dict)

    def of(self, scope: Scope) -> Plain:
        if scope not in self.by_scope:
            self.by_scope[scope] = snapshot(scope)
        return self.by_scope[scope]


def _is_due(mail: WeeklyMail, now: datetime) -> bool:
    due = _last_due(mail, now)
    return due > mail.since and (mail.told_for is None or due > mail.told_for)


def _last_due(mail: WeeklyMail, now: datetime) -> datetime:
    return last_due(now, mail.person.time_zone, mail.weekday, mail.hour)


def _write(mail: WeeklyMail, now: datetime, known: _Known) -> bool:
    """Into the outbox, unless another worker is at it or was; its key lets nobody have two in a week."""
    due, zone = _last_due(mail, now), mail.person.time_zone
    facts = {
        "title": _TITLE.of(),
        "path": f"{reverse('insights:overview')}?{_query(mail, due)}",
        "last_day": last_day(due, zone).isoformat(),
        "stood_at": stood_at(due, zone).isoformat(),
        "asked": mail.asked(),
        **known.of(mail.scope(due)),
    }
    with transaction.atomic():
        free = WeeklyMail.objects.select_for_update(skip_locked=True)
        if (ours := free.filter(pk=mail.pk, told_for=mail.told_for, since=mail.since).first()) is None:
            return False
        key = f"{_beginning(mail.person_id)}{name_of_week(due, zone)}"
        enqueue([Draft(key, mail.person_id, WEEKLY, "", facts)], now=now)
        ours.told_for = due
        ours.save(update_fields=["told_for"])
    return True


def _query(mail: WeeklyMail, due: datetime) -> str:
    return urlencode({**mail.asked(), "as_of": last_day(due, mail.person.time_zone).isoformat()})


def _beginning(person: int) -> str:
    """How the keys of somebody's weekly mails begin."""
    return f"weekly:{person}:"
