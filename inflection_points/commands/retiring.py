"""Which policy a point uses, and the end of a policy: its points get another one the same minute."""

from datetime import datetime

from django.db import transaction

from inflection_points.models import InflectionPoint, Policy
from people.commands.leaving import must_administer
from people.commands.rearranging import rearranged
from people.models import User
from people.rules.refusals import Refusal
from people.rules.words import say


class PolicyRetired(Refusal):
    """A retired policy is not offered any more."""

    def __init__(self, policy: Policy) -> None:
        instead = policy.in_use().name
        super().__init__(
            say("“%(policy)s” is retired. Use “%(instead)s” instead.", policy=policy.name, instead=instead)
        )


class CannotRetire(Refusal):
    """Something else must be chosen first; the sentence says what."""


@transaction.atomic
def assign_point(*, point: InflectionPoint, policy: Policy, actor: User, now: datetime) -> InflectionPoint:
    """New issues at the point pin the policy's newest version from now on; open ones keep theirs.

    Raises `PolicyRetired`, `PermissionDenied`.
    """
    must_administer(actor)
    policy = Policy.objects.select_for_update(no_key=True, of=("self",)).get(pk=policy.pk)
    if policy.retired_at is not None:  # somebody retired it since the page was opened
        raise PolicyRetired(policy)
    InflectionPoint.objects.filter(pk=point.pk).update(policy=policy)
    rearranged(now=now)
    point.refresh_from_db()
    return point


@transaction.atomic
def retire_policy(*, policy: Policy, successor: Policy, actor: User, now: datetime) -> list[InflectionPoint]:
    """Give the policy's points to the successor, whose newest version new issues pin, and offer it no longer.

    Open issues keep the version that they pinned. Returns the points that changed; none the second time.
    Raises `CannotRetire`, `PermissionDenied`.
    """
    must_administer(actor)
    both = Policy.objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
    rows = both.in_bulk(
        [policy.pk, successor.pk]
    )  # in one order, so that two retirements cannot wait for each other
    policy, successor = rows[policy.pk], rows[successor.pk]
    if policy.retired_at is not None and policy.successor_id == successor.pk:
        return []
    _must_be_able_to_retire(policy, successor)
    points = list(policy.points.select_for_update(no_key=True, of=("self",)))
    policy.retired_at, policy.retired_by, policy.successor = now, actor, successor
    policy.save()
    InflectionPoint.objects.filter(policy=policy).update(policy=successor)
    rearranged(now=now)
    return points


def _must_be_able_to_retire(policy: Policy, successor: Policy) -> None:
    if policy.retired_at is not None:
        raise CannotRetire(
            say(
                "“%(policy)s” is retired already, for “%(instead)s”.",
                policy=policy.name,
                instead=policy.in_use().name,
            )
        )
    if successor.pk == policy.pk:
        raise CannotRetire(say("A policy cannot follow itself. Choose another one."))
    if successor.retired_at is not None:
        raise CannotRetire(
            say("“%(successor)s” is retired itself. Choose another one.", successor=successor.name)
        )
    if not successor.versions.exists():
        raise CannotRetire(
            say("“%(successor)s” has no version yet. Save one first.", successor=successor.name)
        )
