"""What Django reads: a .mo beside each .po, built when the .po is newer; and pseudo-locales for the tests."""

from __future__ import annotations

import os
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from launch.words import catalogues
from launch.words.places import compiled, written


def compile_written() -> None:
    """Build every .mo that is missing or older than its .po. Raises `PoFileError` for one that cannot be read."""
    for path in written():
        if is_stale(compiled(path), path):
            put(compiled(path), catalogues.read(path))


def is_stale(built: Path, *sources: Path) -> bool:
    return not built.exists() or any(built.stat().st_mtime < path.stat().st_mtime for path in sources)


def put(target: Path, catalogue: Catalog) -> None:
    """Write in one step: another process may be reading, or building the same."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"{target.name}.{os.getpid()}")
    with unfinished.open("wb") as file:
        write_mo(file, catalogue)
    unfinished.replace(target)
