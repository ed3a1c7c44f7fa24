"""People and departments, for administrators: who holds and owns what, and what happens when they go."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from inflection_points.models import InflectionPoint
from issues.commands import clock
from issues.commands.foreseeing import foresee_dissolving, foresee_leaving
from issues.commands.leaving import deactivate_person, dissolve_department
from issues.forms.people import DissolveForm, PeopleFilter
from issues.models import Action, Issue
from people.commands import leaving
from people.models import Absence, Department, User
from people.rules.permissions import Can
from people.rules.refusals import Refusal
from people.views.viewers import viewer

View = Callable[..., HttpResponse]
PAGE: Final = 50


def for_administrators(view: View) -> View:
    """Only for those whose role permits it. Raises `PermissionDenied` with a sentence."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not viewer(request).may(Can.ADMINISTER):
            raise PermissionDenied(_("Only administrators can do that. Ask one of them."))
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@for_administrators
def people(request: HttpRequest) -> HttpResponse:
    """Everybody, with what they hold and answer for; and the departments."""
    form = PeopleFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {"q": "", "gone": False}
    found = User.objects.matching(wanted["q"]).select_related("department")
    if not wanted["gone"]:
        found = found.active()
    page = Paginator(_with_numbers(found.order_by("name", "pk")), PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "previous_url": _page_url(kept, page.previous_page_number()) if page.has_previous() else "",
        "next_url": _page_url(kept, page.next_page_number()) if page.has_next() else "",
        "departments": Department.objects.active().select_related("head", "parent"),
        "away": dict(Absence.objects.in_force(timezone.now()).values_list("person", "until")),
    }
    return render(request, "people/people.html", context)


def _page_url(kept: Any, number: int) -> str:
    kept["page"] = str(number)
    return f"?{kept.urlencode()}"


def _with_numbers(found: QuerySet[User]) -> QuerySet[User]:
    held = Issue.objects.open().filter(holder=OuterRef("pk"))
    owned = InflectionPoint.objects.filter(owner=OuterRef("pk"))
    return found.annotate(holds=_number(held, "holder"), owns=_number(owned, "owner"))


def _number(rows: QuerySet[Any], by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


@require_safe
@for_administrators
def person(request: HttpRequest, number: int) -> HttpResponse:
    """One person: what is theirs, and the way out."""
    someone = get_object_or_404(_with_numbers(User.objects.select_related("department")), pk=number)
    context = {
        "someone": someone,
        "now": timezone.now(),
        "owned": someone.owned_points.select_related("stage").order_by("stage__position", "name"),
        "heads": someone.heads.active(),
        "actions": Action.objects.filter(
            assignee=someone, completed_at=None, issue__in=Issue.objects.open()
        ).count(),
        "absences": someone.absences.not_over(timezone.now()).select_related("deputy"),
    }
    return render(request, "people/person.html", context)


@for_administrators
def deactivate(request: HttpRequest, number: int) -> HttpResponse:
    """GET: what would move to whom. POST: do it."""
    someone, actor = get_object_or_404(User.objects.select_related("department"), pk=number), viewer(request)
    if request.method == "POST":
        try:
            deactivate_person(person=someone, actor=actor, now=clock.now())
        except Refusal as refusal:
            return _leaving_page(request, someone, obstacle=str(refusal), status=409)
        messages.success(
            request,
            _("%(name)s can no longer sign in. All that was theirs is handed on.") % {"name": someone.name},
        )
        return redirect("issues:person", someone.pk)
    return _leaving_page(request, someone)


def _leaving_page(
    request: HttpRequest, someone: User, *, obstacle: str = "", status: int = 200
) -> HttpResponse:
    foreseen = foresee_leaving(someone, viewer(request))
    context = {"someone": someone, "foreseen": foreseen, "obstacle": obstacle or foreseen.obstacle}
    return render(request, "people/deactivate.html", context, status=status)


@require_POST
@for_administrators
def reactivate(request: HttpRequest, number: int) -> HttpResponse:
    someone = get_object_or_404(User, pk=number)
    leaving.reactivate(person=someone, now=clock.now())
    messages.success(
        request,
        _("%(name)s can sign in again. What was handed on stays where it is.") % {"name": someone.name},
    )
    return redirect("issues:person", someone.pk)


@for_administrators
def dissolve(request: HttpRequest, slug: str) -> HttpResponse:
    """GET: what would move, to the department in `?into=`, else to the one above. POST: do it."""
    department = get_object_or_404(Department.objects.select_related("parent", "head"), slug=slug)
    sent = request.POST if request.method == "POST" else request.GET if "into" in request.GET else None
    form = DissolveForm(department, sent)
    into = form.cleaned_data.get("into") if form.is_bound and form.is_valid() else None
    status = 422 if form.errors and request.method == "POST" else 200
    if request.method == "POST" and into is not None:
        try:
            taken = dissolve_department(
                department=department, into=into, actor=viewer(request), now=clock.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            messages.success(
                request,
                _("%(name)s is part of %(other)s now.") % {"name": department.name, "other": taken.name},
            )
            return redirect("issues:people")
    context = {"department": department, "form": form, "foreseen": foresee_dissolving(department, into)}
    return render(request, "people/dissolve.html", context, status=status)
