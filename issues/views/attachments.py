"""Handing out what people sent along: to those who may see the issue that it belongs to, and as nothing else."""

from typing import Final
from uuid import UUID

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from issues.models import Attachment, Issue
from people.views.viewers import viewer

_KEPT_BY_BROWSERS: Final = 600  # seconds: whoever may see it no longer, sees it no longer soon


@require_safe
def attachment(request: HttpRequest, attachment: UUID) -> FileResponse:
    """The picture, small with `?size=small`; documents only to be saved. Raises `Http404` for what one may not see."""
    found = Attachment.objects.select_related("report").filter(pk=attachment).first()
    visible = Issue.objects.visible_to(viewer(request), timezone.now())
    if found is None or not visible.filter(pk=found.seen_with).exists():
        raise Http404(_("There is no such file."))
    return handed_out(request, found)


def handed_out(request: HttpRequest, found: Attachment) -> FileResponse:
    """A file that whoever asks may see, as nothing but what it is. Raises `Http404` when it is gone from the disk."""
    try:
        content = default_storage.open(
            found.path(small=found.is_picture and request.GET.get("size") == "small")
        )
    except FileNotFoundError:
        raise Http404(_("This file is gone.")) from None
    response = FileResponse(
        content,
        as_attachment=not found.is_picture,
        filename=_name(found),
        content_type="image/jpeg" if found.is_picture else "application/pdf",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = f"private, max-age={_KEPT_BY_BROWSERS}"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _name(found: Attachment) -> str:
    """With the ending of what it is now."""
    return f"{found.name.rpartition('.')[0] or found.name}.{'jpg' if found.is_picture else 'pdf'}"
