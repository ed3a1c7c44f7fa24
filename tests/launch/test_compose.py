"""docker-compose.yml: the very commands and health checks of its services, run against real servers.

No container engine is at hand where the tests run, so everything but the containers is tried: each command
with the settings of `.env.example`, in production, on a database of its own that the `migrate` service fills.
"""

import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
import yaml

from launch.checks import production
from launch.places import ROOT, VENV
from tests.launch.checkout import eventually

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = ("web", "worker", "sweeper", "beat", "migrate")
REDIS_DATABASE = 15
GRACE = 40


@dataclass
class Stage:
    """A folder that stands for /app in the image, and the environment that stands for the container's."""

    folder: Path
    env: dict[str, str]

    def environment(self, service: str) -> dict[str, str]:
        """The example's settings, what the service adds, and the addresses of the servers at hand."""
        added = {name: str(value) for name, value in SERVICES[service]["environment"].items()}
        return {**production(), **added, **self.env}

    def ask(self, service: str) -> bool:
        """Whether the service's own health check is content."""
        kind, *words = SERVICES[service]["healthcheck"]["test"]
        command = words if kind == "CMD" else ["sh", "-c", words[0].replace("$$", "$")]
        asked = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment(service),
            capture_output=True,
            check=False,
            timeout=60,
        )
        return asked.returncode == 0

    @contextmanager
    def up(self, service: str) -> Iterator[Path]:
        """Run the service's command; yields its output; afterwards asks it to stop as an engine does."""
        said = self.folder / f"{service}.log"
        with said.open("w") as output:
            process = subprocess.Popen(
                SERVICES[service]["command"],
                cwd=self.folder,
                env=self.environment(service),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        try:
            yield said
            assert process.poll() is None, said.read_text()
            process.terminate()
            assert process.wait(GRACE) == 0, said.read_text()
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@pytest.fixture(scope="module")
def stage(tmp_path_factory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("app")
    for path in ROOT.iterdir():
        if path.name not in {"var", "media", ".env"}:
            (folder / path.name).symlink_to(path)
    (folder / "var" / "beat").mkdir(parents=True)
    (folder / "media").mkdir()
    with own_database() as database, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        env = {
            "PATH": f"{VENV / 'bin'}:{os.environ['PATH']}",
            "HOSTNAME": socket.gethostname(),
            "DATABASE_URL": database,
            "REDIS_URL": re.sub(r"/\d+$", f"/{REDIS_DATABASE}", os.environ["REDIS_URL"]),
            "PORT": str(free.getsockname()[1]),
            "SWEEP_EVERY": "1",
        }
        free.close()
        made = Stage(folder, env)
        subprocess.run(
            SERVICES["migrate"]["command"],
            cwd=folder,
            env=made.environment("migrate"),
            check=True,
            timeout=120,
        )
        yield made


@contextmanager
def own_database() -> Iterator[str]:
    """An empty database on the server of the tests."""
    url = urlsplit(os.environ["DATABASE_URL"])
    name = f"compose_{os.getpid()}"
    run_statement(f"CREATE DATABASE {name}")
    try:
        yield url._replace(path=f"/{name}").geturl()
    finally:
        run_statement(f"DROP DATABASE {name} WITH (FORCE)")


def run_statement(statement: str) -> None:
    connection = psycopg2.connect(urlsplit(os.environ["DATABASE_URL"])._replace(scheme="postgresql").geturl())
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


class TestFile:
    def test_asks_only_for_variables_that_the_example_explains(self):
        asked = set(re.findall(r"(?<!\$)\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
        explained = set(re.findall(r"^(?:# )?(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
        assert asked <= explained

    def test_holds_no_secret(self):
        for name in re.findall(
            r"^(\w*(?:PASSWORD|KEY))=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE
        ):
            assert name[1] == ""

    @pytest.mark.parametrize("service", sorted(set(SERVICES) - {"migrate"}))
    def test_restarts_and_watches_every_service_that_stays_up(self, service):
        assert SERVICES[service]["restart"] == "unless-stopped"
        assert SERVICES[service]["healthcheck"]["test"]

    @pytest.mark.parametrize("service", OURS)
    def test_runs_ours_without_privileges_after_the_migration(self, service):
        assert SERVICES[service]["read_only"] is True
        assert SERVICES[service]["cap_drop"] == ["ALL"]
        assert service == "migrate" or "migrate" in SERVICES[service]["depends_on"]

    def test_names_every_volume_that_it_mounts(self):
        mounted = {
            volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])
        }
        assert mounted == set(COMPOSE["volumes"])


class TestServices:
    """Each is healthy by its own health check, and ends cleanly when asked to."""

    def test_web_answers(self, stage):
        with stage.up("web"):
            eventually(lambda: stage.ask("web"), seconds=30)

    @pytest.mark.parametrize("name", ["worker", "sweeper"])
    def test_worker_answers(self, stage, name):
        with stage.up(name) as said:
            eventually(lambda: "ready." in said.read_text(), seconds=30)
            assert stage.ask(name)

    def test_beat_ticks(self, stage):
        with stage.up("beat") as said:
            eventually(lambda: "Sending due task sweep" in said.read_text(), seconds=30)
            assert stage.ask("beat")
