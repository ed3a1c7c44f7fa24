"""The company's channels, for administrators; and the page of one channel, for whoever looks after it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from notifications.commands import channels as commands
from notifications.commands import testing
from notifications.forms.channels import AddChannelForm, ChangeChannelForm
from notifications.models import Channel, Delivery
from notifications.rules.answers import Verdict
from notifications.rules.refusals import ChannelIsRemoved, SecretIsNewer
from people.models import User
from people.rules.kept import reread
from people.rules.permissions import Can
from people.rules.refusals import Refusal
from people.views.unsent import kept
from people.views.viewers import viewer

RECENT = 10


def of_a_channel(view: Callable[[HttpRequest, Channel], HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view the channel that the address names. Raises `Http404` for others' and for what is not there."""

    @wraps(view)
    def with_it(request: HttpRequest, number: int) -> HttpResponse:
        return view(request, _manageable(number, viewer(request)))

    return with_it


@require_safe
def channels(request: HttpRequest) -> HttpResponse:
    """The company's channels, with how they fare."""
    commands.must_administer(viewer(request))
    found = Channel.objects.of_the_company()
    failed = Delivery.objects.filter(state=Delivery.State.FAILED)
    context = {"channels": found, "now": timezone.now(), "some_failed": failed.exists()}
    return render(request, "notifications/channels.html", context)


def add_channel(request: HttpRequest) -> HttpResponse:
    """GET: the form. POST: a channel for the whole company."""
    commands.must_administer(viewer(request))
    return _add(request, is_own=False)


def add_own_channel(request: HttpRequest) -> HttpResponse:
    """GET: the form. POST: a channel for oneself."""
    return _add(request, is_own=True)


@require_safe
@of_a_channel
def channel(request: HttpRequest, one: Channel) -> HttpResponse:
    """How it fares and what can be done with it."""
    return _page(request, one)


@require_POST
@of_a_channel
def change_channel(request: HttpRequest, one: Channel) -> HttpResponse:
    form = ChangeChannelForm(request.POST)
    if not form.is_valid():
        return _page(request, one, form=form, status=422)
    try:
        commands.change_channel(channel=one, **form.cleaned_data)
    except ChannelIsRemoved as removed:
        raise Http404(str(removed)) from None
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        one.refresh_from_db()
        return _page(request, one, form=form, status=409)
    messages.success(request, "Kept.")
    return redirect("channel", one.pk)


@require_POST
@of_a_channel
def send_test(request: HttpRequest, one: Channel) -> HttpResponse:
    """Send a test now, and say what became of it."""
    answer = testing.send_test(channel=one, actor=viewer(request), now=timezone.now())
    if answer.verdict is Verdict.TAKEN:
        messages.success(
            request, _("%(one)s took it. Look there: a message of yours has just arrived.") % {"one": one}
        )
    else:
        messages.error(
            request, _("%(one)s did not take it: %(why)s.") % {"one": one, "why": reread(answer.why)}
        )
    return redirect("channel", one.pk)


@require_POST
@of_a_channel
def rotate_secret(request: HttpRequest, one: Channel) -> HttpResponse:
    """Make a new secret, and show it in this very answer: it is kept nowhere until another page.

    When that answer is reloaded and so asked for again, receivers must not lose the secret they have: none is made.
    """
    try:
        if request.POST.get("seen", "") != _made_last(one):
            raise SecretIsNewer
        commands.rotate_secret(channel=one, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("channel", one.pk)
    messages.success(request, _("There is a new secret. For two days the one before it signs too."))
    return _page(request, one, secret=one.secret)


@require_POST
@of_a_channel
def switch_on(request: HttpRequest, one: Channel) -> HttpResponse:
    commands.switch_on_channel(channel=one)
    messages.success(request, _("%(one)s is used again.") % {"one": one})
    return redirect("channel", one.pk)


@require_POST
@of_a_channel
def switch_off(request: HttpRequest, one: Channel) -> HttpResponse:
    commands.switch_off_channel(channel=one, actor=viewer(request), now=timezone.now())
    messages.success(
        request, _("%(one)s is used no more. What waited for it goes another way.") % {"one": one}
    )
    return redirect("channel", one.pk)


@require_POST
@of_a_channel
def remove_channel(request: HttpRequest, one: Channel) -> HttpResponse:
    commands.remove_channel(channel=one, actor=viewer(request), now=timezone.now())
    messages.success(request, _("%(one)s is removed, its address and secret are forgotten.") % {"one": one})
    return redirect("issues:me") if one.owner_id else redirect("channels")


def _manageable(number: int, actor: User) -> Channel:
    mine = Q(owner=actor)
    if actor.may(Can.ADMINISTER):
        mine |= Q(owner=None)
    found = Channel.objects.there().filter(mine, pk=number).first()
    if found is None:
        raise Http404(_("There is no such channel."))
    return found


def _add(request: HttpRequest, *, is_own: bool) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    form, status = AddChannelForm(sent, initial=kept(request) if sent is None else None), 200
    if form.is_bound and form.is_valid():
        try:
            made = commands.add_channel(
                actor=viewer(request), now=timezone.now(), is_own=is_own, **form.facts()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            messages.success(
                request, _("%(made)s is added. Send a test to see whether it arrives.") % {"made": made}
            )
            if made.secret:  # in this very answer: it is kept nowhere until another page
                return _page(request, made, secret=made.secret, status=201)
            return redirect("channel", made.pk)
    elif form.is_bound:
        status = 422
    return render(request, "notifications/add_channel.html", {"form": form, "is_own": is_own}, status=status)


def _page(
    request: HttpRequest,
    one: Channel,
    *,
    form: ChangeChannelForm | None = None,
    secret: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page of a channel; no cache keeps it, for it may show a secret that was just made."""
    now = timezone.now()
    context: dict[str, Any] = {
        "channel": one,
        "now": now,
        "form": form or ChangeChannelForm(initial={"name": one.name}),
        "rests": one.rest_until is not None and one.rest_until > now,
        "former_counts": len(one.secrets(now)) > 1,
        "made_last": _made_last(one),
        "secret": secret,
        "recent": one.deliveries.select_related("message__recipient").order_by("-pk")[:RECENT],
    }
    response = render(request, "notifications/channel.html", context, status=status)
    add_never_cache_headers(response)
    return response


def _made_last(one: Channel) -> str:
    """Which secret a page knows of, without telling it: until when the one before it counts."""
    return one.former_secret_until.isoformat() if one.former_secret_until else ""
