"""A checkout of the launcher alone, in an awkward place, with a product that does nothing but answer.

The packages are those of the real checkout, by a link; everything else is the real thing: processes, servers, signals.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

COPIED = ("launch", "requirements", "package.json", "package-lock.json", ".npmrc", "Makefile")
LINKED = (".venv", "node_modules", "var/tools")
DEEP = f"a folder with spaces/{'and a long name ' * 8}"  # longer than the 107 bytes of a socket's name

STAND_IN = {
    "manage.py": """
import sys
from pathlib import Path
if sys.argv[1] not in {"migrate", "load_demo", "collectstatic", "demo_sign_ins"}:
    sys.exit(f"unknown command {sys.argv[1]}")
if sys.argv[1] == "demo_sign_ins" and not Path("no_demo").exists():
    print("frontline: fay@example.com")
""",
    "moment_of_service/__init__.py": "",
    "moment_of_service/wsgi.py": """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"It runs."]
""",
    "moment_of_service/celery.py": """
import os
from celery import Celery
app = Celery("moment_of_service", broker=os.environ["REDIS_URL"])
""",
}


@dataclass
class Ended:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def last_line(self) -> str:
        return (self.err.strip().splitlines() or [""])[-1]

    def is_one_sentence(self) -> bool:
        """Non-zero, no traceback, and the last word is a sentence."""
        return (
            self.code not in (0, -signal.SIGKILL)
            and "Traceback" not in self.err
            and self.last_line.endswith((".", "run"))
        )


@dataclass
class Checkout:
    """The launcher in its checkout, as a person uses it."""

    root: Path
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def environment(self, **changes: str) -> dict[str, str]:
        dropped = {
            "DATABASE_URL",
            "REDIS_URL",
            "PORT",
            "EMAIL_URL",
            "CI",
            "PYTHONPATH",
            "ENVIRONMENT",
            "DJANGO_SETTINGS_MODULE",
        }
        return {name: value for name, value in os.environ.items() if name not in dropped} | changes

    def launch(self, *arguments: str, python: tuple[str, ...] = ("-m", "launch"), **changes: str) -> Ended:
        command = (sys.executable, *python, *arguments)
        env = self.environment(**changes)
        done = subprocess.run(
            command,
            cwd=self.root,
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    def start(self, **changes: str) -> subprocess.Popen[str]:
        """`run` in the background; returns when it says where it runs, or when it has ended."""
        said = self.root / "said"
        with said.open("w") as output:
            process = subprocess.Popen(
                (sys.executable, "-m", "launch", "run"),
                cwd=self.root,
                env=self.environment(**changes),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                text=True,
            )
        self.started.append(process)
        eventually(lambda: "runs at" in said.read_text() or process.poll() is not None, seconds=60)
        return process

    def said(self) -> str:
        return (self.root / "said").read_text()

    def processes(self) -> list[int]:
        """Every process with a working directory in this checkout, except the launcher's own."""
        found = []
        for folder in Path("/proc").iterdir():
            with suppress(OSError, ValueError):
                pid = int(folder.name)
                if (folder / "cwd").readlink().is_relative_to(self.root) and pid not in {
                    p.pid for p in self.started
                }:
                    found.append(pid)
        return found

    def commands(self) -> list[str]:
        """The command line of each of them."""
        return [command_line(pid) for pid in self.processes()]

    def pid_of(self, *words: str) -> int:
        """The oldest process of this checkout that has all the words in its command line."""
        matching = [pid for pid in self.processes() if all(word in command_line(pid) for word in words)]
        return min(matching)


def command_line(pid: int) -> str:
    try:
        return (Path("/proc") / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def eventually(true: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.05)
