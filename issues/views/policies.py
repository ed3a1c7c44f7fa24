"""Policies, for everybody to read: what happens if nobody acts, who is told when, and what changed."""

from typing import Any

from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from inflection_points.models import Policy, PolicyVersion
from inflection_points.rules.comparing import differences
from issues.commands import linting
from issues.forms.choosing_policies import AssignForm
from issues.models import Issue, PolicyMove
from issues.models.policy_moves import UNDER_WAY
from issues.views.ladders import names_of, shown
from people.rules.permissions import Can
from people.views.viewers import viewer

SHOWN_VERSIONS = 20


@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    """All policies: what they rule, and which are retired."""
    listed = Policy.objects.select_related("successor").annotate(
        newest=Max("versions__number"), rules=Count("points", distinct=True)
    )
    still_open = _open_issues().values_list("policy_version__policy").annotate(n=Count("pk"))
    numbers = dict(still_open.order_by())
    rows = [(policy, numbers.get(policy.pk, 0)) for policy in listed.order_by("name")]
    context = {
        "rows": [row for row in rows if row[0].retired_at is None],
        "retired": [row for row in rows if row[0].retired_at is not None],
        "may_change": _may_change(request),
    }
    return render(request, "policies/policies.html", context)


@require_safe
def policy(request: HttpRequest, number: int) -> HttpResponse:
    """One policy as it rules new issues: targets, ladders, the points that use it, its versions."""
    found = get_object_or_404(Policy.objects.select_related("successor", "retired_by"), pk=number)
    return render(request, "policies/policy.html", policy_page(request, found, AssignForm()))


def policy_page(request: HttpRequest, found: Policy, assign: AssignForm) -> dict[str, Any]:
    """What the page of a policy shows; `assign` is the form that gives it another point."""
    versions = list(found.versions.select_related("created_by")[:SHOWN_VERSIONS])
    held = _open_by_version(found)
    newest = versions[0].pk if versions and found.retired_at is None else None
    context: dict[str, Any] = {
        "policy": found,
        "versions": [(version, held.get(version.pk, 0)) for version in versions],
        "may_move": _may_move(found, held, newest),
        "running": PolicyMove.objects.filter(policy=found, state__in=UNDER_WAY).first(),
        "points": found.points.active().select_related("stage").order_by("stage__position", "name"),
        "assign": assign,
        "may_change": _may_change(request),
        "warnings": linting.warnings(found),
        "now": timezone.now(),
    }
    if versions:
        context |= {"version": versions[0]} | shown(versions[0].value(), found)
    return context


def _open_by_version(found: Policy) -> dict[int, int]:
    """How many open issues are on each of the versions."""
    on_it = _open_issues().filter(policy_version__policy=found).values_list("policy_version")
    return dict(on_it.annotate(n=Count("pk")).order_by())


def _may_move(found: Policy, held: dict[int, int], newest: int | None) -> bool:
    """Whether open issues of the policy could be on another version than they are, be it one of another policy."""
    others = Policy.objects.offered().filter(versions__isnull=False).exclude(pk=found.pk)
    return any(version != newest for version in held) or (bool(held) and others.exists())


@require_safe
def policy_version(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """One version, and what it changed against the one before."""
    versions = PolicyVersion.objects.select_related("policy", "created_by")
    found = get_object_or_404(versions, policy=number, number=version)
    before = versions.filter(policy=number, number__lt=version).order_by("-number").first()
    context: dict[str, Any] = {
        "policy": found.policy,
        "version": found,
        "before": before,
        "changes": _changes(found, before),
    }
    newest = versions.filter(policy=number, number__gt=version).order_by("number").first()
    context |= {"after": newest, "held": _open_issues().filter(policy_version=found).count()}
    return render(request, "policies/version.html", context | shown(found.value(), found.policy))


def _changes(found: PolicyVersion, before: PolicyVersion | None) -> list[Any]:
    if before is None:
        return []
    values = before.value(), found.value()
    return differences(*values, names_of(values))


def _open_issues() -> QuerySet[Issue]:
    return Issue.objects.open()


def _may_change(request: HttpRequest) -> bool:
    return viewer(request).may(Can.ADMINISTER)
