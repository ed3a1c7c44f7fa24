"""What a person chooses about being reached."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from django.db import transaction

from notifications.models import Channel, Choice, Reach
from notifications.rules.choosing import Wants
from people.models import User

Chosen = Mapping[int | None, tuple[Wants, int]]


@transaction.atomic
def choose_channels(*, person: User, chosen: Chosen) -> None:
    """For what each channel (None: e-mail) is wanted, and its place in the order. Others' channels are left out."""
    offered = set(Channel.objects.offered_to(person.pk).values_list("pk", flat=True))
    if None in chosen:
        wants, position = chosen[None]
        _keep(person, email_wants=wants, email_position=position)
    for channel, (wants, position) in chosen.items():
        if channel in offered:
            Choice.objects.update_or_create(
                person=person, channel_id=channel, defaults={"wants": wants, "position": position}
            )


def set_quiet_hours(*, person: User, since: time | None, until: time | None, weekends: bool) -> None:
    """When the person does not want to be disturbed; both times or neither. What waits already keeps its time."""
    _keep(person, quiet_since=since, quiet_until=until, quiet_weekends=weekends)


def _keep(person: User, **changes: Any) -> None:
    Reach.objects.update_or_create(person=person, defaults=changes)
