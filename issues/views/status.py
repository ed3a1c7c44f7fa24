"""What the engine says about itself, for people and for machines."""

import sys
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DataError, Error, InterfaceError, OperationalError, connection
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views import defaults
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from issues.commands import clock, linting
from issues.models import Agenda, AuditRun, Heartbeat, Issue, LintRun, Overflow, SweepRun
from issues.models.intake import LEFT
from notifications.models import Delivery, Message

STANDS_STILL: Final = timedelta(minutes=5)
LATE: Final = timedelta(seconds=90)
WARNINGS: Final = 50


def status(request: HttpRequest) -> HttpResponse:
    """The last sweep, gaps, the auditor's answer, what would go wrong, what waits in the outbox, what was set aside."""
    now = clock.now()
    sweep = SweepRun.objects.by_engine().first()
    aside = Issue.objects.exclude(set_aside_at=None)
    lint_run = LintRun.objects.first()
    context = {
        "now": now,
        "lint_run": lint_run,
        "warnings": linting.warnings(most=WARNINGS),
        "warnings_left_off": max(0, lint_run.found - WARNINGS) if lint_run is not None else 0,
        "sweep": sweep,
        "is_late": sweep is None or now - sweep.at > LATE,
        "stood_in": SweepRun.objects.filter(stands_in=True, at__gte=now - STANDS_STILL).first(),
        "gaps": [(gap, timedelta(seconds=gap.gap_seconds)) for gap in SweepRun.objects.gaps()[:10]],
        "clock_off": clock.wrong_by(),
        "audit": AuditRun.objects.first(),
        "heartbeat": Heartbeat.objects.first(),
        "has_heartbeat": bool(settings.HEARTBEAT_URL),
        "queued": Message.objects.queued().aggregate(n=Count("pk"), oldest=Min("created_at")),
        "deliveries": _deliveries(),
        "failed": Delivery.objects.filter(state=Delivery.State.FAILED).order_by("-pk")[:10],
        "overflow": Overflow.objects.filter(state__in=LEFT).count(),
        "set_aside": aside.order_by("set_aside_at")[:20],
    }
    return render(request, "issues/status.html", context)


def _deliveries() -> dict[str, Any]:
    found = Delivery.objects.waiting().aggregate(n=Count("pk"), oldest=Min("next_attempt_at"))
    return {**found, "failed": Delivery.objects.filter(state=Delivery.State.FAILED).count()}


@login_not_required
@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:  # noqa: ARG001  a view takes it
    """200 while the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return JsonResponse({"status": "the database does not answer"}, status=503)
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
@never_cache
def escalations(request: HttpRequest) -> JsonResponse:  # noqa: ARG001  a view takes it
    """503 when no worker has looked at the deadlines for five minutes, or something has been due for so long.

    With what the auditor said last. Cheap enough to be asked every second: three looks at the end of an index.
    """
    try:
        now = clock.now()
        last = SweepRun.objects.by_engine().values_list("at", flat=True).first()
        oldest = Agenda.objects.order_by("due_at").values_list("due_at", flat=True).first()
        audit = AuditRun.objects.defer("findings").first()
    except Error:
        return JsonResponse({"status": "the database does not answer"}, status=503)
    still = last is None or now - last > STANDS_STILL
    late = oldest is not None and now - oldest > STANDS_STILL
    answer = {
        "status": "nobody sweeps" if still else "escalations are late" if late else "ok",
        "last_sweep": last.isoformat() if last else None,
        "late_since": oldest.isoformat() if oldest and late else None,
        "last_audit": {"at": audit.at.isoformat(), "findings": audit.found} if audit else None,
    }
    return JsonResponse(answer, status=503 if still or late else 200)


def broken(request: HttpRequest) -> HttpResponse:
    """What answers when a page failed: 503 while the database is away, 404 for what it cannot hold, else 500."""
    failure = sys.exc_info()[1]
    if isinstance(failure, (DataError, Issue.DoesNotExist)):  # what no row can hold, or nobody is let into
        return defaults.page_not_found(request, failure)
    if not isinstance(failure, (OperationalError, InterfaceError)):
        return defaults.server_error(request)
    response = HttpResponse(render_to_string("503.html"), status=503)
    response["Retry-After"] = "30"
    return response
