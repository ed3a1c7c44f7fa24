"""`run`: everything from a bare checkout to a page that answers, then watching until Ctrl-C."""

from __future__ import annotations

import http.client
import os
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass

from launch import application, catalogue, environment, frontend, given, ports
from launch.locks import claimed
from launch.places import MAIL, PYTHON, RUN, VAR, shown
from launch.problem import FULL_DISK, Problem
from launch.processes import ProcessTree
from launch.servers import Servers
from launch.speech import say

ANSWER_SECONDS = 60.0
RUN_LOCK = VAR / "run.lock"
RUN_PID = VAR / "run.pid"
ROOM_NEEDED = 100_000_000  # bytes; below this PostgreSQL cannot even write its log
ENGINE = (
    "worker",
    "sweeper",
    "beat",
)  # Celery's worker ends when Redis is full: another goes on once it is not
NOBODY = (
    "The demo company is not here. In another terminal:",
    '  make manage ARGS="createsuperuser"   makes your first administrator, who makes the other accounts at /admin/',
    '  make manage ARGS="load_demo"         brings the demo company back into an empty database',
)


@dataclass(frozen=True)
class Address:
    """Where the product listens: `HOST` and `PORT` of the environment."""

    host: str
    port: int

    @classmethod
    def from_environment(cls) -> Address:
        """Read and check them; raises `Problem` for a port that is none or is taken."""
        host, port = os.environ.get("HOST", ports.LOOPBACK), os.environ.get("PORT", "8000")
        if not (port.isdigit() and 0 < int(port) < 65536):
            raise Problem(
                f"PORT={port} is not a port: choose a number from 1 to 65535, as in: PORT=8001 make run"
            )
        if not ports.is_free(int(port), host):
            raise Problem(
                f"Port {port} is taken by another program: stop that one, "
                f"or choose another port, as in: PORT={int(port) % 65535 + 1} make run"
            )
        return cls(host, int(port))

    @property
    def url(self) -> str:
        """What a person types into the browser on this machine."""
        return f"http://{ports.LOOPBACK if self.host == '0.0.0.0' else self.host}:{self.port}"  # noqa: S104


def run() -> int:
    """Run the product until Ctrl-C; the data stays."""
    with claimed(RUN_LOCK) as alone:
        if not alone:
            raise Problem("It already runs from this checkout: stop that one first (Ctrl-C there).")
        RUN_PID.write_text(str(os.getpid()), encoding="utf-8")
        address = Address.from_environment()
        given.require_listening()
        require_room()
        environment.prepare()
        frontend.prepare(with_tools=False)
        catalogue.prepare()
        with Servers(RUN).borrowed() as urls:
            _serve(address, application.environment("development", urls, address.url))
    return 0


def require_room() -> None:
    """Say that the disk is full before half of the setup has failed of it in its own words."""
    VAR.mkdir(exist_ok=True)
    if shutil.disk_usage(VAR).free < ROOM_NEEDED:
        raise Problem(FULL_DISK)


def _serve(address: Address, env: Mapping[str, str]) -> None:
    say("Preparing the database; loading the demo company the first time takes a while.")
    application.migrate_and_fill(env)
    sign_ins = application.sign_ins(env)
    with ProcessTree() as tree:
        try:
            for name, command in commands(address).items():
                tree.start(name, command, env, application.log(name), revived=name in ENGINE)
            _wait_for_page(address, tree)
            _announce(address, sign_ins, env)
            _watch(tree)
        except KeyboardInterrupt:
            say("Stopping.")
    say("Stopped; the data is kept in var.")


def commands(address: Address) -> dict[str, list[str]]:
    """The processes of the product. The sweeper does nothing but look at deadlines, whatever else is slow. The schedule file is beat's own note of when it last ran what."""
    celery = [str(PYTHON), "-m", "celery", "-A", "moment_of_service"]
    schedule = VAR / "beat" / "schedule"
    schedule.parent.mkdir(parents=True, exist_ok=True)
    bind = f"{address.host}:{address.port}"
    web = [str(PYTHON), "-m", "gunicorn", "moment_of_service.wsgi", "--bind", bind]
    return {
        "web": [*web, "--workers", "2", "--threads", "4", "--no-control-socket", "--access-logfile", "-"],
        "worker": [*celery, "worker", "--concurrency", "2", "--loglevel", "INFO"],
        "sweeper": [
            *[*celery, "worker", "--queues", "sweep", "--hostname", "sweeper@%h"],
            *["--concurrency", "1", "--loglevel", "INFO"],
        ],
        "beat": [*celery, "beat", "--schedule", str(schedule), "--pidfile", "", "--loglevel", "INFO"],
    }


def _wait_for_page(address: Address, tree: ProcessTree) -> None:
    deadline = time.monotonic() + ANSWER_SECONDS
    while not _answers(address):
        tree.require_all()
        if time.monotonic() > deadline:
            raise Problem(f"The page does not answer: see {shown(application.log('web'))}.")
        time.sleep(0.1)


def _answers(address: Address) -> bool:
    host = ports.LOOPBACK if address.host == "0.0.0.0" else address.host  # noqa: S104
    connection = http.client.HTTPConnection(host, address.port, timeout=10)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()


def _announce(address: Address, sign_ins: list[str], env: Mapping[str, str]) -> None:
    print(f"\nMoment of Service runs at {address.url}\n", flush=True)
    for line in sign_ins or NOBODY:
        print(f"  {line}", flush=True)
    if env["EMAIL_URL"].startswith("filemail:"):
        print(f"\nMail it sends lies in {shown(MAIL)}.", flush=True)
    print("Ctrl-C stops it; the data is kept.\n", flush=True)


def _watch(tree: ProcessTree) -> None:
    servers = Servers(RUN)
    while True:
        tree.require_all()
        dead = servers.dead()
        if dead is not None:
            raise Problem(f"The private {dead.title} ended, so everything stops: see {shown(dead.log)}.")
        time.sleep(0.5)
