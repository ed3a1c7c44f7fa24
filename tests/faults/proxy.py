"""A TCP proxy that does to a connection what networks do: cut it, stall it, lose one answer."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

LOOPBACK = "127.0.0.1"


@dataclass(eq=False)
class Pair:
    """One connection: the client's half and the server's."""

    client: socket.socket
    server: socket.socket
    answer_is_lost: bool = False

    def cut(self) -> None:
        for half in (self.client, self.server):
            with contextlib.suppress(OSError):
                half.shutdown(socket.SHUT_RDWR)
            half.close()


@dataclass
class Proxy:
    """Stands before the server on `target` and listens on `port`."""

    target: int
    pairs: set[Pair] = field(default_factory=set)
    _listener: socket.socket = field(default_factory=lambda: socket.create_server((LOOPBACK, 0)))
    _flowing: threading.Event = field(default_factory=threading.Event)
    _needle: bytes = b""

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def cut(self) -> None:
        """End every connection, as a router that was switched off and on."""
        for pair in list(self.pairs):
            pair.cut()

    def stall(self) -> None:
        """Take everything, even new connections, and hand nothing on."""
        self._flowing.clear()

    def resume(self) -> None:
        self._flowing.set()

    def lose_the_answer_to(self, request: bytes) -> None:
        """Hand on the next request that contains these bytes, and cut the connection when it is answered."""
        self._needle = request

    @property
    def has_lost_it(self) -> bool:
        return not self._needle

    def serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                pair = Pair(client, socket.create_connection((LOOPBACK, self.target), timeout=5))
            except OSError:
                client.close()
                continue
            pair.server.settimeout(None)
            self.pairs.add(pair)
            for ends in ((client, pair.server), (pair.server, client)):
                threading.Thread(target=self._pump, args=(pair, *ends), daemon=True).start()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()
        self.resume()

    def _pump(self, pair: Pair, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while chunk := source.recv(65536):
                self._flowing.wait()
                if source is pair.client:
                    self._look_for_the_needle(pair, chunk)
                elif pair.answer_is_lost:
                    break
                sink.sendall(chunk)
        pair.cut()
        self.pairs.discard(pair)

    def _look_for_the_needle(self, pair: Pair, chunk: bytes) -> None:
        if self._needle and self._needle in chunk:
            self._needle, pair.answer_is_lost = b"", True


@contextmanager
def proxy_to(port: int) -> Iterator[Proxy]:
    """A proxy before this port, flowing, for as long as the block lasts."""
    proxy = Proxy(port)
    proxy.resume()
    threading.Thread(target=proxy.serve, daemon=True).start()
    try:
        yield proxy
    finally:
        proxy.close()
