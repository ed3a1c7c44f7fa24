"""Why issues were declined."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Min, OuterRef, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Lower, Trim

from insights.querysets import counters
from insights.querysets.among import having
from insights.querysets.cohorts import cohort
from insights.rules.bands import Band
from insights.rules.periods import Scope
from issues.models import Event
from issues.querysets import IssueQuerySet
from issues.rules import events as e

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


def reasons(scope: Scope, among: IssueQuerySet) -> list[Reason]:
    """The reasons that were given, the most frequent first. Of these issues alone: what is confidential is not told."""
    rows = _said(scope).filter(issue__in=among.order_by().values("pk")).order_by().values("key")
    counted = rows.annotate(said=Min("words"), count=Count("issue")).order_by("-count", "said")
    return [Reason(*row) for row in counted.values_list("key", "said", "count")]


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
