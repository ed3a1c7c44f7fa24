"""Saving policies. A version is written once and never changed."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import pairwise
from typing import Final

from django.db import transaction

from inflection_points.commands.retiring import PolicyRetired
from inflection_points.models import Policy, PolicyRung, PolicyRungRecipient, PolicyTarget, PolicyVersion
from inflection_points.rules import policies as rules
from inflection_points.rules.calendars import Target, Unit
from inflection_points.rules.policies import DEFAULT_RUNGS, DEFAULT_TARGETS, Clock, Rung, Severity
from people.commands.leaving import must_administer
from people.commands.rearranging import rearranged
from people.models import User
from people.rules.words import say

MOST: Final = {Unit.MINUTES: 366 * 24 * 60, Unit.HOURS: 366 * 24, Unit.DAYS: 366}
MOST_PERCENT: Final = 10_000


class InvalidPolicy(ValueError):
    """A policy under which an issue could go silent. The sentence says what is missing."""


class StaleVersion(Exception):
    """Somebody saved another version since the one that was changed. `newest` is that one."""

    def __init__(self, newest: PolicyVersion) -> None:
        who = newest.created_by.name if newest.created_by is not None else "Somebody"
        super().__init__(say("%(who)s saved version %(number)s meanwhile.", who=who, number=newest.number))
        self.newest = newest


@transaction.atomic
def save_version(
    *,
    name: str,
    now: datetime,
    actor: User | None = None,
    targets: Mapping[tuple[Severity, Clock], Target] = DEFAULT_TARGETS,
    rungs: Iterable[Rung] = DEFAULT_RUNGS,
    hold_limit_percent: int = 200,
    base: int | None = None,
) -> PolicyVersion:
    """Write the next version of the policy called `name`, making the policy if it is new.

    `base` is the number of the version that was changed, 0 for a new policy; saved again as it stands, the newest
    version is returned and none is made. Without an actor it is the system that saves. Raises `StaleVersion` when
    another has been saved since; `PolicyRetired`; `PermissionDenied`; `InvalidPolicy` when a target is missing or a
    ladder that the promise needs has no rung.
    """
    if actor is not None:
        must_administer(actor)
    said = rules.Policy(0, dict(targets), tuple(rungs), hold_limit_percent)
    _check(said)
    policy = _held(name)
    newest = policy.versions.order_by("-number").select_related("created_by").first()
    if base is not None and newest is not None and _is_kept_already(newest, said, base):
        return newest
    number = newest.number + 1 if newest is not None else 1
    version = _write(said, PolicyVersion(policy=policy, number=number, created_at=now, created_by=actor))
    rearranged(now=now)
    return version


def _is_kept_already(newest: PolicyVersion, said: rules.Policy, base: int) -> bool:
    """Whether the button was pressed twice, or nothing was changed. Raises `StaleVersion` when `base` is not the newest."""
    if newest.value().says_the_same(said):
        return True
    if newest.number != base:
        raise StaleVersion(newest)
    return False


def _held(name: str) -> Policy:
    """The policy, locked: two savings at once must not take the same number. Raises `PolicyRetired`."""
    made, _ = Policy.objects.get_or_create(name=name)
    policy = Policy.objects.select_for_update().get(pk=made.pk)
    if policy.retired_at is not None:
        raise PolicyRetired(policy)
    return policy


def _write(said: rules.Policy, version: PolicyVersion) -> PolicyVersion:
    version.hold_limit_percent = said.hold_limit_percent
    version.save()
    PolicyTarget.objects.bulk_create(
        PolicyTarget(version=version, severity=severity, clock=clock, amount=target.amount, unit=target.unit)
        for (severity, clock), target in said.targets.items()
    )
    rows = PolicyRung.objects.bulk_create(
        PolicyRung(version=version, clock=rung.clock, position=rung.position, percent=rung.percent)
        for rung in said.rungs
    )
    PolicyRungRecipient.objects.bulk_create(
        PolicyRungRecipient(rung=row, whom=one.whom, person_id=one.person, role=one.role)
        for row, rung in zip(rows, said.rungs, strict=True)
        for one in rung.tells
    )
    return version


def _check(said: rules.Policy) -> None:
    for severity in Severity:
        for clock in Clock:
            if (severity, clock) not in said.targets:
                raise InvalidPolicy(
                    say(
                        "Give a target for %(severity)s on the %(clock)s clock.",
                        severity=severity,
                        clock=clock,
                    )
                )
    for clock in (Clock.ACT, Clock.RESOLVE):
        _check_ladder(clock, [rung for rung in said.rungs if rung.clock is clock])
    if any(target.amount > MOST[target.unit] for target in said.targets.values()):
        raise InvalidPolicy(say("A target is at most a year. Give a shorter one."))
    if any(not 0 < rung.percent <= MOST_PERCENT for rung in said.rungs):
        raise InvalidPolicy(say("A rung comes at 1 % to 10,000 % of its target."))
    if not 0 < said.hold_limit_percent <= MOST_PERCENT:
        raise InvalidPolicy(say("Commitments hold the ladder for 1 % to 10,000 % of the act target."))
    if any(not rung.tells for rung in said.rungs):
        raise InvalidPolicy(say("Every rung must tell somebody."))


def _check_ladder(clock: Clock, rungs: list[Rung]) -> None:
    ladder = sorted(rungs, key=lambda rung: rung.position)
    if not ladder:
        raise InvalidPolicy(
            say("Add at least one rung on the %(clock)s clock: without it nobody would be told.", clock=clock)
        )
    if [rung.position for rung in ladder] != list(range(1, len(ladder) + 1)):
        raise InvalidPolicy(say("Number the rungs of the %(clock)s clock 1, 2, 3 without gaps.", clock=clock))
    if any(lower.percent > upper.percent for lower, upper in pairwise(ladder)):
        raise InvalidPolicy(
            say("Each rung of the %(clock)s clock must come no earlier than the one below it.", clock=clock)
        )
