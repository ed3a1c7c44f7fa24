"""What measures count beside issues: pages that were begun, standards, who answers for points, and what a company assumes."""

import random
import uuid
from datetime import timedelta
from typing import Any

from inflection_points.models import InflectionPoint, Standard
from insights.models import Premises
from issues.models import Report, ReportStart
from tests.cast import DAY
from tests.insights.stories import START
from tests.insights.world import World


def surround(world: World, dice: random.Random) -> None:
    """Once its issues have lived."""
    begin_reports(world, dice)
    promise(world, dice)
    answer(world)
    assume()


def begin_reports(world: World, dice: random.Random) -> None:
    """Pages on which somebody began to write: some were sent, some never, some only now."""
    sent = [
        (one.client_key, one.issue.point_id, one.received_at)
        for one in Report.objects.select_related("issue")
    ]
    begun = [
        ReportStart(
            client_key=key, point_id=point, started_at=at - dice.choice([1, 90, 3000]) * timedelta(minutes=1)
        )
        for key, point, at in dice.sample(sent, len(sent) // 2)
    ]
    for _ in range(60):
        at = START + timedelta(minutes=dice.randrange(150 * 24 * 60))
        if dice.random() < 0.2:  # exactly a day before a Monday
            at = START + timedelta(weeks=dice.randrange(20), days=6)
        point = dice.choice([None, *world.points])
        begun.append(ReportStart(client_key=uuid.UUID(int=dice.getrandbits(128)), point=point, started_at=at))
    ReportStart.objects.bulk_create(begun)


def promise(world: World, dice: random.Random) -> None:
    """Standards that came into force, and were followed by others or by none."""
    for point in world.points[:3]:
        since = START + dice.randrange(20, 60) * DAY
        until = since + dice.randrange(20, 60) * DAY
        for number, (begins, ends) in enumerate([(since, until), (until + 9 * DAY, None)], 1):
            Standard.objects.create(
                point=point,
                number=number,
                promise="A call within the hour",
                written_at=START,
                asked_at=START,
                in_force_since=begins,
                in_force_until=ends,
            )


def answer(world: World) -> None:
    """One point has everything, one a deputy who has left, one is no longer in use, one is silent."""
    whole, left, old = world.points[:3]
    whole.deputy = left.deputy = world.people[3]
    whole.save(update_fields=["deputy"])
    left.deputy = world.company.stranger
    left.save(update_fields=["deputy"])
    world.company.stranger.is_active = False
    world.company.stranger.save(update_fields=["is_active"])
    old.is_active = False
    old.save(update_fields=["is_active"])
    shared = {name: getattr(whole, name) for name in ("stage", "department", "owner", "policy", "calendar")}
    InflectionPoint.objects.create(name="Silent", slug="silent", deputy=world.people[3], **shared)


def assume() -> None:
    """First the survey's figures, then what the company found out, then what a customer is worth."""
    found: list[tuple[int, dict[str, Any]]] = [
        (40, {"leave_once": 31, "leave_more": 70, "tell": 50}),
        (80, {"value": "412.50", "realisation": 85}),
    ]
    for number, (days, told) in enumerate(found, 1):
        Premises.objects.create(number=number, at=START + days * DAY, **told)
