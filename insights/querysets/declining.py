"""Why issues were declined."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count, DateTimeField, F, Min, OuterRef, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Lower, Trim

from insights.querysets import counters
from insights.querysets.among import having
from insights.querysets.cohorts import cohort
from insights.querysets.prepared import OfScope
from insights.rules.bands import Band
from insights.rules.periods import Scope
from issues.models import Event, Issue
from issues.querysets.confidence import ANYBODY, asked_by
from issues.rules import events as e
from people.models import User
from people.querysets.prepared import Slot

if TYPE_CHECKING:
    from insights.models import Fact


@dataclass(frozen=True, slots=True)
class Reason:
    """What was said, in one of its spellings, and at how many issues. `key` is the same for all spellings."""

    key: str
    words: str
    count: int


def declined(scope: Scope) -> "QuerySet[Fact]":
    """The matured issues of the cohort that had been declined."""
    return cohort(scope).filter(counters.bands(scope.period.as_of)[Band.DECLINED])


def reasons(scope: Scope, reader: User, now: datetime) -> list[Reason]:
    """The reasons that were given, the most frequent first. Of issues alone that they may read."""
    return [Reason(*row) for row in _REASONS.rows(scope, now=now, **asked_by(reader))]


def _reasons(scope: Scope) -> "QuerySet[Any, Any]":
    seen = Issue.objects.visible_to(ANYBODY, Slot("now", DateTimeField()))
    rows = _said(scope).filter(issue__in=seen.order_by().values("pk")).order_by().values("key")
    counted: QuerySet[Any, Any] = rows.annotate(said=Min("words"), count=Count("issue"))
    return counted.values_list("key", "said", "count").order_by("-count", "said")


_REASONS: Final = OfScope(_reasons)


def for_reason(rows: "QuerySet[Fact]", key: str) -> "QuerySet[Fact]":
    """Those of the issues that were declined for this reason, however it was spelt."""
    told = _spelt(Event.objects.filter(kind=e.kind_of(e.Declined), at=OuterRef("declined_at")))
    return rows.filter(having(told.filter(key=key), "issue"))


def _said(scope: Scope) -> "QuerySet[Any]":
    """The event of each: a decline that was taken back, or of a later cycle, happened at another instant."""
    told = Event.objects.filter(
        kind=e.kind_of(e.Declined),
        issue__in=declined(scope).order_by().values("pk"),
        at=F("issue__fact__declined_at"),
    )
    return _spelt(told)


def _spelt(told: "QuerySet[Any]") -> "QuerySet[Any]":
    words = Trim(KT("payload__reason"))
    found: QuerySet[Any] = told.annotate(words=words, key=Lower(words))
    return found
