"""What can be asked about messages and their deliveries."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db.models import F, Q, QuerySet

if TYPE_CHECKING:
    from notifications.models import Channel, Delivery, Message  # noqa: F401  used as type arguments
    from people.querysets.prepared import Slot


class MessageQuerySet(QuerySet["Message"]):
    def queued(self) -> Self:
        """Recorded, to be handed to the channels now."""
        return self.filter(state="queued", gather_until=None)

    def ready(self, now: datetime) -> Self:
        """Of those the ones that are not held back, because what they tell can still be taken back."""
        return self.queued()._held_no_more(now)

    def gathered(self, now: datetime) -> Self:
        """Recorded, kept back for a digest whose time has come; never what can still be taken back."""
        return self.filter(state="queued", gather_until__lte=now)._held_no_more(now)

    def _held_no_more(self, now: datetime) -> Self:
        return self.filter(Q(held_until=None) | Q(held_until__lte=now))

    def for_person(self, person_id: "int | Slot") -> Self:
        """What a person finds under *Messages*, newest first."""
        return self.filter(recipient_id=person_id, state="dispatched").order_by("-visible_at", "-pk")

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def told_in(self, digest: "Message") -> Self:
        """What a digest stands for, all of it: critical first, then the longest waiting."""
        return self.filter(digest=digest, recipient=digest.recipient_id).order_by("-is_urgent", "pk")

    def behind(self, last: "Message") -> Self:
        """Those that follow `last` in that order."""
        later = Q(is_urgent=last.is_urgent, pk__gt=last.pk)
        return self.filter(later | Q(is_urgent=False) if last.is_urgent else later)


class DeliveryQuerySet(QuerySet["Delivery"]):
    def waiting(self) -> Self:
        """Not in a final state."""
        return self.filter(state__in=["pending", "sending"])

    def due(self, now: datetime) -> Self:
        """To be tried now: their time has come, or the worker that had them is gone (its lease ran out)."""
        return self.filter(
            Q(state="pending", next_attempt_at__lte=now) | Q(state="sending", leased_until__lte=now)
        )

    def mails(self) -> Self:
        return self.filter(via=None)

    def stranded(self, now: datetime) -> Self:
        """Waiting for a channel that was switched off or removed, perhaps with a worker that is gone."""
        waiting = Q(state="pending") | Q(state="sending", leased_until__lte=now)
        return self.filter(waiting).filter(Q(via__is_active=False) | Q(via__removed_at__isnull=False))

    def behind_a_resting_channel(self, now: datetime) -> Self:
        """Due, while their channel is left alone after a failure."""
        return self.filter(state="pending", next_attempt_at__lte=now, via__rest_until__gt=now)

    def matching(self, text: str) -> Self:
        """Those whose recipient, address or last error has all of these words."""
        found = self
        for word in text.split():
            found = found.filter(
                Q(message__recipient__name__icontains=word)
                | Q(address__icontains=word)
                | Q(last_error__icontains=word)
            )
        return found


class ChannelQuerySet(QuerySet["Channel"]):
    def there(self) -> Self:
        """Not removed."""
        return self.filter(removed_at=None)

    def of_the_company(self) -> Self:
        return self.there().filter(owner=None)

    def offered_to(self, person_id: int) -> Self:
        """What a person may choose: their own, first, and the company's."""
        mine = self.there().filter(Q(owner=None) | Q(owner_id=person_id))
        return mine.order_by(F("owner").asc(nulls_last=True), "name", "pk")

    def open_to(self, people: Collection[int]) -> Self:
        """The company's and those of these people, without what opens them: who is routed needs no secret."""
        mine = self.filter(Q(owner=None) | Q(owner__in=people))
        return mine.defer("address", "secret", "former_secret")

    def in_use(self) -> Self:
        return self.there().filter(is_active=True)

    def ready(self, now: datetime) -> Self:
        """In use and not left alone after a failure."""
        return self.in_use().filter(Q(rest_until=None) | Q(rest_until__lte=now))
