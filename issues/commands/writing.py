"""Writing what events changed: a few statements, for one issue or for a thousand."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from django.db.models import F
from django.db.models.functions import Coalesce

from issues.commands import bulk
from issues.commands.ledger import Rows, TakenBack, Worked
from issues.models import Action, Custody, Escalation, Event, Issue, Report, Snooze

_CUSTODY: Final = (
    "person_id",
    "department_id",
    "since",
    "until",
    "reason",
    "acted",
    "is_reorganisation",
    "is_correction",
)
_NEVER_CHANGED: Final = {
    "id",
    "point_id",
    "kind_id",
    "site_id",
    "calendar_id",
    "title",
    "is_counted",
    "is_imported",
    "origin",
}
_ACTION: Final = ("assignee_id", "started_at", "completed_at", "evidence")


def write(rows: Rows) -> None:
    """Write all of it. Within one issue an event is expected to change each kind of row once, except by acts."""
    Event.objects.bulk_create(rows.events, batch_size=1000)
    Escalation.objects.bulk_create(rows.escalations, batch_size=1000)
    _take_back(rows.taken_back)
    bulk.end_custodies([one._asdict() for one in rows.ended])
    Custody.objects.bulk_create(rows.begun, batch_size=1000)
    if rows.acted:
        Custody.objects.filter(issue__in=rows.acted, until=None).update(acted=True)
    Action.objects.bulk_create(rows.planned, batch_size=1000)
    _work(rows.worked)
    _snooze(rows.snoozed)
    bulk.move_reports([{"issue": issue, "into": into} for issue, into in rows.merged])
    if rows.unmerged:
        Report.objects.filter(told_of__in=rows.unmerged).update(issue=F("told_of"), told_of=None)
    for kept in rows.kept:
        promise = Report.objects.filter(pk=kept.report)
        promise.update(kept_at=kept.at, kept_by=kept.by, kept_note=kept.note)
    _save(list({issue.pk: issue for issue in rows.issues}.values()))


def _save(issues: Sequence[Issue]) -> None:
    """Many in one statement: what PostgreSQL would take for as many parameters is most of the time."""
    if len(issues) > 1:
        columns = [one.attname for one in Issue._meta.concrete_fields if not one.generated]
        bulk.rewrite(issues, [name for name in columns if name not in _NEVER_CHANGED])
    else:
        for issue in issues:
            issue.save()


def _work(worked: Iterable[Worked]) -> None:
    for action, changes in worked:
        row = Action.objects.filter(pk=action)
        began = (
            {"started_at": Coalesce("started_at", changes["completed_at"])}
            if "completed_at" in changes
            else {}
        )
        row.update(**changes, **began)


def _snooze(snoozed: Sequence[Snooze]) -> None:
    """Others sleep on: that somebody hides an issue is nothing that happens to it."""
    bulk.shift_snoozes([{"issue": s.issue_id, "since": s.seq - 1, "seq": s.seq} for s in snoozed])
    Snooze.objects.bulk_create(
        snoozed,
        update_conflicts=True,
        unique_fields=["person", "issue"],
        update_fields=["until", "seq"],
        batch_size=1000,
    )


def _take_back(taken: Sequence[TakenBack]) -> None:
    """Bring the rows of these issues in step with what is left of their histories. Whoever slept sleeps on."""
    if not taken:
        return
    issues = [one.issue for one in taken]
    _rewrite_custodies(issues, {one.issue: one.custodies for one in taken})
    _rewrite_actions(issues, {key: action for one in taken for key, action in one.actions.items()})
    bulk.wake([{"issue": one.issue, "person": person} for one in taken for person in one.woken])
    Snooze.objects.bulk_create([snooze for one in taken for snooze in one.snoozed], batch_size=1000)
    bulk.shift_snoozes([{"issue": one.issue, "since": one.of - 1, "seq": one.seq} for one in taken])


def _rewrite_custodies(issues: Collection[int], wanted: dict[int, list[Custody]]) -> None:
    stored: dict[int, list[Custody]] = defaultdict(list)
    for row in Custody.objects.filter(issue__in=issues).order_by("issue", "pk"):
        stored[row.issue_id].append(row)
    changed: list[Custody] = []
    surplus: list[int] = []
    missing: list[Custody] = []
    for issue, custodies in wanted.items():
        there = stored[issue]
        pairs = zip(there, custodies, strict=False)
        changed += [row for row, custody in pairs if _take_over(row, custody, _CUSTODY)]
        surplus += [row.pk for row in there[len(custodies) :]]
        missing += custodies[len(there) :]
    Custody.objects.filter(pk__in=surplus).delete()  # first: only one of an issue may be running
    bulk.rewrite(changed, _CUSTODY)
    Custody.objects.bulk_create(missing)


def _rewrite_actions(issues: Collection[int], wanted: dict[Any, Action]) -> None:
    stored = {row.pk: row for row in Action.objects.filter(issue__in=issues)}
    Action.objects.filter(pk__in=[key for key in stored if key not in wanted]).delete()
    changed = [row for key, row in stored.items() if key in wanted and _take_over(row, wanted[key], _ACTION)]
    bulk.rewrite(changed, _ACTION)


def _take_over(row: Any, wanted: Any, names: Iterable[str]) -> bool:
    """Make the row say what is wanted. Whether it said otherwise."""
    differs = False
    for name in names:
        value = getattr(wanted, name)
        differs |= getattr(row, name) != value
        setattr(row, name, value)
    return differs
