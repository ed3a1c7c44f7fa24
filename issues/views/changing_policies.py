"""Changing policies, for administrators: a new version, a new policy, another point, the end of one."""

import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from inflection_points.commands import retiring
from inflection_points.commands.policies import InvalidPolicy, StaleVersion, save_version
from inflection_points.models import Policy, PolicyVersion
from inflection_points.rules.policies import DEFAULT_RUNGS, DEFAULT_TARGETS, Clock
from inflection_points.rules.policies import Policy as Value
from issues.commands import clock
from issues.commands.policy_moves import ONE_DAY, movable
from issues.commands.previewing import preview_move, preview_past
from issues.forms.choosing_policies import AssignForm, RetireForm
from issues.forms.policies import PolicySheet, Typed, typed_of, with_rung, without_rung
from issues.models import Issue
from issues.views.ladders import shown, warned
from issues.views.policies import policy_page
from issues.views.previews import preview_lines
from people.models import User
from people.rules.permissions import Can
from people.rules.refusals import Refusal
from people.views.unsent import kept
from people.views.viewers import viewer

SUGGESTED = 1000  # people in the list of a field; whoever is not among them can be written too
View = Callable[..., HttpResponse]
_DO = re.compile(r"(add|remove)-(accept|act|resolve)(?:-(\d{1,3}))?")
_DEFAULT = Value(0, dict(DEFAULT_TARGETS), DEFAULT_RUNGS)


def for_administrators(view: View) -> View:
    """Only for those whose role permits it. Raises `PermissionDenied` with a sentence."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not viewer(request).may(Can.ADMINISTER):
            raise PermissionDenied(_("Only administrators change policies. Everybody may read them."))
        return view(request, *args, **kwargs)

    return guarded


@for_administrators
def add_policy(request: HttpRequest) -> HttpResponse:
    """A policy that does not exist yet, beginning with the usual one."""
    return _sheet_page(request, None, lambda: typed_of(_DEFAULT, base=0, addresses={}))


@for_administrators
def change_policy(request: HttpRequest, number: int) -> HttpResponse:
    """The next version of a policy, beginning with the newest. Whatever button is pressed, what is typed stays."""
    policy = get_object_or_404(Policy, pk=number)
    if policy.retired_at is not None and request.method != "POST":  # what was typed meanwhile is kept
        words = _("“%(name)s” is retired and is not changed any more.") % {"name": policy.name}
        messages.error(request, words)
        return redirect("issues:policy", policy.pk)
    return _sheet_page(request, policy, lambda: _newest(policy))


def _newest(policy: Policy) -> Typed:
    newest = policy.versions.order_by("-number").first()
    if newest is None:
        return typed_of(_DEFAULT, base=0, addresses={})
    value = newest.value()
    addresses = dict(User.objects.filter(pk__in=value.people).values_list("pk", "email"))
    return typed_of(value, base=newest.number, addresses=addresses)


def _sheet_page(request: HttpRequest, policy: Policy | None, start: Callable[[], Typed]) -> HttpResponse:
    if request.method != "POST":
        return _show(request, policy, PolicySheet(kept(request) or start(), is_new=policy is None))
    typed, do = request.POST.dict(), request.POST.get("do", "save")
    if (step := _DO.fullmatch(do)) is not None:
        stepped = PolicySheet(_stepped(typed, *step.groups()), is_new=policy is None)
        return _show(request, policy, stepped, stepped=step[2], added=step[1] == "add")
    sheet = PolicySheet(typed, is_bound=True, is_new=policy is None)
    if not sheet.is_valid():
        return _show(request, policy, sheet, status=422)
    if do == "save":
        return _save(request, policy, sheet)
    context = _previewed(policy, sheet.value()) if do == "preview" else {}
    return _show(request, policy, sheet, **context)


def _stepped(typed: Typed, what: str, clock: str, number: str | None) -> Typed:
    return (
        with_rung(typed, Clock(clock))
        if what == "add"
        else without_rung(typed, Clock(clock), int(number or 0))
    )


def _previewed(policy: Policy | None, value: Value) -> dict[str, Any]:
    now = timezone.now()
    until = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    past = preview_past(policy, value, now=until)  # the same past all day, so the same numbers at each look
    context = preview_lines(past, value) | {"until": until}
    if policy is not None:
        context |= {"found": preview_move(movable(policy, None), value, grace=ONE_DAY, now=now)}
    return context


def _save(request: HttpRequest, policy: Policy | None, sheet: PolicySheet) -> HttpResponse:
    value, base = sheet.value(), sheet.head.cleaned_data["base"] or 0
    name = policy.name if policy is not None else sheet.head.cleaned_data["name"]
    try:
        version = save_version(
            name=name,
            now=clock.now(),
            actor=viewer(request),
            targets=value.targets,
            rungs=value.rungs,
            hold_limit_percent=value.hold_limit_percent,
            base=base,
        )
    except StaleVersion as stale:
        again = PolicySheet(
            sheet.typed | {"base": str(stale.newest.number)}, is_bound=True, is_new=policy is None
        )
        return _show(request, policy, again, status=409, stale=stale)
    except (InvalidPolicy, Refusal) as refusal:
        return _show(request, policy, sheet, status=409, refused=str(refusal))
    messages.success(request, _saved_words(version, base))
    return redirect("issues:policy", version.policy_id)


def _saved_words(version: PolicyVersion, base: int) -> str:
    if version.number == base:
        return _("Nothing differs from version %(number)s, so it stays the newest.") % {"number": base}
    if version.number == 1:
        return _("Saved. Give it points: new issues there are ruled by it.")
    words = _("Saved as version %(number)s. New issues are ruled by it; open ones keep theirs.")
    return words % {"number": version.number}


def _show(
    request: HttpRequest, policy: Policy | None, sheet: PolicySheet, *, status: int = 200, **context: Any
) -> HttpResponse:
    """The form. Its picture is drawn from what is typed, or not at all while something is wrong with it."""
    value = _drawable(sheet)
    context |= {"policy": policy, "sheet": sheet, "problems": sheet.problems() if status == 422 else []}
    context |= {"people": User.objects.active().order_by("name").values_list("email", "name")[:SUGGESTED]}
    if value is not None:
        context |= shown(value, policy) | {"doubts": warned(value, policy, timezone.now())}
    return render(request, "policies/change.html", context, status=status)


def _drawable(sheet: PolicySheet) -> Value | None:
    checked = PolicySheet(sheet.typed, is_bound=True)
    return checked.value() if checked.is_valid() else None


@require_POST
@for_administrators
def assign_point(request: HttpRequest, number: int) -> HttpResponse:
    """One more point uses the policy."""
    policy = get_object_or_404(Policy, pk=number)
    form = AssignForm(request.POST)
    if not form.is_valid():
        return render(request, "policies/policy.html", policy_page(request, policy, form), status=422)
    point = retiring.assign_point(
        point=form.cleaned_data["point"], policy=policy, actor=viewer(request), now=clock.now()
    )
    words = _("New issues at “%(point)s” are ruled by it. Open ones keep the version that they have.")
    messages.success(request, words % {"point": point.name})
    return redirect("issues:policy", policy.pk)


@for_administrators
def retire_policy(request: HttpRequest, number: int) -> HttpResponse:
    """GET: what retiring means. POST: do it, and where open issues shall be moved, lead on to that."""
    policy = get_object_or_404(Policy.objects.select_related("successor"), pk=number)
    form = RetireForm(policy, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _retire(request, policy, form.cleaned_data)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
                status = 409
    context: Mapping[str, Any] = {
        "policy": policy,
        "form": form,
        "points": policy.points.select_related("stage"),
        "open": Issue.objects.open().filter(policy_version__policy=policy).count(),
    }
    return render(request, "policies/retire.html", context, status=status)


def _retire(request: HttpRequest, policy: Policy, chosen: Mapping[str, Any]) -> HttpResponse:
    successor = chosen["successor"]
    retiring.retire_policy(policy=policy, successor=successor, actor=viewer(request), now=clock.now())
    words = _("“%(name)s” is retired. Its points use “%(successor)s” now.")
    messages.success(request, words % {"name": policy.name, "successor": successor.name})
    return redirect("issues:move_policy" if chosen["open_issues"] == "move" else "issues:policy", policy.pk)
