"""The weekly mail: asking for it, changing it, stopping it; by the link in the mail also without signing in."""

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from insights.commands import weekly as commands
from insights.forms.weekly import OF_WHAT, WeeklyMailForm
from insights.models import WeeklyMail
from issues.commands import clock
from people.views.viewers import viewer

_SALT: Final = "insights.weekly"


def token_of(person: int) -> str:
    """What the link in the mail has for its reader: it stops the mail, and can do nothing else."""
    return signing.Signer(salt=_SALT).sign(str(person))


@require_safe
def weekly_mail(request: HttpRequest) -> HttpResponse:
    """Whether and when the figures come by mail, with the filters of the overview that one came from."""
    asked = {name: request.GET[name] for name in OF_WHAT if request.GET.get(name)}
    mail = _mail_of(request)
    if asked and not (form := WeeklyMailForm.read(mail, asked)).is_valid():
        return _page(request, form, status=400)
    return _page(request, WeeklyMailForm.of(mail, asked))


@require_POST
def subscribe(request: HttpRequest) -> HttpResponse:
    """Mail me every week from now on. Whoever has it already changes when, or of what."""
    form = WeeklyMailForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    commands.subscribe(person=viewer(request), wish=form.wish(), now=clock.now())
    messages.success(request, _("Kept. The figures come to you by e-mail every week."))
    return redirect("insights:weekly_mail")


@require_POST
def unsubscribe(request: HttpRequest) -> HttpResponse:
    """Mail me no more."""
    commands.unsubscribe(person=viewer(request).pk, now=clock.now())
    messages.success(request, _("Stopped. The figures come to you by e-mail no more."))
    return redirect("insights:weekly_mail")


@login_not_required
@never_cache
@csrf_exempt  # mail programs press it for their readers and have no cookie; the signed link is the permission
def unsubscribe_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """What the link in a mail leads to (RFC 8058): GET asks, and only POST stops the mail, as often as it comes."""
    try:
        person = int(signing.Signer(salt=_SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        raise Http404 from None
    if request.method == "POST":
        commands.unsubscribe(person=person, now=clock.now())
    is_wanted = WeeklyMail.objects.filter(person=person).exists()
    return render(request, "insights/unsubscribe.html", {"is_wanted": is_wanted, "token": token})


def _mail_of(request: HttpRequest) -> WeeklyMail | None:
    found = WeeklyMail.objects.select_related("point", "department", "stage")
    return found.filter(person=viewer(request)).first()


def _page(request: HttpRequest, form: WeeklyMailForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "mail": _mail_of(request), "is_misread": status == 400}
    return render(request, "insights/weekly.html", context, status=status)
