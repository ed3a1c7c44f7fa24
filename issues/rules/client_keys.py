"""The keys that pages give to what they send: UUIDs of version 7 (RFC 9562, section 5.7), which begin with the time.

Keys that begin with the time lie side by side in an index, and say when a page was opened.
"""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Final

RANDOM_BYTES: Final = 10  # of which 74 bits are used
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)
_MOST_MILLISECONDS: Final = 2**48
_VERSION: Final = 7 << 76
_VARIANT: Final = 0b10 << 62
_LOW_BITS: Final = 2**62 - 1


def client_key(at: datetime, random: bytes) -> uuid.UUID:
    """A key made at an instant from 1970 on, of ten random bytes. Raises `ValueError` for other instants or lengths."""
    milliseconds = (at - _EPOCH) // _MILLISECOND
    if not 0 <= milliseconds < _MOST_MILLISECONDS:
        raise ValueError("A key cannot say this instant.")
    if len(random) != RANDOM_BYTES:
        raise ValueError(f"A key takes {RANDOM_BYTES} random bytes.")
    number = int.from_bytes(random, "big")
    high, low = (number >> 62) & 0xFFF, number & _LOW_BITS
    return uuid.UUID(int=milliseconds << 80 | _VERSION | high << 64 | _VARIANT | low)


def made_at(key: uuid.UUID) -> datetime | None:
    """When a key of version 7 says that it was made, by the clock of whoever made it; None for other keys."""
    if key.version != 7:
        return None
    return _EPOCH + (key.int >> 80) * _MILLISECOND
