"""What lists of issues can be narrowed by and put in order by, in the browser and through the API."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.db.models import Case, Q, SmallIntegerField, Value, When

from inflection_points.rules.policies import Clock, Severity
from issues.rules.moves import LAST_TOLD
from issues.rules.state import CLOSED, Phase

if TYPE_CHECKING:
    from issues.querysets import IssueQuerySet
    from people.models import Department, User

OPEN: Final = "open"  # beside the phases: all that are not closed

# How bad, as a number that can be compared; the index `issue_severity` holds the very same expression.
SEVERITY_RANK: Final = Case(
    *(When(severity=severity.value, then=Value(severity.rank)) for severity in Severity),
    default=Value(0),
    output_field=SmallIntegerField(),
)


def in_states(found: "IssueQuerySet", states: Collection[str]) -> "IssueQuerySet":
    """In one of these phases, of which "open" means all that are not closed."""
    phases = [state for state in states if state != OPEN]
    if OPEN not in states:
        return found.filter(phase__in=phases)
    return found.filter(~Q(phase__in=CLOSED) | Q(phase__in=phases)) if phases else found.open()


def overdue(found: "IssueQuerySet", clock: Clock, now: datetime) -> "IssueQuerySet":
    """Past the target of this clock, which still runs."""
    match clock:
        case Clock.ACCEPT:
            return found.awaiting_act().filter(accepted_at=None, accept_by__lte=now)
        case Clock.ACT:
            return found.not_acted_on(now)
        case Clock.RESOLVE:
            return found.open().exclude(phase=Phase.RESOLVED).filter(resolve_by__lte=now)


def told_up_to(found: "IssueQuerySet", rung: int) -> "IssueQuerySet":
    """Whose highest rung is this one; the last that has a word stands for all beyond it, too."""
    return found.filter(reached__gte=rung) if rung >= len(LAST_TOLD) - 1 else found.filter(reached=rung)


def in_hands_of(found: "IssueQuerySet", holder: "User | Department") -> "IssueQuerySet":
    """In the hands of this person; or of this department, as a whole or of one of its people."""
    is_person = holder._meta.model_name == "user"
    return found.filter(holder=holder.pk) if is_person else found.filter(holder_department=holder.pk)


def worked_on_by(found: "IssueQuerySet", assignee: "User") -> "IssueQuerySet":
    """With open work that is assigned to this person."""
    assigned = found.model.objects.filter(actions__assignee=assignee, actions__completed_at=None)
    return found.filter(pk__in=assigned.values("pk"))


def waiting(found: "IssueQuerySet") -> "IssueQuerySet":
    """For a customer or a supplier."""
    return found.open().exclude(waits_until=None)


def reopened(found: "IssueQuerySet") -> "IssueQuerySet":
    return found.filter(cycle__gt=1)
