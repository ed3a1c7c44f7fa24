"""Channels for the tests: adding them, choosing them, delivering, and what became of it."""

from issues.commands.wanting import unwanted
from notifications.commands import channels
from notifications.commands.choosing import choose_channels
from notifications.commands.delivery import deliver
from notifications.models import Channel, Delivery
from tests.cast import REPORTED


def go(now):
    deliver(clock=lambda: now, unwanted=unwanted)


def add(company, address, kind="webhook", name="Hook", owner=None):
    return channels.add_channel(
        actor=owner or company.administrator,
        kind=Channel.Kind(kind),
        name=name,
        address=address,
        now=REPORTED,
        is_own=owner is not None,
    )


def choose(person, *ways):
    """In this order: (channel or None for e-mail, what for)."""
    chosen = {c.pk if c else None: (wants, place) for place, (c, wants) in enumerate(ways, 1)}
    choose_channels(person=person, chosen=chosen)


def states():
    return dict(Delivery.objects.values_list("address", "state"))
