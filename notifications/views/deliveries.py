"""The log of deliveries, for administrators: what went where, what failed and why, and another try."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from notifications.commands.channels import must_administer, try_delivery_again
from notifications.forms.channels import DeliveryFilter
from notifications.models import Delivery
from notifications.querysets import DeliveryQuerySet
from people.views.viewers import viewer

PAGE: Final = 50
SEARCHED: Final = (
    50_000  # words are looked for without an index: of years of deliveries that would take minutes
)


@require_safe
def deliveries(request: HttpRequest) -> HttpResponse:
    """The newest 50 that the filter lets through, or those that follow `?before=` (the number of the last one seen)."""
    must_administer(viewer(request))
    form = DeliveryFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = _of_state_and_channel(wanted)
    kept = {name: value for name, value in wanted.items() if value}
    all_url = ""
    if wanted.get("q"):
        found = found.matching(wanted["q"])
        if request.GET.get("all") == "1":
            kept["all"] = "1"
        elif (oldest := _not_searched()) > 0:
            found, all_url = found.filter(pk__gt=oldest), f"?{urlencode(kept | {'all': '1'})}"
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 19:
        found = found.filter(pk__lt=int(before))
    rows = list(found[: PAGE + 1])
    context: dict[str, Any] = {
        "form": form,
        "rows": rows[:PAGE],
        "now": timezone.now(),
        "first_url": f"?{urlencode(kept)}" if before else "",
        "next_url": f"?{urlencode(kept | {'before': rows[PAGE - 1].pk})}" if len(rows) > PAGE else "",
        "all_url": all_url,
        "searched": SEARCHED,
        "here": request.get_full_path(),
        "is_filtered": bool(kept),
    }
    return render(request, "notifications/deliveries.html", context)


def _of_state_and_channel(wanted: dict[str, Any]) -> DeliveryQuerySet:
    found = Delivery.objects.select_related("message__recipient", "via").order_by("-pk")
    return found.filter(**{name: wanted[name] for name in ("state", "channel") if wanted.get(name)})


def _not_searched() -> int:
    """The newest delivery of those in which no words are looked for unless asked; 0 when there are so few."""
    newest = Delivery.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return (
        Delivery.objects.filter(pk__lte=newest - SEARCHED)
        .order_by("-pk")
        .values_list("pk", flat=True)
        .first()
        or 0
    )


@require_POST
def try_again(request: HttpRequest, number: int) -> HttpResponse:
    """Put a failed delivery back into the queue."""
    must_administer(viewer(request))
    delivery = try_delivery_again(delivery=number, now=timezone.now())
    messages.success(
        request,
        _("It goes to %(address)s again within a minute, if it is still needed.")
        % {"address": delivery.address},
    )
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if is_ours else reverse("deliveries"))
