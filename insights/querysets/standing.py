"""How issues stood at an instant: closed by then or not, acted on by then or not.

An issue's columns say how it stands now, so a closing that a reopening has undone since, or an act in a later cycle,
is looked up in its events. The columns answer for all others, which is nearly all.
"""

from datetime import datetime
from typing import Final

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from issues.models import Event
from issues.querysets import IssueQuerySet
from issues.rules import events as e

_ACTS: Final = [e.kind_of(act) for act in e.ACTS]
_CLOSINGS: Final = [e.kind_of(e.Verified), e.kind_of(e.Declined)]
_OPENINGS: Final = [e.kind_of(e.Reopened)]


def was_closed(as_of: datetime) -> Case:
    """Whether the last closing or reopening by then was a closing."""
    turns = _history(as_of).filter(kind__in=_CLOSINGS + _OPENINGS).order_by("-seq")
    last_turn_closed = turns.annotate(closed=Q(kind__in=_CLOSINGS)).values("closed")[:1]
    return Case(
        When(closed_at__lte=as_of, then=Value(True)),
        When(closed_at=None, cycle=1, then=Value(False)),
        default=Coalesce(Subquery(last_turn_closed), False),
        output_field=BooleanField(),
    )


def was_acted_on(as_of: datetime) -> Case:
    """Whether an act had happened by then, in whichever cycle."""
    return Case(
        When(first_acted_at__lte=as_of, then=Value(True)),
        When(Q(cycle=1) | Q(first_acted_at__isnull=False), then=Value(False)),
        default=Exists(_history(as_of).filter(kind__in=_ACTS)),
        output_field=BooleanField(),
    )


def unacted(issues: IssueQuerySet, as_of: datetime) -> IssueQuerySet:
    """Those reported and open by then that nobody had ever acted on."""
    return issues.alias(closed=was_closed(as_of), acted=was_acted_on(as_of)).filter(
        reported_at__lte=as_of, closed=False, acted=False
    )


def _history(as_of: datetime) -> QuerySet[Event]:
    return Event.objects.standing().filter(issue=OuterRef("pk"), at__lte=as_of)
