"""How people are reached: what they chose, in which order, and in words."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from notifications.models import Channel, Choice, Delivery, Message, Reach
from notifications.rules.choosing import (
    BY_MAIL_ALONE,
    EMAIL_ALONE,
    PRESSING_KINDS,
    Wants,
    Way,
    first_ways,
    ways_left,
)
from people.models import User


@dataclass(frozen=True, slots=True)
class Routes:
    """The ways to some people, read in three queries however many there are."""

    ways: Mapping[int, tuple[Way, ...]]
    channels: Mapping[int, Channel]
    reaches: Mapping[int, Reach]

    @classmethod
    def to(cls, people: Collection[int]) -> "Routes":
        """For these people, by primary key."""
        reaches = Reach.objects.in_bulk(set(people))
        channels = {channel.pk: channel for channel in Channel.objects.in_use().open_to(people)}
        placed: dict[int, list[tuple[int, int, Way]]] = {
            pk: [(reach.email_position, 0, Way(None, Wants(reach.email_wants)))]
            for pk, reach in reaches.items()
        }
        for choice in Choice.objects.filter(person__in=people, channel__in=channels):
            if channels[choice.channel_id].owner_id in {None, choice.person_id}:
                way = Way(choice.channel_id, Wants(choice.wants))
                others = placed.setdefault(choice.person_id, [(1, 0, Way(None, Wants.EVERYTHING))])
                others.append((choice.position, choice.pk, way))
        ways = {
            pk: tuple(way for _, _, way in sorted(found, key=lambda one: one[:2]))
            for pk, found in placed.items()
        }
        return cls(ways, channels, reaches)

    def of(self, person: int) -> tuple[Way, ...]:
        return self.ways.get(person, EMAIL_ALONE)

    def _open_to(self, message: Message) -> tuple[Way, ...]:
        if message.kind in BY_MAIL_ALONE:
            return EMAIL_ALONE
        ways = self.of(message.recipient_id)
        return self.private(ways) if message.is_confidential else ways

    def private(self, ways: tuple[Way, ...]) -> tuple[Way, ...]:
        """Whoever looks at a channel of the company would read what is for one reader alone."""
        return tuple(w for w in ways if w.channel is None or self.channels[w.channel].owner_id is not None)

    def first(self, message: Message) -> list[int | None]:
        """The channels that the message takes at once; None is e-mail."""
        return first_ways(self._open_to(message), must_arrive=must_arrive(message))

    def left(self, message: Message, used: Collection[int | None]) -> list[int | None]:
        """The channels that may step in when one has failed."""
        return ways_left(self._open_to(message), used, must_arrive=must_arrive(message))

    def delivery(self, message: Message, channel: int | None) -> Delivery:
        """A delivery to be; the address of a channel is its secret, so it is called as everybody may read it."""
        if channel is None:
            return Delivery(message=message, channel=Delivery.Kind.EMAIL, address=message.recipient.email)
        via = self.channels[channel]
        return Delivery(message=message, channel=via.kind, via=via, address=_publicly(via))


def must_arrive(message: Message) -> bool:
    """Whether it comes by mail if all else is muted or away: critical, or from the ladder or the engine.

    A digest does when one of its messages does.
    """
    if message.is_urgent or message.kind in PRESSING_KINDS:
        return True
    return isinstance(message.context, dict) and bool(message.context.get("pressing"))


def channels_of(people: Iterable[User], *, is_confidential: bool = False) -> dict[int, tuple[str, ...]]:
    """How each person is told of an escalation, in words: ("in the app", "e-mail", "Slack #delivery").

    Everybody may read them: of somebody's own channel they say only what kind it is.
    """
    keys = {person.pk for person in people}
    routes = Routes.to(keys)
    return {
        pk: (
            "in the app",
            *(
                "e-mail" if way is None else _publicly(routes.channels[way])
                for way in first_ways(
                    routes.private(routes.of(pk)) if is_confidential else routes.of(pk), must_arrive=True
                )
            ),
        )
        for pk in keys
    }


def _publicly(channel: Channel) -> str:
    return str(channel) if channel.owner_id is None else str(channel.get_kind_display())
