"""Saving policies. A version is written once and never changed."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import pairwise
from typing import Final

from django.db import transaction

from inflection_points.models import Policy, PolicyRung, PolicyRungRecipient, PolicyTarget, PolicyVersion
from inflection_points.rules.calendars import Target, Unit
from inflection_points.rules.policies import DEFAULT_RUNGS, DEFAULT_TARGETS, Clock, Rung, Severity
from people.commands.rearranging import rearranged
from people.models import User

_MOST: Final = {Unit.MINUTES: 366 * 24 * 60, Unit.HOURS: 366 * 24, Unit.DAYS: 366}
_MOST_PERCENT: Final = 10_000


class InvalidPolicy(ValueError):
    """A policy under which an issue could go silent. The sentence says what is missing."""


@transaction.atomic
def save_version(
    *,
    name: str,
    now: datetime,
    actor: User | None = None,
    targets: Mapping[tuple[Severity, Clock], Target] = DEFAULT_TARGETS,
    rungs: Iterable[Rung] = DEFAULT_RUNGS,
    hold_limit_percent: int = 200,
) -> PolicyVersion:
    """Write the next version of the policy called `name`, making the policy if it is new.

    Raises `InvalidPolicy` when a target is missing or a ladder that the promise needs has no rung.
    """
    rungs = tuple(rungs)
    _check(targets, rungs)
    policy, _ = Policy.objects.get_or_create(name=name)
    Policy.objects.select_for_update().get(pk=policy.pk)  # two savings at once must not take the same number
    last = policy.versions.order_by("-number").values_list("number", flat=True).first() or 0
    version = PolicyVersion.objects.create(
        policy=policy,
        number=last + 1,
        hold_limit_percent=hold_limit_percent,
        created_at=now,
        created_by=actor,
    )
    PolicyTarget.objects.bulk_create(
        PolicyTarget(version=version, severity=severity, clock=clock, amount=target.amount, unit=target.unit)
        for (severity, clock), target in targets.items()
    )
    for rung in rungs:
        row = PolicyRung.objects.create(
            version=version, clock=rung.clock, position=rung.position, percent=rung.percent
        )
        PolicyRungRecipient.objects.bulk_create(
            PolicyRungRecipient(rung=row, whom=one.whom, person_id=one.person, role=one.role)
            for one in rung.tells
        )
    rearranged(now=now)
    return version


def _check(targets: Mapping[tuple[Severity, Clock], Target], rungs: tuple[Rung, ...]) -> None:
    for severity in Severity:
        for clock in Clock:
            if (severity, clock) not in targets:
                raise InvalidPolicy(f"Give a target for {severity} on the {clock} clock.")
    for clock in (Clock.ACT, Clock.RESOLVE):
        ladder = sorted((r for r in rungs if r.clock is clock), key=lambda r: r.position)
        if not ladder:
            raise InvalidPolicy(
                f"Add at least one rung on the {clock} clock: without it nobody would be told."
            )
        if [r.position for r in ladder] != list(range(1, len(ladder) + 1)):
            raise InvalidPolicy(f"Number the rungs of the {clock} clock 1, 2, 3 without gaps.")
        if any(lower.percent > upper.percent for lower, upper in pairwise(ladder)):
            raise InvalidPolicy(f"Each rung of the {clock} clock must come no earlier than the one below it.")
    if any(target.amount > _MOST[target.unit] for target in targets.values()):
        raise InvalidPolicy("A target is at most a year. Give a shorter one.")
    if any(not 0 < rung.percent <= _MOST_PERCENT for rung in rungs):
        raise InvalidPolicy("A rung comes at 1 % to 10,000 % of its target.")
    if any(not rung.tells for rung in rungs):
        raise InvalidPolicy("Every rung must tell somebody.")
