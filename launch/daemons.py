"""What PostgreSQL and Redis have in common as private servers: a pid, a folder, a log, a secret."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from launch.problem import FULL_DISK, Problem


def is_alive(pid: int) -> bool:
    """Whether the process runs. A dead one that its parent has not yet noticed, `kill` would call alive."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _is_zombie(pid)


def _is_zombie(pid: int) -> bool:
    try:
        status = (Path("/proc") / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] == "Z"


def works_in(pid: int, folder: Path) -> bool:
    """Whether the process is the one that serves `folder`.

    A pid file that survived `kill -9` may name a process that has nothing to do with us; both servers make
    their data folder their working directory, which tells them apart.
    """
    if not is_alive(pid):
        return False
    link = Path("/proc") / str(pid) / "cwd"
    if not link.parent.exists():
        return True
    try:
        return link.resolve(strict=True) == folder.resolve()
    except OSError:
        return False


def wait_until(true: Callable[[], bool], seconds: float) -> bool:
    """Look every 50 ms; whether it became true in time."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def end(pid: int, *signals: tuple[signal.Signals, float]) -> None:
    """Send each signal in turn until the process is gone; each has that many seconds."""
    for number, seconds in signals:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        if wait_until(lambda: not is_alive(pid), seconds):
            return


def spawn(command: Sequence[str], log: Path, cwd: Path) -> int:
    """Start a server that outlives the launcher, in a session of its own so that Ctrl-C does not reach it."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    process.returncode = 0  # the launcher follows it by its pid; this keeps Popen from complaining about it
    return process.pid


def secret(file: Path) -> str:
    """The secret in `file`, made when there is none; readable by its owner only."""
    if file.exists():
        return file.read_text(encoding="utf-8").strip()
    file.parent.mkdir(parents=True, exist_ok=True)
    made = secrets.token_hex(24)
    descriptor = os.open(file, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as output:
        output.write(made)
    return made


def last_words(log: Path) -> str:
    """The last line of a log, for the sentence that says why a server did not start."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    except OSError:
        return ""
    if any("No space left on device" in line for line in lines[-20:]):
        raise Problem(FULL_DISK)
    telling = [line for line in lines[-20:] if "FATAL" in line or "rror" in line]
    return (telling or lines or [""])[-1].strip()
