"""Moving the open issues of a policy to another version: first what it changes, then a run whose progress is shown."""

from typing import Any

from celery import current_app
from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from kombu.exceptions import OperationalError

from inflection_points.models import Policy, PolicyVersion
from inflection_points.rules.wording import target_words
from issues.commands import clock, policy_moves
from issues.commands.policy_moves import add_policy_move, movable
from issues.commands.previewing import MovePreview, preview_move
from issues.forms.moving_policies import MovePolicyForm
from issues.models import PolicyMove
from issues.models.policy_moves import UNDER_WAY
from issues.views.changing_policies import for_administrators
from people.rules.refusals import Refusal
from people.views.unsent import kept
from people.views.viewers import viewer


@for_administrators
def move_policy(request: HttpRequest, number: int) -> HttpResponse:
    """GET and “preview”: what moving would change. “move”: let a worker do it, if it is what was previewed."""
    policy = get_object_or_404(Policy.objects.select_related("successor"), pk=number)
    if request.method != "POST":
        typed = _beginning(policy, request.GET.get("to", "")) | kept(request)
        return _page(request, policy, MovePolicyForm(policy, typed))
    form = MovePolicyForm(policy, request.POST)
    if not form.is_valid():
        return _page(request, policy, form, status=422)
    if request.POST.get("do") != "move":
        return _page(request, policy, form)
    if form.cleaned_data["previewed"] != form.version.pk:
        form.add_error(
            None, _("This version was not looked at yet. Below is what it changes: then move them.")
        )
        return _page(request, policy, form, status=409)
    try:
        run = add_policy_move(
            policy=policy, version=form.version, actor=viewer(request), now=clock.now(), **form.facts()
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, policy, form, status=409)
    transaction.on_commit(lambda: _send(request, run.pk))
    return redirect(run)


def _beginning(policy: Policy, to: str) -> dict[str, str]:
    """To the policy that the address names, else to its own newest version or its successor's, else to another one."""
    wanted = to if to.isdecimal() and len(to) < 10 else str(_usual(policy).pk)
    return {"to": wanted, "amount": "1", "unit": "days"}


def _usual(policy: Policy) -> Policy:
    """Where its open issues are moved to as a rule: another policy only when all are on its newest version."""
    usual = policy.in_use()
    newest = usual.versions.order_by("-number").first()
    if newest is None or movable(policy, newest).exists():
        return usual
    others = Policy.objects.offered().filter(versions__isnull=False).exclude(pk=usual.pk)
    return others.order_by("name").first() or usual


def _page(request: HttpRequest, policy: Policy, form: MovePolicyForm, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"policy": policy, "form": form}
    context["running"] = PolicyMove.objects.filter(policy=policy, state__in=UNDER_WAY).first()
    form.is_valid()
    if {"to", "point", "severity", "amount", "unit"} <= form.cleaned_data.keys():
        version = form.version
        context |= {"version": version, "found": _previewed(policy, form, version)}
    return render(request, "policies/move.html", context, status=status)


def _previewed(policy: Policy, form: MovePolicyForm, version: PolicyVersion) -> MovePreview:
    facts = form.facts()
    wanted = movable(policy, version, point=facts["point"], severity=facts["severity"] or "")
    return preview_move(wanted, version.value(), grace=facts["grace"], now=clock.now())


@require_safe
@for_administrators
def policy_move(request: HttpRequest, run: int) -> HttpResponse:
    """How far a run is, and what became of it."""
    rows = PolicyMove.objects.select_related("policy", "version__policy", "point", "started_by")
    row = get_object_or_404(rows, pk=run)
    context = {
        "run": row,
        "grace": target_words(row.grace),
        "words": _("%(done)s of %(all)s issues") % {"done": intcomma(row.done), "all": intcomma(row.total)},
        "stalled": policy_moves.stalled(clock.now()).filter(pk=row.pk).exists(),
    }
    return render(request, "policies/moving.html", context)


@require_POST
@for_administrators
def resume_policy_move(request: HttpRequest, run: int) -> HttpResponse:
    """Send a run on that stands still."""
    row = get_object_or_404(PolicyMove, pk=run)
    if row.is_under_way:
        transaction.on_commit(lambda: _send(request, row.pk))
    return redirect(row)


def _send(request: HttpRequest, run: int) -> None:
    try:
        current_app.send_task("issues.tasks.run_policy_move", args=[run], retry=False)
    except OperationalError:
        messages.warning(
            request, _("The queue does not answer now. The moving begins by itself as soon as it does.")
        )
