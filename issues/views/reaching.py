"""How one is reached: which channels, for what, and when not. Part of one's own page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from issues.views.me import page
from notifications.commands import choosing, testing
from notifications.forms.choices import ChoicesForm, QuietHoursForm
from people.views.viewers import viewer


@require_POST
def choose_channels(request: HttpRequest) -> HttpResponse:
    """For what each channel is wanted, and in which order."""
    form = ChoicesForm.of(viewer(request), request.POST)
    if not form.is_valid():
        return page(request, choices=form, status=422)
    choosing.choose_channels(person=viewer(request), chosen=form.chosen())
    messages.success(request, _("Kept. In the application you find everything in any case."))
    return _back()


@require_POST
def set_quiet_hours(request: HttpRequest) -> HttpResponse:
    """When one does not want to be disturbed."""
    form = QuietHoursForm(request.POST)
    if not form.is_valid():
        return page(request, quiet_hours=form, status=422)
    choosing.set_quiet_hours(person=viewer(request), **form.cleaned_data)
    messages.success(request, _("Kept. What is critical comes at any hour."))
    return _back()


@require_POST
def send_test_mail(request: HttpRequest) -> HttpResponse:
    """Send a test to one's own address, and say what became of it."""
    person = viewer(request)
    why = testing.send_test_mail(person=person)
    if why:
        messages.error(request, _("The mail server did not take it: %(why)s") % {"why": why})
    else:
        messages.success(
            request,
            _("The mail server took it. Look into the mailbox of %(address)s.") % {"address": person.email},
        )
    return _back()


def _back() -> HttpResponse:
    return redirect(reverse("issues:me") + "#reaching")
