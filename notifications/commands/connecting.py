"""One POST to an address that somebody typed, over a socket whose peer was checked.

The name is resolved once, the connection goes to an address that passed `rules.addresses`, and the peer of that very
socket is looked at again before anything is sent: a name that answers differently the second time gains nothing.
No redirects, no proxy from the environment, ten seconds (`CHANNEL_TIMEOUT`) and 64 KB for all of it together: name,
connection, TLS, sending, answer.
"""

import http.client
import io
import logging
import re
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from notifications.commands.bounded import BoundedReader, TookTooLong, TooMuch, seconds_left
from notifications.rules.addresses import why_not
from people.rules.kept import kept
from people.rules.words import say

log = logging.getLogger(__name__)

NOWHERE: Final = say("its name leads to no address where anything may be sent").plain()
_NO_HTTP: Final = kept(say("it does not speak HTTP (%(error)s)"))
_NOT_GOOD: Final = kept(say("its certificate is not good: %(why)s"))
_TLS_FAILED: Final = kept(say("TLS failed (%(why)s)"))
MOST: Final = 64 * 1024  # bytes that are read
_ERROR_CODE: Final = re.compile(r"[a-z][a-z_]{2,40}\Z")


class NotAllowed(Exception):
    """Nothing may be sent there. The sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What the receiver said: nothing of the body but a short code such as Slack's `invalid_blocks`."""

    status: int
    retry_after: str
    code: str


def check_address(address: str) -> SplitResult:
    """The parts of an address of the right form, looked at without any network. Raises `NotAllowed`."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise NotAllowed(say("This is not an address. Copy it whole, from “https” to the end.")) from None
    if parts.scheme not in ({"https"} if settings.CHANNELS_NEED_TLS else {"https", "http"}):
        ways = say("“https://”") if settings.CHANNELS_NEED_TLS else say("“https://” or “http://”")
        raise NotAllowed(say("The address must begin with %(ways)s.", ways=ways))
    if not parts.hostname or re.search(r"[\x00-\x20\x7f]", address) or not address.isascii():
        raise NotAllowed(say("This is not an address. Copy it whole, from “https” to the end."))
    if parts.username is not None or parts.password is not None:
        raise NotAllowed(say("Leave name and password out of the address."))
    if settings.CHANNEL_PORTS and (port or _usual_port(parts)) not in settings.CHANNEL_PORTS:
        ports = " or ".join(map(str, settings.CHANNEL_PORTS))
        raise NotAllowed(
            say("Only port %(ports)s is open for channels. An administrator can allow others.", ports=ports)
        )
    if _is_literal(parts.hostname) and why_not(parts.hostname, settings.CHANNEL_NETWORKS):
        raise NotAllowed(
            say(
                "This address lies inside a private network, where nothing is sent unless CHANNEL_NETWORKS allows it."
            )
        )
    return parts


def post(address: str, body: bytes, headers: Mapping[str, str]) -> Answered:
    """Send and hear the answer. Raises `NotAllowed`, or `OSError` when the receiver is away, slow or too talkative."""
    parts, until = check_address(address), time.monotonic() + float(settings.CHANNEL_TIMEOUT)
    with _connected(parts, until) as sock:
        # Never opens one itself: it is given ours.
        connection = http.client.HTTPConnection(_bracketed(parts), parts.port or _usual_port(parts))
        connection.sock = _Bounded(sock, BoundedReader(sock, until, MOST))
        connection.auto_open = 0
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        sock.settimeout(seconds_left(until))
        try:
            connection.request("POST", target, body, {**headers, "Host": _host(parts), "Connection": "close"})
            return _answer(connection.getresponse())
        except http.client.HTTPException as error:  # its words may repeat what the server sent
            raise OSError(_NO_HTTP.of(error=type(error).__name__)) from None


def _answer(response: http.client.HTTPResponse) -> Answered:
    """Who takes a message need not be heard to the end. Of a refusal the first bytes may hold a code."""
    code = ""
    if not 200 <= response.status < 400:
        try:
            code = response.read(64).decode("ascii").strip()
        except (OSError, ValueError, http.client.HTTPException):
            code = ""
    shown = code if _ERROR_CODE.match(code) else ""
    return Answered(response.status, response.headers.get("Retry-After") or "", shown)


def _connected(parts: SplitResult, until: float) -> socket.socket:
    """A socket to a checked peer, with TLS where the address asks for it; the first address that answers."""
    refused: OSError | None = None
    barred = ""
    found = _resolve(str(parts.hostname), parts.port or _usual_port(parts), until)
    for tried, (family, address) in enumerate(found):
        if why := why_not(str(address[0]), settings.CHANNEL_NETWORKS):
            barred = why
            continue
        try:  # an address that swallows everything leaves time for the next
            return _connect(family, address, parts, until, share=1 / (len(found) - tried))
        except TookTooLong:
            raise
        except OSError as error:
            refused = error
    if refused is None and barred:
        raise _barred(parts, barred)
    raise refused or OSError(NOWHERE)


def _barred(parts: SplitResult, why: str) -> OSError:
    """Said as if the name did not exist: else everybody could learn which names exist inside. The log says more."""
    log.warning("Nothing is sent to %s, because %s.", parts.hostname, why)
    return OSError(NOWHERE)


def _connect(family: int, address: Any, parts: SplitResult, until: float, *, share: float) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.settimeout(seconds_left(until) * share)
        sock.connect(address)
        if why := why_not(str(sock.getpeername()[0]), settings.CHANNEL_NETWORKS):
            raise _barred(parts, why)
        if parts.scheme != "https":
            return sock
        sock.settimeout(seconds_left(until))
        return ssl.create_default_context().wrap_socket(sock, server_hostname=parts.hostname)
    except BaseException:
        sock.close()
        raise


def _resolve(host: str, port: int, until: float) -> list[tuple[int, Any]]:
    """All addresses of a name, asked once. In a thread of its own, because a resolver has no timeout."""
    found: list[tuple[int, Any]] = []
    failed: list[OSError | UnicodeError] = []

    def ask() -> None:
        try:
            infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend((int(family), address) for family, _, _, _, address in infos)
        except (OSError, UnicodeError) as error:
            failed.append(error)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(seconds_left(until))
    if asking.is_alive():
        raise TookTooLong(say("its name could not be looked up in time").plain())
    if failed:
        raise OSError(NOWHERE)
    return found


def _words(error: OSError) -> str:
    """What went wrong, in our words: another's could repeat what must stay secret."""
    match error:
        case ssl.SSLCertVerificationError():
            return _NOT_GOOD.of(why=error.verify_message)
        case ssl.SSLError():
            return _TLS_FAILED.of(why=error.reason or say("no reason given").plain())
        case TimeoutError():
            return say("it did not answer in time").plain()
        case ConnectionRefusedError():
            return say("it refused the connection").plain()
    return error.strerror or type(error).__name__


def said(error: OSError) -> str:
    """Why it could not be sent, fit to be stored and shown."""
    if isinstance(error, TookTooLong | TooMuch) or error.errno is None:
        return str(error) or type(error).__name__
    return _words(error)


def _usual_port(parts: SplitResult) -> int:
    return 443 if parts.scheme == "https" else 80


def _host(parts: SplitResult) -> str:
    host = _bracketed(parts)
    return host if parts.port in {None, _usual_port(parts)} else f"{host}:{parts.port}"


def _bracketed(parts: SplitResult) -> str:
    """The host as it stands in an address: IPv6 in brackets."""
    return f"[{parts.hostname}]" if ":" in str(parts.hostname) else str(parts.hostname)


def _is_literal(host: str) -> bool:
    return why_not(host) != "it is not an address"


class _Bounded:
    """What `http.client` takes for a socket: sends over ours, reads through the bounds."""

    def __init__(self, sock: socket.socket, reader: BoundedReader) -> None:
        self._sock, self._reader = sock, reader

    def sendall(self, data: Any) -> None:
        self._sock.settimeout(seconds_left(self._reader.until))
        self._sock.sendall(data)

    def makefile(self, *_: Any) -> io.BufferedReader:
        return io.BufferedReader(self._reader, 4096)

    def close(self) -> None:
        """The socket belongs to whoever opened it."""
