"""What can be asked about messages and their deliveries."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db.models import Q, QuerySet

if TYPE_CHECKING:
    from notifications.models import Delivery, Message  # noqa: F401  used as type arguments


class MessageQuerySet(QuerySet["Message"]):
    def queued(self) -> Self:
        """Recorded, to be handed to the channels now."""
        return self.filter(state="queued", gather_until=None)

    def gathered(self, now: datetime) -> Self:
        """Recorded, kept back for a digest whose time has come."""
        return self.filter(state="queued", gather_until__lte=now)

    def for_person(self, person_id: int) -> Self:
        """What a person finds under *Messages*, newest first."""
        return self.filter(recipient_id=person_id, state="dispatched").order_by("-visible_at", "-pk")

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)


class DeliveryQuerySet(QuerySet["Delivery"]):
    def waiting(self) -> Self:
        """Not in a final state."""
        return self.filter(state__in=["pending", "sending"])

    def due(self, now: datetime) -> Self:
        """To be tried now: their time has come, or the worker that had them is gone (its lease ran out)."""
        return self.filter(
            Q(state="pending", next_attempt_at__lte=now) | Q(state="sending", leased_until__lte=now)
        )
