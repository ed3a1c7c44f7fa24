"""Reading from a socket within a time and a size that hold for all of it, not for each single read.

A socket's own timeout begins anew with every byte, so that a server that drips one a second could hold a worker for ever.
"""

import io
import socket
import time
from typing import Any

from people.rules.words import say


class TookTooLong(TimeoutError):
    """The time for the whole exchange is over."""


class TooMuch(OSError):
    """The other side sent more than we are willing to read."""


def seconds_left(until: float) -> float:
    """What is left until that instant of `time.monotonic`. Raises `TookTooLong` when nothing is."""
    left = until - time.monotonic()
    if left <= 0:
        raise TookTooLong(say("it took too long").plain())
    return left


class BoundedReader(io.RawIOBase):
    """The bytes that arrive on a socket until an instant of `time.monotonic`, and at most so many."""

    def __init__(self, sock: socket.socket, until: float, most: int, patience: float = 3600.0) -> None:
        super().__init__()
        self.sock, self.until, self.most, self.patience = sock, until, most, patience

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """As `io.RawIOBase`. Raises `TookTooLong` and `TooMuch`; `patience` (s) bounds the wait for a single read."""
        if self.most <= 0:
            raise TooMuch(say("it sent too much").plain())
        self.sock.settimeout(min(self.patience, seconds_left(self.until)))
        received = self.sock.recv_into(buffer)
        self.most -= received
        return received
