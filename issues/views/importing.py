"""Importing issues in the browser: upload, look at the first rows, correct the mapping, run, see what was refused."""

import csv
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, Final

from celery import current_app
from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from kombu.exceptions import OperationalError

from issues.commands import clock, importing
from issues.forms.importing import MappingForm, UploadForm
from issues.models import IssueImport
from issues.views.spreadsheets import safe
from people.rules.permissions import Can
from people.views.viewers import viewer

View = Callable[..., HttpResponse]
LISTED: Final = 50
SHOWN_ROWS: Final = 100


def for_importers(view: View) -> View:
    """Only for those whose role permits it. Raises `PermissionDenied` with a sentence."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not viewer(request).may(Can.IMPORT):
            raise PermissionDenied(_("Only administrators import issues. Ask one of them."))
        return view(request, *args, **kwargs)

    return guarded


@for_importers
def imports(request: HttpRequest) -> HttpResponse:
    """The imports so far, and a form for the next one."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        run = importing.add_import(
            file=file,
            file_name=file.name,
            mapping=form.mapping_text(),
            actor=viewer(request),
            now=clock.now(),
        )
        return redirect(run)
    runs = IssueImport.objects.select_related("started_by")[:LISTED]
    return render(
        request, "issues/imports.html", {"form": form, "runs": runs}, status=422 if form.errors else 200
    )


@require_GET
@for_importers
def import_run(request: HttpRequest, run: int) -> HttpResponse:
    """One import: its first rows before it runs, how far it is while it runs, and what became of it."""
    row = get_object_or_404(IssueImport.objects.select_related("started_by"), pk=run)
    return render(request, "issues/import.html", _context(row))


@require_POST
@for_importers
def change_import_mapping(request: HttpRequest, run: int) -> HttpResponse:
    form = MappingForm(request.POST)
    if not form.is_valid():
        row = get_object_or_404(IssueImport, pk=run)
        return render(request, "issues/import.html", _context(row) | {"form": form}, status=422)
    get_object_or_404(IssueImport, pk=run)
    row = importing.change_import_mapping(run=run, mapping=form.cleaned_data["mapping"])
    messages.success(request, _("The mapping is kept. These are the first rows as it reads them."))
    return redirect(row)


@require_POST
@for_importers
def start_import(request: HttpRequest, run: int) -> HttpResponse:
    """Let a worker import the file; one that stands still is sent again."""
    get_object_or_404(IssueImport, pk=run)
    try:
        row = importing.start_import(run=run, now=clock.now())
    except importing.InvalidMapping as error:
        messages.error(request, str(error))
        return redirect("issues:import", run)
    transaction.on_commit(lambda: _send(request, row.pk))
    return redirect(row)


@require_POST
@for_importers
def discard_import(request: HttpRequest, run: int) -> HttpResponse:
    get_object_or_404(IssueImport, pk=run)
    importing.discard_import(run=run)
    messages.success(request, _("The import and its file are gone. Issues that it made stay."))
    return redirect("issues:imports")


@require_GET
@for_importers
def import_refusals(request: HttpRequest, run: int) -> HttpResponse:  # noqa: ARG001  a view
    """The refused rows as CSV, safe to open in a spreadsheet."""
    row = get_object_or_404(IssueImport, pk=run)
    name = f"refused-{row.pk}.csv"
    response = HttpResponse(
        "\ufeff",
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    writer = csv.writer(response)
    writer.writerow([_("line"), _("case"), _("reason")])
    for refused in row.rows.values_list("line", "case", "reason").iterator():
        writer.writerow([safe(cell) for cell in refused])
    return response


def _send(request: HttpRequest, run: int) -> None:
    try:
        current_app.send_task("issues.tasks.run_import", args=[run], retry=False)
    except OperationalError:
        messages.warning(
            request, _("The queue does not answer now. The import begins by itself as soon as it does.")
        )


def _context(row: IssueImport) -> dict[str, Any]:
    now = timezone.now()
    context: dict[str, Any] = {"run": row, "now": now, "refused": row.rows.all()[:SHOWN_ROWS]}
    if row.is_under_way:
        words = _("%(done)s of %(all)s cases") % {"done": intcomma(row.done), "all": intcomma(row.cases)}
        return context | {"words": words, "stalled": importing.stalled(now).filter(pk=row.pk).exists()}
    if row.state == IssueImport.State.DONE:
        return context
    return context | {"form": MappingForm(initial={"mapping": row.mapping})} | _preview(row)


def _preview(row: IssueImport) -> dict[str, Any]:
    """The first rows as they would be read, or the sentence that says why none can be."""
    if not row.file:
        return {"wrong": row.reason}
    try:
        mapping = importing.parse(row.mapping)
        with Path(row.file.path).open("rb") as file:
            rows = list(importing.preview(file, mapping, timezone.now()))
        importing.importer_of(row, mapping)
    except (importing.InvalidMapping, importing.Unreadable) as error:
        return {"wrong": str(error)}
    except FileNotFoundError:
        return {"wrong": _("The uploaded file is gone. Upload it again.")}
    return {"rows": rows, "bad": sum(one.row is None for one in rows)}
