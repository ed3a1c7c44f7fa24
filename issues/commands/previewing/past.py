"""What a version would have done over the last 90 days, told from the histories of the issues that it would rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from django.db.models import Q

from inflection_points.models import Calendar, Policy
from inflection_points.rules.policies import Policy as Value
from issues.commands.previewing.counting import Outcome, count
from issues.commands.previewing.samples import Sample, sample
from issues.models import Event, Issue
from issues.rules import events as e
from issues.rules.simulation import AUTOMATIC, Fired, relive
from issues.rules.state import Terms

WINDOW: Final = timedelta(days=90)
BUDGET: Final = 1500  # issues: with the next line, what keeps a web worker busy for about a second
_AUTOMATIC: Final = [e.kind_of(kind) for kind in AUTOMATIC]
MOST_FIRINGS: Final = 20_000  # of both versions: after that no further issues are looked at
_CHUNK: Final = 50
History = list[tuple[e.Event, datetime]]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a version would have done, beside what the newest saved one would have (None where none is saved)."""

    since: datetime
    sample: Sample
    with_it: Outcome
    without: Outcome | None

    @property
    def weeks(self) -> float:
        return WINDOW / timedelta(weeks=1)


def preview_past(policy: Policy | None, version: Value, *, now: datetime, budget: int = BUDGET) -> Preview:
    """Relive the issues of the policy's points that were open within 90 days of `now`, under `version` and under the
    newest version that is saved: people do what they did, whom a rung tells is looked up as of now.

    Beyond `budget` issues an evenly spread sample of them stands for all.
    """
    since = now - WINDOW
    alive = Issue.objects.filter(Q(closed_at=None) | Q(closed_at__gte=since), reported_at__lte=now)
    ruled = alive.filter(point__policy=policy) if policy is not None else alive.none()
    newest = policy.versions.order_by("-number").first() if policy is not None else None
    saved = newest.value() if newest is not None else None
    values = [version] if saved is None else [version, saved]
    chosen = sample(ruled.only("pk", "point_id", "holder_id", "calendar_id", "policy_version_id"), budget)
    fired, looked_at = _fired(chosen.issues, values, since, now)
    chosen = Sample(chosen.issues[:looked_at], chosen.of)
    outcomes = [count(f, v, chosen, since=since, now=now) for f, v in zip(fired, values, strict=True)]
    return Preview(since, chosen, outcomes[0], outcomes[1] if saved is not None else None)


def _fired(
    issues: Sequence[Issue], values: Sequence[Value], since: datetime, now: datetime
) -> tuple[list[list[tuple[Issue, Fired]]], int]:
    """What fires under each of the versions, and how many issues were looked at: fewer where there is so much of it
    that a person would wait for long."""
    calendars = Calendar.objects.in_bulk({issue.calendar_id for issue in issues})
    found: list[list[tuple[Issue, Fired]]] = [[] for _ in values]
    looked_at = 0
    for at in range(0, len(issues), _CHUNK):
        chunk = issues[at : at + _CHUNK]
        histories = _histories(chunk)
        for issue in chunk:
            history, silent = histories[issue.pk]
            for value, fired in zip(values, found, strict=True):
                terms = Terms(value, calendars[issue.calendar_id].value())
                lived = relive(history, terms, until=now, since=since, silent=silent)
                fired.extend((issue, one) for one in lived)
        looked_at += len(chunk)
        if sum(map(len, found)) > MOST_FIRINGS:
            break
    return found, looked_at


def _histories(issues: Sequence[Issue]) -> dict[int, tuple[History, int]]:
    """By issue what people did, and how many of these events another system recorded."""
    told = Event.objects.filter(issue__in=[issue.pk for issue in issues]).standing()
    rows = told.exclude(kind__in=_AUTOMATIC)
    facts = rows.order_by("issue", "seq").values_list("issue", "kind", "payload", "at", "is_imported")
    histories: dict[int, tuple[History, int]] = {}
    for issue, events in groupby(facts.iterator(chunk_size=5000), key=lambda row: row[0]):
        listed = list(events)
        history = [(e.decode(kind, payload), at) for _, kind, payload, at, _ in listed]
        histories[issue] = (history, sum(imported for *_, imported in listed))
    return histories
