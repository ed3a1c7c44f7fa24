"""The virtual environment: filled from the lock file with hashes, left alone while nothing changed."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from pathlib import Path

from launch import tools
from launch.locks import alone
from launch.places import CACHE, PYTHON, ROOT, VAR, VENV
from launch.problem import Problem
from launch.speech import say

LOCK = ROOT / "requirements" / "dev.txt"
STAMP = VENV / "installed-from"


def prepare() -> None:
    """Make sure that the environment holds exactly what the lock file names."""
    with alone(VAR / "setup.lock"):
        wanted = _fingerprint()
        if _stamp() == wanted and PYTHON.exists():
            return
        if not _usable():
            _make()
        say("Installing the Python packages; the first time takes a minute or two.")
        pip_install("-r", str(LOCK))
        STAMP.write_text(wanted, encoding="utf-8")


def pip_install(*arguments: str) -> None:
    """Install with hashes checked, and nothing that would have to be compiled."""
    tools.run(
        (PYTHON, "-m", "pip", "install", "--require-hashes", "--only-binary=:all:", *arguments),
        "The Python packages could not be installed",
        env={"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PIP_CACHE_DIR": str(CACHE / "pip")},
    )


def _fingerprint() -> str:
    """Changes with the lock file, the Python and the place: moved, its scripts would point to nowhere."""
    about = f"{sys.version_info[:2]} {VENV.resolve()}".encode()
    return hashlib.sha256(LOCK.read_bytes() + about).hexdigest()


def _stamp() -> str:
    return STAMP.read_text(encoding="utf-8") if STAMP.exists() else ""


def _usable() -> bool:
    """Whether what is there was made here by this Python and can be repaired by installing into it."""
    here = VENV / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages" / "pip"
    activate = VENV / "bin" / "activate"
    made_here = activate.exists() and str(VENV.resolve()) in activate.read_text(encoding="utf-8")
    return PYTHON.exists() and here.exists() and made_here


def _make() -> None:
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise Problem(
            "This Python lacks the venv module: install it "
            "(on Debian and Ubuntu: apt-get install python3-venv) and run again."
        )
    say("Making a virtual environment in .venv.")
    base = Path(sys.executable)
    tools.run((base, "-m", "venv", "--clear", VENV), "The virtual environment could not be made")
