"""Commands that run something against private servers: the tests, the faults, the benchmarks, one of one's own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence

from launch import application, catalogue, environment, frontend, given
from launch.places import BENCH, PYTHON, RUN, TEST, Profile
from launch.problem import Problem
from launch.processes import foreground
from launch.servers import Servers
from launch.speech import say

BROWSERS = ("chromium", "chromium-browser")


def test(arguments: Sequence[str]) -> int:
    """Run pytest with real servers; the arguments are pytest's own."""
    _prepare()
    if not any(map(shutil.which, BROWSERS)):
        say("Chromium is missing and browser tests need it (on Debian and Ubuntu: apt-get install chromium).")
    workers = str(max(2, os.cpu_count() or 2)) if os.environ.get("CI") else "2"
    shared = ("-n", workers, "--dist", "worksteal")  # whoever is done takes from the others
    return _run(TEST, "test", [str(PYTHON), "-m", "pytest", *shared, *arguments])


def faults(arguments: Sequence[str]) -> int:
    """Inject every fault in full and print one line for each; the arguments are pytest's own."""
    _prepare(with_tools=False)
    told_twice = "tests/issues/test_oracle.py"  # the oracle's ten thousand histories
    command = [str(PYTHON), "-m", "pytest", "tests/faults", told_twice, "-q", "--no-header", *arguments]
    return _run(TEST, "test", command, FAULTS="full")


def screenshots(arguments: Sequence[str]) -> int:
    """Photograph every page of the demo company into `screenshots/`; the arguments are pytest's own."""
    _prepare()
    function = ["-o", "python_functions=photograph_*"]
    return _run(TEST, "test", [str(PYTHON), "-m", "pytest", "tests/screenshots.py", *function, *arguments])


def bench(arguments: Sequence[str]) -> int:
    """Run the benchmarks on servers that write to the disk as production does."""
    _prepare()
    return _run(BENCH, "development", [str(PYTHON), "-m", "benchmarks", *arguments])


def with_servers(arguments: Sequence[str]) -> int:
    """Run any command with the test servers and the environment of a test."""
    if not arguments:
        raise Problem("Say what to run, as in: python3 -m launch with .venv/bin/python manage.py shell")
    _prepare()
    return _run(TEST, "test", arguments)


def manage(arguments: Sequence[str]) -> int:
    """Run a management command on the data of `make run`, whether that runs now or not."""
    _prepare(with_tools=False)
    return _run(RUN, "development", [str(PYTHON), "manage.py", *arguments])


def _prepare(*, with_tools: bool = True) -> None:
    given.require_listening()
    environment.prepare()
    frontend.prepare(with_tools=with_tools)
    catalogue.prepare()


def _run(profile: Profile, kind: str, command: Sequence[str], **more: str) -> int:
    with Servers(profile).borrowed() as urls:
        return foreground(command, {**application.environment(kind, urls), **more})
