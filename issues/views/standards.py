"""The standard of a point: what is promised, every version of it, and the commands that change it."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from inflection_points.commands import standards
from inflection_points.models import InflectionPoint, Standard
from inflection_points.rules.standards import DraftMovedOn, NothingToSign
from issues.commands import clock
from issues.commands import standards as telling
from issues.forms.standards import AskForm, ObjectForm, StandardForm
from issues.views.comparing import changed
from people.rules.refusals import Refusal
from people.views.unsent import kept
from people.views.viewers import viewer

FORM: Final = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def standard(request: HttpRequest, slug: str) -> HttpResponse:
    """What is in force, what waits for signatures, the draft for its writers, and the history."""
    return _page(request, _point(slug))


@require_safe
def standard_version(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """One version: its words, who signed it, what it changed against the one before or another (`?against=`)."""
    point = _point(slug)
    found = _of(point, number=version)
    if found.asked_at is None:
        standards.must_write(point, viewer(request))
    others = list(point.standards.exclude(pk=found.pk).exclude(asked_at=None).order_by("-number"))
    asked = request.GET.get("against", "")
    earlier = next((one for one in others if one.number < found.number and one.in_force_since), None)
    against = next((one for one in others if str(one.number) == asked), earlier)
    context = {
        "point": point,
        "version": found,
        "others": others,
        "against": against,
        "changed": changed(against.words(), found.words()) if against else None,
        "now": timezone.now(),
    }
    return render(request, "standards/version.html", context)


@FORM
def write_standard(request: HttpRequest, slug: str) -> HttpResponse:
    """Write the draft. When somebody else was quicker, both are shown and nothing typed is lost."""
    point = _writable(request, slug)
    draft = point.standards.draft().first()
    if request.method != "POST":
        return _form(request, point, StandardForm(initial=kept(request) or _start(point, draft)))
    form = StandardForm(request.POST)
    if not form.is_valid():
        return _form(request, point, form, status=422)
    try:
        standards.write_standard(
            point=point.pk,
            seen=form.cleaned_data["seen"],
            words=form.words(),
            actor=viewer(request),
            now=clock.now(),
        )
    except DraftMovedOn as refusal:
        theirs = point.standards.draft().for_reading().first()
        _has_seen(request, form, theirs)
        form.add_error(None, str(refusal))
        return _form(request, point, form, theirs=theirs, status=409)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _form(request, point, form, status=422)
    messages.success(request, _("Kept as a draft. Nothing is in force until departments have signed it."))
    return redirect("issues:standard", point.slug)


@FORM
def ask_to_sign(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose the departments that the draft touches, and ask them."""
    point = _writable(request, slug)
    draft = point.standards.draft().for_reading().first()
    if request.method != "POST":
        if draft is None:
            return redirect("issues:standard", point.slug)
        chosen = [one.pk for one in standards.touched(point)]
        start = {"departments": chosen, "seen": draft.seen}
        return _ask(request, point, draft, AskForm(initial=start, accountable=point.department))
    form = AskForm(request.POST, accountable=point.department)
    if not form.is_valid():
        return _ask(request, point, draft, form, status=422)
    try:
        telling.ask_to_sign(
            point=point.pk,
            seen=form.cleaned_data["seen"],
            departments=form.cleaned_data["departments"],
            actor=viewer(request),
            now=clock.now(),
        )
    except NothingToSign as refusal:
        messages.error(request, str(refusal))
        return redirect("issues:standard", point.slug)
    except Refusal as refusal:
        _has_seen(request, form, draft)
        form.add_error(None, _ask_again() if isinstance(refusal, DraftMovedOn) else str(refusal))
        return _ask(request, point, draft, form, status=409)
    messages.success(request, _("Asked. Each department has been told; it is in force when all have signed."))
    return redirect("issues:standard", point.slug)


@require_POST
def sign_standard(request: HttpRequest, slug: str, version: int, department: int) -> HttpResponse:
    """Sign for the department."""
    found = _of(_point(slug), number=version)

    def sign() -> Any:
        return telling.sign_standard(
            standard=found.pk, department=department, actor=viewer(request), now=clock.now()
        )

    return _done(request, slug, sign, _("Signed, in your name."))


@FORM
def object_to_standard(request: HttpRequest, slug: str, version: int, department: int) -> HttpResponse:
    """Say what is missing before the department signs."""
    point = _point(slug)
    found = _of(point, number=version)
    line = get_object_or_404(found.signatures.select_related("department__head"), department=department)
    if viewer(request) not in standards.signers(line.department, timezone.now()):
        raise PermissionDenied(_("The head of the department signs for it, or who stands in for them."))
    form = ObjectForm(request.POST if request.method == "POST" else None, initial=kept(request))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                telling.object_to_standard(
                    standard=found.pk,
                    department=department,
                    missing=form.cleaned_data["missing"],
                    actor=viewer(request),
                    now=clock.now(),
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                messages.success(request, _("Said. Whoever asked has been told."))
                return redirect("issues:standard", slug)
    context = {"point": point, "version": found, "line": line, "form": form}
    return render(request, "standards/object.html", context, status=status)


@require_POST
def withdraw_standard(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """Ask nobody any more."""
    found = _of(_writable(request, slug), number=version)

    def withdraw() -> Any:
        return standards.withdraw_standard(standard=found.pk, actor=viewer(request), now=clock.now())

    return _done(request, slug, withdraw, _("Withdrawn. What is in force stays so."))


@require_POST
def discard_draft(request: HttpRequest, slug: str) -> HttpResponse:
    """Throw the draft away."""
    point, seen = _writable(request, slug), request.POST.get("seen", "")

    def discard() -> Any:
        return standards.discard_draft(point=point.pk, seen=seen, actor=viewer(request))

    return _done(request, slug, discard, _("The draft is gone."))


def _done(request: HttpRequest, slug: str, command: Callable[[], Any], said: str) -> HttpResponse:
    try:
        command()
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _page(request, _point(slug), status=409)
    messages.success(request, said)
    return redirect("issues:standard", slug)


def _page(request: HttpRequest, point: InflectionPoint, status: int = 200) -> HttpResponse:
    person, now = viewer(request), timezone.now()
    versions = list(point.standards.for_reading().order_by("-number"))
    by_standing = {one.standing.value: one for one in reversed(versions)}
    waiting, in_force = by_standing.get("asked"), by_standing.get("in_force")
    may_write = standards.may_write(point, person)
    context: dict[str, Any] = {
        "point": point,
        "in_force": in_force,
        "waiting": waiting,
        "changed": changed(in_force.words(), waiting.words()) if waiting and in_force else None,
        "draft": by_standing.get("draft") if may_write else None,
        "may_write": may_write,
        "may_sign": _may_sign(waiting, request) if waiting else set(),
        "versions": [one for one in versions if one.asked_at is not None],
        "now": now,
    }
    return render(request, "standards/standard.html", context, status=status)


def _may_sign(version: Standard, request: HttpRequest) -> set[int]:
    """The departments for which this person can sign the version."""
    person, now = viewer(request), timezone.now()
    asked = [one.department for one in version.signatures.all()]
    return {department.pk for department in asked if person in standards.signers(department, now)}


def _form(
    request: HttpRequest,
    point: InflectionPoint,
    form: StandardForm,
    *,
    theirs: Standard | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"point": point, "form": form, "theirs": theirs}
    return render(request, "standards/write.html", context, status=status)


def _ask(
    request: HttpRequest, point: InflectionPoint, draft: Standard | None, form: AskForm, status: int = 200
) -> HttpResponse:
    in_force = _in_force(point)
    context = {
        "point": point,
        "draft": draft,
        "form": form,
        "in_force": in_force,
        "changed": changed(in_force.words(), draft.words()) if draft and in_force else None,
        "waiting": point.standards.asked().first(),
    }
    return render(request, "standards/ask.html", context, status=status)


def _start(point: InflectionPoint, draft: Standard | None) -> dict[str, Any]:
    """What a writer finds in the form: the draft, or what was asked for or is in force."""
    start = draft or point.standards.asked().first() or _in_force(point)
    return StandardForm.initial_of(start) | {"seen": draft.seen if draft else ""}


def _has_seen(request: HttpRequest, form: StandardForm | AskForm, draft: Standard | None) -> None:
    """The draft stands beside the form now: sent once more, it is done knowingly."""
    typed = request.POST.copy()
    typed["seen"] = draft.seen if draft else ""
    form.data = typed


def _ask_again() -> str:
    return _("Somebody else has changed this draft meanwhile. Read it as it is now, and ask once more.")


def _in_force(point: InflectionPoint) -> Standard | None:
    return point.standards.in_force(timezone.now()).for_reading().first()


def _point(slug: str) -> InflectionPoint:
    points = InflectionPoint.objects.select_related("stage", "department__head", "owner", "deputy")
    return get_object_or_404(points, slug=slug)


def _writable(request: HttpRequest, slug: str) -> InflectionPoint:
    point = _point(slug)
    standards.must_write(point, viewer(request))
    return point


def _of(point: InflectionPoint, *, number: int) -> Standard:
    return get_object_or_404(point.standards.for_reading(), number=number)
