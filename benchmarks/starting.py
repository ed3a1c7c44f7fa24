"""P8: from a bare clone to a page that answers, and again."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from benchmarks.figures import Figure, at_most

ROOT = Path(__file__).resolve().parent.parent
FIRST, AGAIN = 180, 15  # seconds
PATIENCE = 600
OURS = {  # what the shell of a newcomer does not have, and what make hands to the makes it starts
    "DATABASE_URL",
    "REDIS_URL",
    "ENVIRONMENT",
    "SECRET_KEY",
    "SITE_URL",
    "EMAIL_URL",
    "DJANGO_SETTINGS_MODULE",
    "ARGS",
    "MAKEFLAGS",
    "MAKEOVERRIDES",
    "MFLAGS",
    "MAKELEVEL",
}


def measure() -> list[Figure]:
    """Clone what is committed, run it twice, and remove it."""
    if not (ROOT / ".git").exists():
        print("P8 needs a git checkout: left out.")
        return []
    home = Path(tempfile.mkdtemp(prefix="bare-clone-"))
    try:
        clone = home / "checkout"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)  # noqa: S603, S607
        first, again = _until_it_answers(clone), _until_it_answers(clone)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return [
        at_most("P8 make run in a bare clone", first, FIRST, 1, unit="s", n=1),
        at_most("P8 make run again", again, AGAIN, 1, unit="s", n=1),
    ]


def _until_it_answers(clone: Path) -> float:
    """The seconds from `make run` to a page; then Ctrl-C."""
    port = _free_port()
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    log = (clone.parent / "run.log").open("wb")
    start = time.perf_counter()
    running = subprocess.Popen(
        ["make", "run"],  # noqa: S607
        cwd=clone,
        env={**environment, "PORT": str(port)},
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        while not _answers(port):
            if running.poll() is not None or time.perf_counter() - start > PATIENCE:
                raise RuntimeError(
                    "make run gave no page: " + Path(log.name).read_text(encoding="utf-8")[-2000:]
                )
            time.sleep(0.1)
        return time.perf_counter() - start
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGINT)
        running.wait(60)
        log.close()


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
