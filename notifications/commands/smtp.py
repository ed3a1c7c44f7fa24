"""Django's mail backend with one time for the whole of a mail: a server that drips its answers holds nobody for ever."""

import io
import smtplib
import time
from typing import Any, Final

from django.conf import settings
from django.core.mail.backends import smtp
from django.core.mail.message import EmailMessage

from notifications.commands.bounded import BoundedReader, seconds_left

MOST: Final = 1024 * 1024  # bytes of answers to one connection
SHARE: Final = 2  # the whole of a mail may take twice as long as a single answer


def _whole() -> float:
    return time.monotonic() + SHARE * float(settings.EMAIL_TIMEOUT)


class _Bounded(smtplib.SMTP):
    """Connecting with its greetings counts as one whole, each mail as another."""

    until: float = 0.0

    def begin(self) -> None:
        """A new mail: its time begins now."""
        self.until = _whole()
        if isinstance(raw := getattr(self.file, "raw", None), BoundedReader):
            raw.until, raw.most = self.until, MOST

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            patience = float(settings.EMAIL_TIMEOUT)
            self.until = self.until or _whole()
            self.file = io.BufferedReader(BoundedReader(self.sock, self.until, MOST, patience))
        return super().getreply()

    def send(self, s: Any) -> None:
        if self.sock is not None and self.until:
            self.sock.settimeout(min(float(settings.EMAIL_TIMEOUT), seconds_left(self.until)))
        super().send(s)


class _BoundedTLS(_Bounded, smtplib.SMTP_SSL):
    """The same, with TLS from the first byte."""


class EmailBackend(smtp.EmailBackend):
    """As Django's, bounded."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _BoundedTLS if self.use_ssl else _Bounded

    def _send(self, email_message: EmailMessage) -> bool:
        if isinstance(self.connection, _Bounded):
            self.connection.begin()
        return bool(super()._send(email_message))  # type: ignore[misc]  # the stubs do not know it
