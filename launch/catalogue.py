"""The translators' catalogues, as the launcher sees them: brought in step on demand, compiled before anything runs."""

from __future__ import annotations

import os
from pathlib import Path

from launch import environment, tools
from launch.locks import alone
from launch.places import PYTHON, ROOT, VAR
from launch.processes import foreground

LOCALE = ROOT / "locale"


def catalogue() -> int:
    """Take every marked word from the code into the catalogues, keeping what is translated."""
    environment.prepare()
    return foreground((str(PYTHON), "-m", "launch.words", "extract"), os.environ)


def prepare() -> None:
    """Compile what people have translated since the last time: Django reads only the compiled files."""
    if not _stale():
        return
    with alone(VAR / "setup.lock"):
        tools.run((PYTHON, "-m", "launch.words", "compile"), "The translations could not be compiled")


def built() -> list[Path]:
    """What compiling has left beside the catalogues."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/django.mo"))


def _stale() -> bool:
    return any(_is_newer(path, path.with_suffix(".mo")) for path in LOCALE.glob("*/LC_MESSAGES/django.po"))


def _is_newer(source: Path, built: Path) -> bool:
    return not built.exists() or built.stat().st_mtime < source.stat().st_mtime
