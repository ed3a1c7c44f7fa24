"""A checkout of the launcher alone; see `tests.launch.checkout`."""

import os
import shutil
import signal
from collections.abc import Iterator

import pytest

from launch.places import ROOT
from launch.ports import LOOPBACK, is_free, pick
from tests.launch.checkout import COPIED, DEEP, LINKED, STAND_IN, Checkout


@pytest.fixture(scope="module")
def checkout(tmp_path_factory) -> Iterator[Checkout]:
    root = tmp_path_factory.mktemp("launch") / DEEP.strip()
    root.mkdir(parents=True)
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, root / name)
    for name in LINKED:
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).symlink_to(ROOT / name)
    for name, content in STAND_IN.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(content.lstrip())
    made = Checkout(root)
    yield made
    for process in made.started:
        if process.poll() is None:
            process.terminate()
            process.wait(30)
    made.launch("stop")
    for pid in made.processes():
        os.kill(pid, signal.SIGKILL)


@pytest.fixture
def port(tmp_path) -> int:
    free = pick(tmp_path / "none")
    assert is_free(free, LOOPBACK)
    return free
