"""Running other people's programs during the setup: quietly, with their words kept in a log."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from launch.places import LOGS, ROOT, shown
from launch.problem import FULL_DISK, Problem

SETUP_LOG = LOGS / "setup.log"


def run(
    command: Sequence[str | Path], failing: str, env: Mapping[str, str] | None = None, cwd: Path = ROOT
) -> None:
    """Run to the end; raise `Problem` starting with the words `failing` when it did not go well."""
    LOGS.mkdir(parents=True, exist_ok=True)
    with SETUP_LOG.open("a", encoding="utf-8") as log:
        log.write(f"$ {' '.join(map(str, command))}\n")
    beginning = SETUP_LOG.stat().st_size
    with SETUP_LOG.open("ab") as log:
        done = subprocess.run(
            [str(word) for word in command],
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            check=False,
        )
    if done.returncode != 0:
        raise Problem(f"{failing}{_reason(beginning)} The whole story is in {shown(SETUP_LOG)}.")


def _reason(beginning: int) -> str:
    with SETUP_LOG.open("rb") as log:
        log.seek(beginning)
        lines = [line.strip() for line in log.read().decode(errors="replace").splitlines() if line.strip()]
    if any("No space left on device" in line or "ENOSPC" in line for line in lines):
        raise Problem(FULL_DISK)
    telling = [line for line in lines if "error" in line.lower() or line.startswith("Unknown command")]
    words = (telling or lines or [""])[-1]
    return f": {words[:300].rstrip('.')}." if words else "."
