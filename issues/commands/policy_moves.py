"""Moving many open issues to another policy version: batch after batch, each in its own transaction with the count of
how far it got. So a killed run knows which issues it has moved, and goes on behind them."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import Error, transaction
from django.db.models import QuerySet

from inflection_points.commands.retiring import PolicyRetired
from inflection_points.models import InflectionPoint, Policy, PolicyVersion
from inflection_points.rules.calendars import Target, Unit
from inflection_points.rules.policies import Severity, calendar_for
from issues.commands.moving import move_as_decided
from issues.commands.sweeping import is_passing
from issues.models import Issue, PolicyMove
from issues.models.policy_moves import UNDER_WAY
from issues.rules.moving import within_reason
from notifications.commands.outbox import enqueued_last
from people.commands.leaving import must_administer
from people.models import User
from people.rules.refusals import Refusal
from people.rules.words import say

log = logging.getLogger(__name__)

BATCH: Final = 50  # issues in a transaction, whose rows it holds for about a second
SLICE: Final = 1000  # issues in one go, so that a worker is free again within half a minute
STALLED: Final = timedelta(minutes=3)
ONE_DAY: Final = Target(1, Unit.DAYS)


class AlreadyMoving(Refusal):
    """Two runs over the same issues would not know of each other."""

    def __init__(self, run: PolicyMove) -> None:
        super().__init__(say("Open issues of this policy are being moved just now. Wait until that is done."))
        self.run = run


def movable(
    policy: Policy,
    version: PolicyVersion | None,
    *,
    point: InflectionPoint | None = None,
    severity: str = "",
) -> QuerySet[Issue]:
    """The open issues that pinned any version of the policy other than this one."""
    found = Issue.objects.open().filter(policy_version__policy=policy)
    if version is not None:
        found = found.exclude(policy_version=version)
    if point is not None:
        found = found.filter(point=point)
    return found.filter(severity=severity) if severity else found


@transaction.atomic
def add_policy_move(
    *,
    policy: Policy,
    version: PolicyVersion,
    actor: User,
    now: datetime,
    point: InflectionPoint | None = None,
    severity: Severity | None = None,
    grace: Target = ONE_DAY,
    reason: str = "",
) -> PolicyMove:
    """Let a worker move the open issues of the policy, at one point or of one severity only if that is said.

    Asked for again while it runs, the same run is returned. Raises `AlreadyMoving`, `PolicyRetired`, `GraceTooLong`
    beyond 10 working days, `PermissionDenied`.
    """
    must_administer(actor)
    within_reason(grace)
    what = {"version": version, "point": point, "severity": severity or ""}
    if (running := _under_way(policy, what)) is not None:
        return running
    if version.policy.retired_at is not None:
        raise PolicyRetired(version.policy)
    return PolicyMove.objects.create(
        policy=policy,
        grace_amount=grace.amount,
        grace_unit=grace.unit,
        reason=reason.strip()[:200],
        started_by=actor,
        created_at=now,
        touched_at=now,
        total=movable(policy, version, point=point, severity=severity or "").count(),
        **what,
    )


def _under_way(policy: Policy, what: Mapping[str, object]) -> PolicyMove | None:
    """The run that does the same already. Raises `AlreadyMoving` when it does something else."""
    # Held to the end: of two presses the second finds the run of the first.
    Policy.objects.select_for_update(no_key=True).get(pk=policy.pk)
    running = PolicyMove.objects.filter(policy=policy, state__in=UNDER_WAY).first()
    if running is not None and any(getattr(running, name) != value for name, value in what.items()):
        raise AlreadyMoving(running)
    return running


def run_policy_move(*, run: int, now: datetime, most: int = SLICE) -> bool:
    """Move the next issues. True when more remain: then call it again. One that is done stays as it is.

    It was confirmed when it began, so it goes on when whoever began it is no administrator any more.
    """
    return all(_move_batch(run, now) for _ in range(0, most, BATCH))


def stalled(now: datetime) -> QuerySet[PolicyMove]:
    """Runs that no worker has had in hand lately."""
    return PolicyMove.objects.filter(state__in=UNDER_WAY, touched_at__lt=now - STALLED)


@transaction.atomic
@enqueued_last()
def _move_batch(run: int, now: datetime) -> bool:
    """Move the next batch; False when nothing is left to move."""
    # The same run may have been sent twice: the other worker waits here and goes on behind this batch.
    row = PolicyMove.objects.select_for_update(of=("self",)).filter(pk=run, state__in=UNDER_WAY).first()
    if row is None:
        return False
    left = movable(row.policy, row.version, point=row.point, severity=row.severity).filter(pk__gt=row.cursor)
    batch = list(left.select_related("calendar").order_by("pk")[:BATCH])
    row.touched_at = now
    if batch:
        moved = _move(row, batch, now)
        row.moved, row.passed = row.moved + moved, row.passed + len(batch) - moved
        row.cursor, row.state = batch[-1].pk, PolicyMove.State.RUNNING
    else:
        row.state, row.ended_at = PolicyMove.State.DONE, now
    row.save()
    return bool(batch)


def _move(row: PolicyMove, batch: Sequence[Issue], now: datetime) -> int:
    """Move each issue; one that cannot be, or not any more, must not keep the others waiting."""
    moved = 0
    for issue in batch:
        calendar = calendar_for(Severity(issue.severity), issue.calendar.value())
        try:
            move_as_decided(
                issue=issue.pk,
                version=row.version,
                actor=row.started_by,
                now=now,
                grace=row.grace.working_time(calendar),
                reason=row.reason,
            )
        except Refusal:
            continue
        except Exception as error:
            if isinstance(error, Error) and is_passing(error):
                raise  # the database is the trouble, not the issue: the whole batch is tried again
            log.exception("Issue %s could not be moved to another policy version.", issue.pk)
            continue
        moved += 1
    return moved
