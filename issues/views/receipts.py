"""The receipt of a reporter without a name: its code opens what became of the report."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from issues.commands.prospects import outlook
from issues.commands.receipts import report_of


@login_not_required
@never_cache
def receipt_of_code(request: HttpRequest, code: str) -> HttpResponse:
    """Every state of the report behind the code, and of nothing else. 404 for a code that nobody was given."""
    report = report_of(code)
    if report is None:
        raise Http404("There is no report behind this code.")
    now = timezone.now()
    context = {"code": code, "report": report, "outlook": outlook(report.issue, now), "now": now}
    return render(request, "report/receipt_of_code.html", context)
