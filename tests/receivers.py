"""A receiver of webhooks as a real server on this machine, that does what receivers do: answer, refuse, drip, hang."""

import contextlib
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Any

LOOPBACK = "127.0.0.1"
HERE = [ip_network("127.0.0.0/8")]

Behaviour = Callable[[socket.socket], None]


@dataclass(frozen=True)
class Request:
    """What arrived."""

    path: str
    headers: dict[str, str]
    body: bytes
    at: float

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Receiver:
    """Takes connections on `port`; `behaves` says how the next answers go."""

    behaves: Behaviour
    tls: ssl.SSLContext | None = None
    requests: list[Request] = field(default_factory=list)
    open_connections: int = 0
    speaks_first: bool = False  # as mail servers do
    _listener: socket.socket = field(default_factory=lambda: socket.create_server((LOOPBACK, 0)))

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    @property
    def address(self) -> str:
        return (
            f"{'https' if self.tls else 'http'}://{LOOPBACK}:{self.port}/hook/very-secret?token=also-secret"
        )

    def serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve_one, args=(client,), daemon=True).start()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _serve_one(self, client: socket.socket) -> None:
        self.open_connections += 1
        with contextlib.suppress(OSError, IndexError), client:
            client.settimeout(60)
            talk = self.tls.wrap_socket(client, server_side=True) if self.tls else client
            with talk:
                if not self.speaks_first:
                    self.requests.append(_read(talk))
                self.behaves(talk)


def _read(talk: socket.socket) -> Request:
    stream = talk.makefile("rb")
    path = stream.readline().split()[1].decode()
    headers: dict[str, str] = {}
    while (line := stream.readline().strip()) != b"":
        name, _, value = line.decode().partition(":")
        headers[name.lower()] = value.strip()
    body = stream.read(int(headers.get("content-length", 0)))
    return Request(path, headers, body, time.time())


def answer(status: int, *headers: str, body: bytes = b"") -> Behaviour:
    """A whole, honest answer."""
    lines = [f"HTTP/1.1 {status} Whatever", *headers, f"Content-Length: {len(body)}", "", ""]
    return lambda talk: talk.sendall("\r\n".join(lines).encode() + body)


def drip(first: bytes, seconds: float = 1.0, times: int = 60) -> Behaviour:
    """These bytes, and then one more every so often."""

    def slowly(talk: socket.socket) -> None:
        talk.sendall(first)
        for _ in range(times):
            time.sleep(seconds)
            talk.sendall(b"x")

    return slowly


def flood(first: bytes, megabytes: int) -> Behaviour:
    """These bytes, and then as many as the other side is willing to take."""

    def pour(talk: socket.socket) -> None:
        talk.sendall(first)
        for _ in range(megabytes * 16):
            talk.sendall(b"x" * 65536)

    return pour


def hang(seconds: float = 60.0) -> Behaviour:
    """No answer at all."""
    return lambda _talk: time.sleep(seconds)


def hang_up(_talk: socket.socket) -> None:
    """Close without a word."""


@contextmanager
def receiver(
    behaves: Behaviour, tls: ssl.SSLContext | None = None, *, speaks_first: bool = False
) -> Iterator[Receiver]:
    """A receiver that listens for as long as the block lasts."""
    one = Receiver(behaves, tls, speaks_first=speaks_first)
    threading.Thread(target=one.serve, daemon=True).start()
    try:
        yield one
    finally:
        one.close()
