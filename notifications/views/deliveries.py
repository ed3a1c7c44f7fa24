"""The log of deliveries, for administrators: what went where, what failed and why, and another try."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_POST, require_safe

from notifications.commands.channels import must_administer, try_delivery_again
from notifications.forms.channels import DeliveryFilter
from notifications.models import Delivery
from people.views.viewers import viewer

PAGE: Final = 50


@require_safe
def deliveries(request: HttpRequest) -> HttpResponse:
    """The newest 50 that the filter lets through, or those that follow `?before=` (the number of the last one seen)."""
    must_administer(viewer(request))
    form = DeliveryFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = Delivery.objects.select_related("message__recipient", "via").order_by("-pk")
    for name in ("state", "channel"):
        if wanted.get(name):
            found = found.filter(**{name: wanted[name]})
    if wanted.get("q"):
        found = found.matching(wanted["q"])
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 19:
        found = found.filter(pk__lt=int(before))
    rows = list(found[: PAGE + 1])
    kept = {name: value for name, value in wanted.items() if value}
    context: dict[str, Any] = {
        "form": form,
        "rows": rows[:PAGE],
        "now": timezone.now(),
        "first_url": f"?{urlencode(kept)}" if before else "",
        "next_url": f"?{urlencode(kept | {'before': rows[PAGE - 1].pk})}" if len(rows) > PAGE else "",
        "here": request.get_full_path(),
        "is_filtered": bool(kept),
    }
    return render(request, "notifications/deliveries.html", context)


@require_POST
def try_again(request: HttpRequest, number: int) -> HttpResponse:
    """Put a failed delivery back into the queue."""
    must_administer(viewer(request))
    delivery = try_delivery_again(delivery=number, now=timezone.now())
    messages.success(request, f"It goes to {delivery.address} again within a minute, if it is still needed.")
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if is_ours else reverse("deliveries"))
