"""What the API answers when it cannot do what was asked: always a code for programs and a sentence for people."""

from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import status
from rest_framework.exceptions import APIException, ErrorDetail, ParseError, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from issues.models import Issue
from issues.rules.refusals import MovedOn, Refusal, SentBefore, UnknownMention
from issues.serializers.lives import EventSerializer

RETRY_AFTER: Final = 5  # seconds
# It does not say that nothing was changed: the answer to a commit may be what was lost.
DATABASE_AWAY: Final = gettext_lazy(
    "The database does not answer at the moment. Try again in a few seconds; under the same key a report is written only once."
)
NO_SUCH_ISSUE: Final = gettext_lazy("There is no issue with this number.")
NOT_UNDERSTOOD: Final = gettext_lazy(
    "The request was not understood. Look at “fields”, mend it and send it again."
)


class KeyUsedForAnother(APIException):
    """The idempotency key was used before, for something else."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "key_used_for_another"
    default_detail = gettext_lazy(
        "This key was already used for something else. Send the very same again to repeat it, or a new key for a new one."
    )


def explain(problem: Exception, context: dict[str, Any]) -> Response | None:
    """Our refusals and Django's errors as answers; None for what nobody foresaw, which becomes a 500."""
    if isinstance(problem, SentBefore):
        problem = KeyUsedForAnother()
    if isinstance(problem, Refusal):
        return _refused(problem)
    if isinstance(problem, (OperationalError, InterfaceError)):
        answer = _answer(status.HTTP_503_SERVICE_UNAVAILABLE, "database_away", str(DATABASE_AWAY))
        answer["Retry-After"] = str(RETRY_AFTER)
        return answer
    if isinstance(problem, PermissionDenied):
        sentence = str(problem) or _("Your role does not permit that.")
        return _answer(status.HTTP_403_FORBIDDEN, "permission_denied", sentence)
    if isinstance(problem, Issue.DoesNotExist):
        problem = Http404(str(NO_SUCH_ISSUE))
    if isinstance(problem, Http404):
        return _answer(status.HTTP_404_NOT_FOUND, "not_found", str(problem) or _("There is nothing here."))
    if isinstance(problem, RecursionError):
        problem = ParseError(_("This is nested too deeply to be read."))
    known = exception_handler(problem, context)
    if known is None or not isinstance(problem, APIException):
        return known
    if isinstance(problem, ValidationError):
        fields = _fields(problem.detail)
        known.data = {"code": "invalid", "detail": str(NOT_UNDERSTOOD), "fields": fields}
    else:
        known.data = {"code": problem.get_codes(), "detail": str(problem.detail)}
    return known


def _refused(refusal: Refusal) -> Response:
    if isinstance(refusal, UnknownMention):
        return _answer(status.HTTP_422_UNPROCESSABLE_ENTITY, refusal.code, str(refusal))
    answer = _answer(status.HTTP_409_CONFLICT, refusal.code, str(refusal))
    if isinstance(refusal, MovedOn):
        answer.data |= {"seen": refusal.seen, "since": EventSerializer(refusal.since, many=True).data}
    return answer


def _answer(code: int, name: str, sentence: str) -> Response:
    return Response({"code": name, "detail": sentence}, status=code)


def _fields(detail: Any) -> dict[str, list[str]]:
    """Sentences by field; what concerns none stands under `body`."""
    if not isinstance(detail, dict):
        return {"body": _sentences(detail)}
    return {"body" if name == "non_field_errors" else name: _sentences(said) for name, said in detail.items()}


def _sentences(said: Any) -> list[str]:
    if isinstance(said, (str, ErrorDetail)):
        return [str(said)]
    rows = said.values() if isinstance(said, dict) else said
    return [sentence for row in rows for sentence in _sentences(row)]
