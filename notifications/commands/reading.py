"""Saying that a message was read."""

from datetime import datetime

from notifications.models import Message
from people.models import User


def mark_read(*, recipient: User, now: datetime, about: str = "", message: int | None = None) -> int:
    """Mark this person's unread messages about something, or one message, or else all. Returns how many."""
    unread = Message.objects.for_person(recipient.pk).unread()
    if about:
        unread = unread.filter(about=about)
    if message is not None:
        unread = unread.filter(pk=message)
    return unread.order_by().update(read_at=now)
