"""What the launcher watches: a worker that dies is started again, but not for ever; anything else ends it all."""

import os
import time

import pytest

from launch.problem import Problem
from launch.processes import REVIVALS, ProcessTree


def watch(tree, seconds=30):
    """Look after the members, as `make run` does, until one of them has ended for good."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        tree.require_all()
        time.sleep(0.02)


def dies(noted):
    return ["/bin/sh", "-c", f"echo here >> '{noted}'; exit 3"]


def test_a_worker_that_dies_is_started_again_until_it_is_no_accident_any_more(tmp_path, capfd):
    noted = tmp_path / "noted"
    with ProcessTree() as tree:
        tree.start("worker", dies(noted), os.environ, tmp_path / "log", revived=True)
        with pytest.raises(Problem, match="The worker process ended with code 3, so everything stops"):
            watch(tree)
    assert len(noted.read_text().splitlines()) == 1 + REVIVALS
    assert capfd.readouterr().err.count("is started again") == REVIVALS


def test_when_anything_else_dies_nothing_is_left(tmp_path):
    noted = tmp_path / "noted"
    with ProcessTree() as tree:
        tree.start("web", dies(noted), os.environ, tmp_path / "log")
        with pytest.raises(Problem, match="The web process ended with code 3"):
            watch(tree)
    assert len(noted.read_text().splitlines()) == 1
