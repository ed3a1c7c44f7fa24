"""The receipt of a reporter without a name: its code opens what became of the report, and takes the answer to it.

Nothing here asks who somebody is: whoever has the code may read what `commands.progressing` gives, and nothing else.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from issues.commands import answering, clock
from issues.commands.progressing import followed
from issues.commands.receipts import report_of, written
from issues.forms.receipts import ConfirmFixedForm, FindReceiptForm, SayNotFixedForm
from issues.models import Attachment, Report
from issues.views.attachments import handed_out
from people.rules.refusals import Refusal

View = Callable[..., HttpResponseBase]
_NOT_FOUND: Final = 404
_NOT_NOW: Final = 409
_NOT_UNDERSTOOD: Final = 422
_TOO_MANY: Final = 429


def _for_its_reader_alone(view: View) -> View:
    """Open without a name; in no cache and no search engine. The address is the key, so no other page learns of it.

    (`SECURE_REFERRER_POLICY` is same-origin. With no-referrer browsers would send our own forms without an origin.)
    """

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return login_not_required(never_cache(answered))


def seconds_to_wait(request: HttpRequest, now: datetime) -> int:  # noqa: ARG001  until guesses are counted
    """For how long this address may guess no further code; 0 when it may. Counts one wrong guess."""
    return 0


@_for_its_reader_alone
def find_receipt(request: HttpRequest) -> HttpResponse:
    """Type the code. POST leads to the receipt, or says that nothing is found (404)."""
    form = FindReceiptForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        status = _NOT_UNDERSTOOD if request.method == "POST" else 200
        return render(request, "report/find_receipt.html", {"form": form}, status=status)
    code = form.cleaned_data["code"]
    if report_of(code) is None:
        return _not_found(request, form)
    return redirect("issues:receipt_of_code", code=written(code))


@_for_its_reader_alone
@require_safe
def receipt_of_code(request: HttpRequest, code: str) -> HttpResponse:
    """Every state of the report behind the code, and of nothing else."""
    report = report_of(code)
    if report is None:
        return _not_found(request, FindReceiptForm({"code": code[:40]}))
    return _shown(request, code, report)


@_for_its_reader_alone
@require_POST
def confirm_fixed(request: HttpRequest, code: str) -> HttpResponse:
    """Yes, it is fixed."""
    return _answered(
        request,
        code,
        ConfirmFixedForm(request.POST),
        answering.confirm_fixed,
        _("Thank you. The problem is closed because you said that it is fixed."),
    )


@_for_its_reader_alone
@require_POST
def say_not_fixed(request: HttpRequest, code: str) -> HttpResponse:
    """No, and why."""
    return _answered(
        request,
        code,
        SayNotFixedForm(request.POST),
        answering.say_not_fixed,
        _("Thank you. It is open again, one step higher than before."),
    )


@_for_its_reader_alone
@require_safe
def photo_of_code(request: HttpRequest, code: str, attachment: UUID) -> HttpResponseBase:
    """A photo that came with the report of this code. Raises `Http404` for every other file."""
    report = report_of(code)
    found = Attachment.objects.filter(pk=attachment, report=report).first() if report is not None else None
    if found is None:
        raise Http404("There is no such file.")
    return handed_out(request, found)


def _answered(
    request: HttpRequest, code: str, form: ConfirmFixedForm, command: Callable[..., object], said: str
) -> HttpResponse:
    report = report_of(code)
    if report is None:
        return _not_found(request, FindReceiptForm({"code": code[:40]}))
    if not form.is_valid():
        return _shown(request, code, report, form, _NOT_UNDERSTOOD)
    try:
        command(report=report, now=clock.now(), **form.facts())
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        again = report_of(code)  # it may belong to another issue since
        return _shown(request, code, again or report, form, _NOT_NOW)
    messages.success(request, said)
    return redirect("issues:receipt_of_code", code=written(code))


def _shown(
    request: HttpRequest, code: str, report: Report, form: ConfirmFixedForm | None = None, status: int = 200
) -> HttpResponse:
    """The receipt as it is now, in the time of the place; an answer that was refused keeps what was typed."""
    now = timezone.now()
    one = followed([report], now)[0]
    about = {"about": one.issue.pk, "seen": one.state.seq}
    typed = form.data.get("reason", "") if form is not None else ""
    is_to_mend = isinstance(form, SayNotFixedForm) and status == _NOT_UNDERSTOOD
    no = form if is_to_mend else SayNotFixedForm(initial={**about, "reason": typed})
    link = request.build_absolute_uri(reverse("issues:receipt_of_code", args=[written(code)]))
    context = {
        "code": written(code),
        "one": one,
        "report": report,
        "files": report.attachments.all(),
        "now": now,
        "refused": form,
        "typed": typed,
        "yes": ConfirmFixedForm(initial=about, auto_id="yes_%s"),
        "no": no,
        "can_confirm": answering.can_confirm(report, one.state),
        "can_doubt": answering.can_doubt(one.state),
        "picture": _picture(link),
        "link": link,
    }
    with timezone.override(ZoneInfo(one.issue.calendar.zone)):
        return render(request, "report/receipt_of_code.html", context, status=status)


def _not_found(request: HttpRequest, form: FindReceiptForm) -> HttpResponse:
    """A sentence, and what was typed, once the guess is counted."""
    form.full_clean()
    if seconds := seconds_to_wait(request, clock.now()):
        form.add_error(None, _("Too many codes were tried from here. Wait a while, then type yours again."))
        page = render(request, "report/find_receipt.html", {"form": form}, status=_TOO_MANY)
        page["Retry-After"] = str(seconds)
        return page
    form.add_error(
        "code", _("There is no receipt with this code. Compare it letter by letter with what you wrote down.")
    )
    return render(request, "report/find_receipt.html", {"form": form}, status=_NOT_FOUND)


def _picture(link: str) -> SafeString:
    """The link as a picture for another device: a path, no style and no script. It holds nothing that anybody typed."""
    drawn = segno.make(link, error="m").svg_inline(
        omitsize=True, border=2, svgclass="qr-code", lineclass="qr-line", title=_("Your receipt as a QR code")
    )
    return mark_safe(drawn)  # noqa: S308  drawn by the library from an address that we made
