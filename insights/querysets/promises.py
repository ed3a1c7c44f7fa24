"""What customers were promised, whether it was kept by its date, and who had the issue while it was not."""

from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Greatest, Least

from insights.querysets.prepared import OfScope, in_all
from insights.querysets.reporting import told
from insights.rules.periods import Scope
from insights.rules.reporting import Blocked, Promises

if TYPE_CHECKING:
    from issues.models import Report

_KEPT: Final = Q(kept_at__isnull=False, kept_at__lte=F("promised_by"))


def due(scope: Scope) -> "QuerySet[Report]":
    """The reports of the cohort with a promise whose date had come."""
    return told(scope).exclude(promised="").filter(promised_by__lte=scope.period.as_of)


def kept(scope: Scope) -> "QuerySet[Report]":
    """Those kept by their date."""
    return due(scope).filter(_KEPT)


def missed(scope: Scope) -> "QuerySet[Report]":
    """Those not kept by their date; later is no keeping."""
    return due(scope).exclude(_KEPT)


def promises(scope: Scope) -> Promises:
    [counts] = _DUE.rows(scope)
    return Promises(*counts)


_DUE: Final = OfScope(lambda scope: in_all(due(scope), due=Count("pk"), kept=Count("pk", filter=_KEPT)))


def blocked_by(scope: Scope) -> dict[int, Blocked]:
    """By department that had the issue between the promise and its date, whoever answers for it."""
    reports = missed(scope).order_by()
    found = _held(reports).values_list("holder")
    rows = list(found.annotate(promises=Count("pk", distinct=True), held=Sum(F("end") - F("start"))))
    if not rows:
        return {}
    whole = reports.aggregate(time=Sum(F("promised_by") - F("received_at")))["time"]
    return {holder: Blocked(promises, held, whole) for holder, promises, held in rows}


def blocked(scope: Scope, department: int) -> "QuerySet[Report]":
    """The missed promises of which the department had the issue for some of the time."""
    theirs = _held(missed(scope)).filter(holder=department)
    return missed(scope).filter(pk__in=theirs.order_by().values("pk"))


def _held(reports: "QuerySet[Report]") -> "QuerySet[Any]":
    """A row for each promise and each custody that overlaps with it, from `start` to `end`."""
    return reports.annotate(
        holder=F("issue__custodies__department"),
        start=Greatest("issue__custodies__since", "received_at"),
        end=Least("issue__custodies__until", "promised_by"),  # while it lasts, the date counts alone
    ).filter(holder__isnull=False, end__gt=F("start"))
