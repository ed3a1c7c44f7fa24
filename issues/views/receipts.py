"""The receipt of a reporter without a name: its code opens what became of the report, and takes the answer to it.

Nothing here asks who somebody is: whoever has the code may read what `commands.progressing` gives, and nothing else.
"""

from collections.abc import Callable
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
from django.views.decorators.http import require_POST, require_safe

from issues.commands import answering, clock
from issues.commands.limits import count, must_be_within
from issues.commands.progressing import followed
from issues.commands.receipts import files_left_out, overflow_of, report_of, written
from issues.forms.receipts import ConfirmFixedForm, FindReceiptForm, SayNotFixedForm
from issues.models import Attachment, Overflow, Report
from issues.rules.limits import Limited, network_of
from issues.rules.progress import set_aside
from issues.views.at_posters import discreet
from issues.views.attachments import handed_out
from people.rules.refusals import Refusal
from people.views.addresses import address_of

View = Callable[..., HttpResponseBase]
_NOT_FOUND: Final = 404
_NOT_NOW: Final = 409
_NOT_UNDERSTOOD: Final = 422


def _for_its_reader_alone(view: View) -> View:
    """Open without a name; in no cache and no search engine, because the address is the key."""
    return login_not_required(discreet(view))


def _behind(request: HttpRequest, code: str) -> Report | Overflow | None:
    """What the code opens; None for a code that nobody was given, which counts as a guess.

    Raises `TryLater` when too many were guessed from there, for the right code as well: else the answer would tell.
    """
    now, network = clock.now(), network_of(address_of(request))
    must_be_within(Limited.RECEIPT, network, now)
    found = report_of(code) or overflow_of(code)
    if found is None:
        count(Limited.RECEIPT, network, now)
    return found


@_for_its_reader_alone
def find_receipt(request: HttpRequest) -> HttpResponse:
    """Type the code. POST leads to the receipt, or says that there is none (422)."""
    form = FindReceiptForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        status = _NOT_UNDERSTOOD if request.method == "POST" else 200
        return render(request, "report/find_receipt.html", {"form": form}, status=status)
    code = form.cleaned_data["code"]
    if _behind(request, code) is None:
        return _not_found(request, form, status=_NOT_UNDERSTOOD)
    return redirect("issues:receipt_of_code", code=written(code))


@_for_its_reader_alone
@require_safe
def receipt_of_code(request: HttpRequest, code: str) -> HttpResponse:
    """Every state of the report behind the code, and of nothing else."""
    match _behind(request, code):
        case Report() as report:
            return _shown(request, code, report)
        case Overflow() as aside:
            return _shown_aside(request, code, aside)
    return _not_found(request, FindReceiptForm({"code": code[:40]}))


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
        _("Thank you. It is open again and goes one level higher in the company."),
    )


@_for_its_reader_alone
@require_safe
def photo_of_code(request: HttpRequest, code: str, attachment: UUID) -> HttpResponseBase:
    """A photo that came with the report of this code. Raises `Http404` for every other file."""
    report = _behind(request, code)
    own = Attachment.objects.filter(pk=attachment, report=report) if isinstance(report, Report) else None
    if own is None or (found := own.first()) is None:
        raise Http404("There is no such file.")
    return handed_out(request, found)


def _answered(
    request: HttpRequest, code: str, form: ConfirmFixedForm, command: Callable[..., object], said: str
) -> HttpResponse:
    report = _behind(request, code)
    if not isinstance(report, Report):
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
    context = {
        **_to_keep(request, code),
        "one": one,
        "report": report,
        "files": report.attachments.all(),
        "left_out": files_left_out(report),
        "now": now,
        "refused": form,
        "typed": typed,
        "yes": ConfirmFixedForm(initial=about, auto_id="yes_%s"),
        "no": no,
        "can_confirm": answering.can_confirm(report, one.state),
        "can_doubt": answering.can_doubt(one.state),
    }
    with timezone.override(ZoneInfo(one.issue.calendar.zone)):
        return render(request, "report/receipt_of_code.html", context, status=status)


def _shown_aside(request: HttpRequest, code: str, aside: Overflow) -> HttpResponse:
    """What came in a flood and has no number yet, or was discarded."""
    context = {
        "aside": aside,
        "steps": set_aside(aside.received_at),
        "now": timezone.now(),
        **_to_keep(request, code),
    }
    return render(request, "report/receipt_set_aside.html", context)


def _to_keep(request: HttpRequest, code: str) -> dict[str, Any]:
    """The code as it is written, the link, and the link as a picture."""
    link = request.build_absolute_uri(reverse("issues:receipt_of_code", args=[written(code)]))
    return {"code": written(code), "link": link, "picture": _picture(link)}


def _not_found(request: HttpRequest, form: FindReceiptForm, *, status: int = _NOT_FOUND) -> HttpResponse:
    """A sentence, and what was typed."""
    form.full_clean()
    form.add_error(
        "code", _("There is no receipt with this code. Compare it letter by letter with what you wrote down.")
    )
    return render(request, "report/find_receipt.html", {"form": form}, status=status)


def _picture(link: str) -> SafeString:
    """The link as a picture for another device: a path, no style and no script. It holds nothing that anybody typed."""
    drawn = segno.make(link, error="m").svg_inline(
        omitsize=True, border=2, svgclass="qr-code", lineclass="qr-line", title=_("Your receipt as a QR code")
    )
    return mark_safe(drawn)  # noqa: S308  drawn by the library from an address that we made
