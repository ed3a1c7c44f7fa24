"""Measuring an open issue by another policy version: explicit, never by itself."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from inflection_points.models import PolicyVersion
from issues.commands.recording import lock, record_on
from issues.models import Issue
from issues.rules.moving import policy_moved
from notifications.commands.outbox import enqueued_last
from people.commands.leaving import must_administer
from people.models import User


@transaction.atomic
def move_to_version(
    *,
    issue: int,
    version: PolicyVersion,
    actor: User | None,
    now: datetime,
    grace: timedelta | None = None,
    reason: str = "",
) -> Issue:
    """Pin the issue to another version of a policy. Rungs that fired count as climbed and never fire again.

    `grace` is working time, a working day when it is not given: nothing becomes due before it has passed. Without an
    actor it is the system that asks. Raises `IssueClosed`, `SameVersion`, `PermissionDenied`.
    """
    if actor is not None:
        must_administer(actor)
    return move_as_decided(issue=issue, version=version, actor=actor, now=now, grace=grace, reason=reason)


@transaction.atomic
@enqueued_last()
def move_as_decided(
    *,
    issue: int,
    version: PolicyVersion,
    actor: User | None,
    now: datetime,
    grace: timedelta | None = None,
    reason: str = "",
) -> Issue:
    """The same, decided before by the actor, who may do something else by now: a decision outlasts a role."""
    locked = lock(issue, now)
    locked.catch_up()  # by the ladder as it was
    event = policy_moved(locked.state, locked.terms, version.value(), grace=grace, now=locked.now)
    return record_on(locked, replace(event, reason=reason.strip()), actor=actor)
