"""Noting that something has changed which decides who is told."""

from datetime import datetime

from people.models import Rearrangement


def rearranged(*, now: datetime) -> None:
    """Ask for a look at the gaps once this transaction is through. Many changes ask for one look."""
    Rearrangement.objects.create(at=now)
