"""One's own page: name and zone, how one is reached, when one is away, and for whom one stands in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from issues.commands import clock
from issues.commands.absences import announce_absence as announce
from issues.forms.people import AbsenceForm, ProfileForm
from notifications.forms.choices import ChoicesForm, QuietHoursForm
from people.commands import absences
from people.models import Absence, User
from people.rules.refusals import Refusal
from people.views.language import forget
from people.views.viewers import viewer


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Name, zone, channels, absences."""
    return page(request)


@require_POST
def change_profile(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST, instance=User.objects.get(pk=viewer(request).pk))
    if not form.is_valid():
        return page(request, profile=form, status=422)
    form.save()
    if form.cleaned_data["language"]:
        translation.activate(form.cleaned_data["language"])
    messages.success(request, _("Kept."))
    response = redirect("issues:me")
    forget(response)
    return response


@require_POST
def announce_absence(request: HttpRequest) -> HttpResponse:
    """Say that one is away. Refused, what was typed stays."""
    form = AbsenceForm(request.POST)
    if not form.is_valid():
        return page(request, absence=form, status=422)
    try:
        announce(person=viewer(request), now=clock.now(), **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return page(request, absence=form, status=409)
    if deputy := form.cleaned_data["deputy"]:
        said = _("Your absence is announced. %(deputy)s stands in for you and has been told.")
        messages.success(request, said % {"deputy": deputy.name})
    else:
        messages.success(request, _("Your absence is announced. Nobody stands in for you."))
    return redirect("issues:me")


@require_POST
def end_absence(request: HttpRequest, absence: int) -> HttpResponse:
    """Say that one is back, or is not going after all."""
    absences.end_absence(absence=absence, person=viewer(request), now=clock.now())
    messages.success(request, _("Ended. What is yours comes to you again."))
    return redirect("issues:me")


def page(
    request: HttpRequest,
    *,
    profile: ProfileForm | None = None,
    absence: AbsenceForm | None = None,
    choices: ChoicesForm | None = None,
    quiet_hours: QuietHoursForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with the forms that were sent in vain."""
    person, now = viewer(request), timezone.now()
    coming = Absence.objects.not_over(now).select_related("person", "deputy")
    context = {
        "now": now,
        "profile": profile or ProfileForm(instance=person),
        "absence": absence or AbsenceForm(),
        "absences": coming.filter(person=person),
        "stands_in_for": coming.filter(deputy=person, person__is_active=True),
        "choices": choices or ChoicesForm.of(person),
        "quiet_hours": quiet_hours or QuietHoursForm.of(person),
    }
    return render(request, "people/me.html", context, status=status)
