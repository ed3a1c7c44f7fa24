"""Taking in what was set aside: a few at a time from each poster in turn, so that a flood at one place keeps nobody at
another waiting."""

import logging
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.db.models import Case, F, Sum, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils.dateparse import parse_datetime

from inflection_points.models import InflectionPoint, Kind, Site
from inflection_points.rules.policies import Severity
from issues.commands import telling as tell
from issues.commands.attaching import FileNotNow, FileRefused, Kept, looked_through
from issues.commands.intake import remove_files
from issues.commands.reporting import Telling, add_report, report
from issues.models import Issue, Overflow, Report
from issues.rules.limits import (
    LOOKED_THROUGH_AT_ONCE,
    MOST_BYTES_REFUSED,
    MOST_FILES_IN_A_LOOK,
    MOST_IN_A_LOOK,
    MOST_TRIES,
    TAKEN_AT_ONCE,
)
from issues.rules.refusals import FileIsGone, ReportItAnew, SaidOtherwise
from people.rules.refusals import Refusal

log = logging.getLogger(__name__)

_Waiting = Overflow.State.WAITING


@dataclass(frozen=True, slots=True)
class Refused:
    """A file of a row that is not kept, its bytes, and why."""

    file: dict[str, str]
    size: int
    reason: str


def take_in(*, now: datetime, at_once: int = TAKEN_AT_ONCE) -> int:
    """Report what waits, up to `at_once` of each poster where it came too fast, and return how many. Any number may do
    it."""
    crowded = Overflow.objects.filter(state=_Waiting, is_too_fast=True)
    tell.overflow(crowded.order_by("poster").values_list("poster", flat=True).distinct(), now)
    taken = files = 0
    for pk, some in _next(at_once):
        if files >= MOST_FILES_IN_A_LOOK:
            break
        files += len(some)
        taken += _taken(pk, now)
    return taken


def _next(at_once: int) -> list[tuple[int, list[Any]]]:
    """What waits longest at each poster, then what waits second longest; with its files."""
    rank = Window(
        RowNumber(), partition_by=["poster", "is_too_fast"], order_by=["tries", "received_at", "pk"]
    )
    most = Case(When(is_too_fast=True, then=Value(at_once)), default=Value(LOOKED_THROUGH_AT_ONCE))
    waiting = Overflow.objects.filter(state=_Waiting).annotate(rank=rank, most=most)
    chosen = waiting.filter(rank__lte=F("most")).order_by("rank", "tries", "received_at", "pk")
    return list(chosen.values_list("pk", "files")[:MOST_IN_A_LOOK])


def _taken(pk: int, now: datetime) -> bool:
    """Whether it was taken in by this call. What cannot be is set apart with its reason, and the others go on."""
    row = Overflow.objects.filter(pk=pk, state=_Waiting).first()
    if row is None:
        return False
    try:
        kept, refused = _files_of(row)
        with transaction.atomic():
            held = Overflow.objects.select_for_update(skip_locked=True).filter(pk=pk, state=_Waiting).first()
            if held is None:
                return False
            held.report = _reported(held, kept, now)
            _end(held, refused, now)
    except (FileNotNow, OSError) as reason:
        _wait_again(row, str(reason), now)
        return False
    except (Refusal, InflectionPoint.DoesNotExist) as reason:
        _stick(pk, str(reason), now)
        return False
    except DatabaseError:
        raise
    except Exception as error:
        log.exception("Report %s could not be taken in.", pk)  # its key is a secret: it leads to the receipt
        _stick(pk, type(error).__name__, now)
        return False
    remove_files(row, but=held.files)  # what was refused stays until the row goes: somebody may ask for it
    return True


def _end(row: Overflow, refused: list[Refused], now: datetime) -> None:
    """Its words stand in the report now. Files that were refused stay as long as the row, while there is room."""
    files, size = [one.file for one in refused], sum(one.size for one in refused)
    taken = Overflow.objects.filter(state=Overflow.State.TAKEN, size__gt=0)
    if (taken.aggregate(n=Sum("size"))["n"] or 0) + size > MOST_BYTES_REFUSED:
        files, size = [], 0
    row.state, row.ended_at = Overflow.State.TAKEN, now
    row.reason = " ".join(one.reason for one in refused)[:500]
    row.facts, row.files, row.size = {}, files, size
    row.save(update_fields=["report", "state", "ended_at", "reason", "facts", "files", "size"])


def _wait_again(row: Overflow, reason: str, now: datetime) -> None:
    """Not the fault of its files: it goes behind the others, and after ten times somebody has to look."""
    if row.tries + 1 >= MOST_TRIES:
        _stick(row.pk, reason, now)
        return
    Overflow.objects.filter(pk=row.pk, state=_Waiting).update(tries=F("tries") + 1)


def _stick(pk: int, reason: str, now: datetime) -> None:
    Overflow.objects.filter(pk=pk, state=_Waiting).update(
        state=Overflow.State.STUCK, ended_at=now, reason=reason[:500]
    )


def _files_of(row: Overflow) -> tuple[list[Kept], list[Refused]]:
    """What may be kept of its files, and the others: a bad picture costs nobody the report.

    Raises `FileNotNow`, and `FileIsGone` where the disk lost one that was acknowledged.
    """
    kept, refused = [], []
    for one in row.files:
        try:
            with default_storage.open(one["path"]) as file:
                content = file.read()
            kept.append(looked_through(content, name=one["name"]))
        except FileNotFoundError as gone:
            raise FileIsGone from gone
        except FileNotNow:
            raise
        except FileRefused as reason:
            refused.append(Refused(one, len(content), str(reason)))
    return kept, refused


def _reported(row: Overflow, files: list[Kept], now: datetime) -> Report:
    """What it became. It was received when it came, and the clocks start there.

    Raises `SaidOtherwise` where its key was reported meanwhile with other words, or under a name.
    """
    telling = _telling(row, files)
    if not _is_added(row, telling, now):
        _report(row, telling, now)
    found = Report.objects.get(client_key=row.client_key)
    if found.text != telling.text or found.reporter_id is not None:
        raise SaidOtherwise
    return found


def _is_added(row: Overflow, telling: Telling, now: datetime) -> bool:
    """Whether it went to the issue that it happened to as well; not to one that was closed or hidden meanwhile."""
    open_to_all = Issue.objects.visible_without_a_name().taking_reports()
    if row.into_id is None or not open_to_all.filter(pk=row.into_id).exists():
        return False
    try:
        add_report(issue=row.into_id, reporter=None, now=now, telling=telling)
    except (ReportItAnew, Issue.DoesNotExist):
        return False
    return True


def _report(row: Overflow, telling: Telling, now: datetime) -> None:
    facts = row.facts
    point = InflectionPoint.objects.along_the_chain().get(pk=row.poster.point_id)
    report(
        point=point,
        kind=Kind.objects.filter(pk=facts["kind"], point=point).first() if facts["kind"] else None,
        site=Site.objects.filter(pk=facts["site"], is_active=True).first() if facts["site"] else None,
        severity=Severity(facts["severity"] or Severity.NORMAL),
        is_confidential=facts["is_confidential"],
        reporter=None,
        now=now,
        telling=telling,
    )


def _telling(row: Overflow, files: list[Kept]) -> Telling:
    facts: dict[str, Any] = row.facts
    return Telling(
        text=facts["text"],
        customers=facts["customers"],
        observed_at=parse_datetime(facts["observed_at"] or ""),
        channel="poster",
        client_key=uuid.UUID(str(row.client_key)),
        files=files,
        poster=row.poster,
        took=facts["took"],
        promised=facts["promised"],
        promised_by=parse_datetime(facts["promised_by"] or ""),
        severity=Severity(facts["severity"]) if facts["severity"] else None,
        received_at=row.received_at,
    )
