"""Measuring an open issue by another policy version: explicit, never by itself."""

from datetime import datetime, timedelta

from django.db import transaction

from inflection_points.models import PolicyVersion
from inflection_points.rules.calendars import add
from inflection_points.rules.policies import Clock, calendar_for
from issues.commands.recording import lock, record_on
from issues.models import Issue
from issues.rules.events import PolicyMoved
from issues.rules.ladder import climbed
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
    state, before, after = locked.state, locked.terms.policy, version.value()
    calendar = calendar_for(state.severity, locked.terms.calendar)
    event = PolicyMoved(
        version=version.pk,
        before=locked.issue.policy_version_id,
        grace_until=add(calendar, locked.now, calendar.day_length if grace is None else grace),
        reached=climbed(before, after, Clock.ACT, state.reached),
        reached_resolve=climbed(before, after, Clock.RESOLVE, state.reached_resolve),
        reason=reason.strip(),
    )
    return record_on(locked, event, actor=actor)
