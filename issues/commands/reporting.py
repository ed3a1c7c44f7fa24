"""Reporting a problem, and saying that it happened to me too."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from inflection_points.commands.calendars import held_calendar
from inflection_points.models import Calendar, InflectionPoint, Kind, Poster, Site, Stage
from inflection_points.rules.calendars import has_working_time
from inflection_points.rules.policies import Severity
from issues.commands import telling as tell
from issues.commands.attaching import Kept, Stored, stored
from issues.commands.happening import happened
from issues.commands.ledger import custody_of
from issues.commands.places import Places
from issues.commands.receipts import code_of, digest_of
from issues.commands.recipients import Directory
from issues.commands.recording import Locked, lock, project, record_on, terms_of
from issues.models import Event, Issue, Report
from issues.rules import events as e
from issues.rules.lifecycle import apply
from issues.rules.refusals import SentBefore
from issues.rules.state import State
from people.models import User

TITLE_LENGTH = 120
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s")
_WORDLESS = "Problem reported without words"
OLDEST_OBSERVATION = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Telling:
    """What one person tells about a problem. `client_key` makes sending it twice the same as once."""

    text: str = ""
    customers: int = 1
    observed_at: datetime | None = None
    channel: str = "browser"
    client_key: uuid.UUID = field(default_factory=uuid.uuid4)
    files: Sequence[Kept] = ()
    poster: Poster | None = None
    took: int | None = None  # seconds, by the device's clock
    promised: str = ""
    promised_by: datetime | None = None
    may_be_known: bool = True  # off where the key was made just now
    severity: Severity | None = None  # what they call it; of the first report it is the issue's own
    received_at: datetime | None = None  # when it was set aside; else it is received as it is written


def report(
    *,
    point: InflectionPoint,
    severity: Severity,
    reporter: User | None,
    now: datetime,
    telling: Telling,
    kind: Kind | None = None,
    site: Site | None = None,
    is_confidential: bool = False,
) -> Issue:
    """Record a new problem at a point and start its clocks. Confidential, only those who deal with it see it. The same `client_key` again returns the same issue."""
    try:
        with stored(telling.files) as files, transaction.atomic():
            if telling.may_be_known and (known := _known(telling)) is not None:
                return known
            new = Issue(point=point, kind=kind, site=site, title=title_of(telling.text, kind))
            issue = _open(new, severity, reporter, now, telling, is_confidential=is_confidential)
            if telling.files:
                files.attach(issue, by=reporter, now=now, report=issue.reports.get())
            return issue
    except IntegrityError:
        # Two sendings of one report at the same instant: the other one won, so answer with what it wrote.
        if (known := _known(telling)) is None:
            raise
        return known


def _known(told: Telling) -> Issue | None:
    """The issue of the report under this key. Asked in two steps, because nearly always there is none."""
    found = Report.objects.filter(client_key=told.client_key).values_list("issue", flat=True)
    return Issue.objects.get(pk=found[0]) if found else None


def _open(
    issue: Issue,
    severity: Severity,
    reporter: User | None,
    now: datetime,
    told: Telling,
    *,
    is_confidential: bool,
) -> Issue:
    point, site = issue.point, issue.site
    calendar = held_calendar((site.calendar_id if site is not None else None) or point.calendar_id)
    issue.policy_version_id, issue.calendar = point.current_version(), calendar
    people = Directory.around([issue], places=Places([point] if _is_placed(point) else []))
    owner = people.people[point.owner_id]
    event = e.Reported(
        severity=severity,
        holder=point.owner_id,
        holder_department=owner.department_id or point.department_id,
        reporter=reporter.pk if reporter else None,
        customers=told.customers,
        is_confidential=is_confidential,
        by_receipt=reporter is None,
    )
    state = begin(issue, event, at=told.received_at or now, actor=reporter, now=now)
    _write(issue, replace(told, severity=severity), reporter, now)
    happened(issue, state, event, reporter, now, people=people)
    _warn_of_dry_calendar(issue, calendar, now)
    return issue


def _is_placed(point: InflectionPoint) -> bool:
    """Whether its stage and chain were read with it."""
    return InflectionPoint.stage.is_cached(point) and Stage.chain.is_cached(point.stage)


def begin(issue: Issue, event: e.Reported, *, at: datetime, actor: User | None, now: datetime) -> State:
    """Save a new issue with its first event and its first custody."""
    state = apply(None, event, at, terms_of(issue))
    project(issue, state)
    issue.save()
    Event.objects.create(
        issue=issue,
        seq=1,
        kind=e.kind_of(event),
        at=at,
        recorded_at=now,
        actor=actor,
        payload=e.encode(event),
    )
    custody_of(issue, state, at, event).save()
    return state


def add_report(*, issue: int, reporter: User | None, now: datetime, telling: Telling) -> Issue:
    """Record "this happened to me too". The same `client_key` again changes nothing.

    Raises `ReportItAnew` on a closed issue, `SentBefore` when the key belongs to a report of another issue or person.
    """
    with stored(telling.files) as files, transaction.atomic():
        return _add_report(issue, reporter, now, telling, files)


def _add_report(issue: int, reporter: User | None, now: datetime, telling: Telling, files: Stored) -> Issue:
    locked: Locked = lock(issue, now, reporter)
    known = Report.objects.filter(client_key=telling.client_key).first()
    if known is not None:
        if (known.issue_id, known.reporter_id) != (issue, reporter.pk if reporter else None):
            raise SentBefore
        return locked.issue
    report = _write(locked.issue, telling, reporter, now)
    files.attach(locked.issue, by=reporter, now=now, report=report)
    event = e.ReportAdded(reporter.pk if reporter else None, telling.customers, by_receipt=reporter is None)
    return record_on(locked, event, actor=reporter)


def _write(issue: Issue, told: Telling, reporter: User | None, now: datetime) -> Report:
    received = told.received_at or now
    observed = told.observed_at or received
    return Report.objects.create(
        issue=issue,
        reporter=reporter,
        received_at=received,
        observed_at=min(max(observed, received - OLDEST_OBSERVATION), received),
        text=told.text,
        customers=told.customers,
        channel=told.channel,
        client_key=told.client_key,
        receipt=None if reporter is not None else digest_of(code_of(told.client_key)),
        poster=told.poster,
        took=told.took,
        promised=told.promised,
        promised_by=told.promised_by,
        severity=told.severity or "",
    )


def title_of(text: str, kind: Kind | None) -> str:
    """One line that names the problem: its kind and the first sentence of what was said, at most 120 letters."""
    first = _SENTENCE_END.split(" ".join(text.split()), maxsplit=1)[0]
    words = f"{kind.name}: {first}" if kind and first else (kind.name if kind else first)
    if len(words) <= TITLE_LENGTH:
        return words or _WORDLESS
    cut = words[: TITLE_LENGTH - 1]
    return (cut.rpartition(" ")[0] or cut) + "…"


def _warn_of_dry_calendar(issue: Issue, calendar: Calendar, now: datetime) -> None:
    if not has_working_time(calendar.value(), now):
        tell.calendar_is_dry(issue, calendar, now)
