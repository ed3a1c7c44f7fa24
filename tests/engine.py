"""The real parts for tests: Redis, SMTP sink, Celery worker and beat, as processes of their own."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent


def wait_until(true: Callable[[], Any], seconds: float, what: str) -> Any:
    """What `true` answers as soon as it is truthy. Fails with `what` when it never is."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := true():
            return found
        time.sleep(0.02)
    raise AssertionError(f"Waited {seconds} s in vain: {what}")


@dataclass
class Mailbox:
    """A real SMTP server that keeps what it is given."""

    mails: list[Message] = field(default_factory=list)
    refuses: Callable[[str], str] = lambda _address: ""
    port: int = 0
    hangs_on: str = ""  # whoever's address begins so, for him the server never answers
    before_answering: Callable[[], None] = lambda: None  # with the mail taken, the sender still waiting

    async def handle_RCPT(  # noqa: N802  aiosmtpd's names
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.hangs_on and address.startswith(self.hangs_on):
            await asyncio.sleep(3600)
        refusal = self.refuses(address)
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content)
        self.mails.append(mail)
        await asyncio.to_thread(self.before_answering)
        return "250 OK"

    def subjects(self, address: str) -> list[str]:
        """The subjects that this person reads: long ones travel in several lines."""
        return [" ".join(str(mail["Subject"]).split()) for mail in self.to(address)]

    def to(self, address: str) -> list[Message]:
        return [mail for mail in self.mails if address in str(mail["To"])]


def free_port() -> int:
    """A port on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Whether a web server on this port takes connections."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def smtp_server() -> Iterator[tuple[Mailbox, int]]:
    """A mailbox that listens, and its port."""
    mailbox = Mailbox()
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        mailbox.port = controller.port
        yield mailbox, controller.port
    finally:
        controller.stop()


def database_url() -> str:
    """The address of the database that this test uses."""
    settings = connection.settings_dict
    user, password = quote(str(settings["USER"])), quote(str(settings["PASSWORD"]))
    return f"postgres://{user}:{password}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"


@dataclass
class Engine:
    """Celery processes on the test's own database, broker and mail server."""

    environment: dict[str, str]
    logs: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    is_stopping: bool = False
    clock_ahead: int = 0  # seconds by which the clock of what is started from now on is wrong

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """`celery …` as a process group of its own, so that a kill reaches its children too."""
        return self.spawn(arguments[0], "-m", "celery", "-A", "moment_of_service", *arguments)

    def spawn(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        """`python …` on the test's own servers."""
        log = (self.logs / f"{name}-{len(self.processes)}.log").open("wb")
        if self.clock_ahead:
            arguments = ("-m", "tests.faults.shifted", str(self.clock_ahead), *arguments)
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**os.environ, **self.environment},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        self.processes.append(process)
        return process

    def worker(self) -> subprocess.Popen[bytes]:
        return self.start("worker", "--loglevel=info", "--concurrency=2")

    def sweeper(self) -> subprocess.Popen[bytes]:
        """What looks at deadlines and does nothing else."""
        return self.start(
            *("worker", "--queues=sweep", "--hostname=sweeper@%h", "--loglevel=info", "--concurrency=1")
        )

    def beat(self, schedule: Path | None = None) -> subprocess.Popen[bytes]:
        """With what the beat before it has written down, or a schedule of its own."""
        schedule = schedule or self.logs / f"beat-{len(self.processes)}"
        return self.start("beat", "--loglevel=info", f"--schedule={schedule}")

    def manage(self, *arguments: str) -> None:
        """Run a management command to its end. Fails when the command fails or takes a minute."""
        process = self.spawn(arguments[0], "manage.py", *arguments)
        assert process.wait(60) == 0, f"manage.py {' '.join(arguments)} failed: see {self.logs}"

    def web(self) -> int:
        """The web server, as in production: the port on which it answers."""
        port = free_port()
        self.spawn(
            *("web", "-m", "gunicorn", "moment_of_service.wsgi", "--no-control-socket"),
            *("--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "4"),
        )
        wait_until(lambda: answers(port), 60, "the web server did not start")
        return port

    def kill(self, process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGKILL) -> None:
        if process.poll() is None:
            os.killpg(process.pid, how)
        process.wait(timeout=30)

    def stop(self) -> None:
        self.is_stopping = True
        for process in self.processes:
            self.kill(process)
