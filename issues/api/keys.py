"""Sending a report twice is sending it once: the key, and whether what comes under it is the same."""

from datetime import datetime
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from issues.api.errors import KeyUsedForAnother
from issues.commands import Telling
from issues.commands.reporting import OLDEST_OBSERVATION
from issues.models import Issue, Report

HEADER: Final = "Idempotency-Key"
LONGEST_KEY: Final = 200


def key_of(request: Request, in_body: UUID | None) -> UUID | None:
    """The key under which the report is kept. A key from the header belongs to the person who sends it."""
    given = request.headers.get(HEADER, "").strip()
    if not given:
        return in_body
    if in_body is not None:
        raise ValidationError(
            {"client_key": [_("Send the key once: here or in the header %(header)s.") % {"header": HEADER}]}
        )
    if len(given) > LONGEST_KEY:
        raise ValidationError(
            {HEADER: [_("A key has at most %(longest_key)s characters.") % {"longest_key": LONGEST_KEY}]}
        )
    return uuid5(NAMESPACE_URL, f"{request.user.pk}:{given}")


def is_new(told: Telling, reporter: int, now: datetime, *, on: int | None, facts: dict[str, Any]) -> bool:
    """Whether the report under the key was written just now.

    `on` is the issue that it was added to, None for a new one, of which `facts` are told. Raises `KeyUsedForAnother`
    when it was written before and says something else.
    """
    kept = Report.objects.select_related("issue").get(client_key=told.client_key)
    if kept.received_at == now and kept.reporter_id == reporter:
        return True
    if kept.reporter_id != reporter or not _says(kept, told) or not _is_about(kept, on, facts):
        raise KeyUsedForAnother
    return False


def _says(kept: Report, told: Telling) -> bool:
    received, observed = kept.received_at, told.observed_at or kept.received_at
    observed = min(max(observed, received - OLDEST_OBSERVATION), received)
    files = sorted(file.digest for file in told.files)
    return (kept.text, kept.customers, kept.observed_at, kept.digests) == (
        told.text,
        told.customers,
        observed,
        files,
    )


def _is_about(kept: Report, on: int | None, facts: dict[str, Any]) -> bool:
    issue = kept.issue
    first = issue.reports.order_by("pk").values_list("pk", flat=True)[0] == kept.pk
    if on is not None:
        return issue.pk == on and not first
    return first and _places(issue) == (
        *(facts[name] for name in ("point", "kind", "site", "severity", "is_confidential")),
    )


def _places(issue: Issue) -> tuple[object, ...]:
    """What the report of a new problem said about it; severity and confidence may have changed since."""
    said = issue.events.get(seq=1).payload
    return issue.point, issue.kind, issue.site, said["severity"], said.get("is_confidential", False)
