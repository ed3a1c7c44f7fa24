"""The receipt of a reporter without a name: its code opens what became of the report."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from issues.commands.limits import count, must_be_within
from issues.commands.prospects import outlook
from issues.commands.receipts import overflow_of, report_of
from issues.rules.limits import Limited, network_of
from people.views.addresses import address_of


@login_not_required
@never_cache
def receipt_of_code(request: HttpRequest, code: str) -> HttpResponse:
    """Every state of the report behind the code, and of nothing else. 404 for a code that nobody was given."""
    now = timezone.now()
    address = network_of(address_of(request))
    must_be_within(Limited.RECEIPT, address, now)
    report = report_of(code)
    if report is None:
        aside = overflow_of(code)
        if aside is not None:
            return render(
                request, "report/receipt_set_aside.html", {"code": code, "aside": aside, "now": now}
            )
        count(Limited.RECEIPT, address, now)
        raise Http404("There is no report behind this code.")
    context = {"code": code, "report": report, "outlook": outlook(report.issue, now), "now": now}
    return render(request, "report/receipt_of_code.html", context)
