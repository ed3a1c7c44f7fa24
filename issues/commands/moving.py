"""Measuring an open issue by another policy version: explicit, never by itself."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from inflection_points.models import PolicyVersion
from issues.commands.recording import lock, record_on
from issues.models import Issue
from issues.rules.moving import policy_moved
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

    `grace` is working time, a working day when it is not given: nothing becomes due before it has passed.
    Raises `IssueClosed`, `SameVersion`.
    """
    locked = lock(issue, now)
    locked.catch_up()  # by the ladder as it was
    event = policy_moved(locked.state, locked.terms, version.value(), grace=grace, now=locked.now)
    return record_on(locked, replace(event, reason=reason.strip()), actor=actor)
