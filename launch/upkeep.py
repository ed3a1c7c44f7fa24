"""`stop`, `clean` and `lock`: what one does to a checkout now and then."""

from __future__ import annotations

import os
import shutil
import signal
import time
from pathlib import Path

from launch import catalogue, environment, fetched, frontend, tools
from launch.locks import claimed
from launch.places import CACHE, NODE_MODULES, PROFILES, ROOT, RUN, TOOLS, VAR, VENDOR, VENV, Profile, shown
from launch.problem import Problem
from launch.running import RUN_LOCK, RUN_PID
from launch.servers import stop as stop_servers
from launch.speech import say

REBUILDABLE = (
    VENV,
    NODE_MODULES,
    VENDOR,
    ROOT / "staticfiles",
    VAR / "test",
    VAR / "bench",
    VAR / "locale",
    TOOLS,
)
CACHES = (
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
    ".import_linter_cache",
    "test-results",
)
STOP_SECONDS = 60.0


def stop() -> int:
    """Stop the running product and every private server of this checkout."""
    _stop_running()
    for profile in PROFILES:
        _stop_servers(profile)
    return 0


def clean() -> int:
    """Remove whatever the next command builds again; the data of `make run` stays."""
    with claimed(RUN_LOCK) as nobody_runs:
        if not nobody_runs:
            raise Problem("It runs from this checkout: stop it first (make stop).")
        for profile in PROFILES:
            _stop_servers(profile)
        for folder in (*REBUILDABLE, *(ROOT / name for name in CACHES), *_bytecode()):
            shutil.rmtree(folder, ignore_errors=True)
        for file in (VAR / "staticfiles.stamp", *catalogue.built()):
            file.unlink(missing_ok=True)
    say(f"Removed what can be built again; the data in {shown(RUN.home)} is untouched.")
    return 0


def lock() -> int:
    """Compile the lock files anew. They hold versions and hashes, and no address of any registry."""
    environment.prepare()
    for source in sorted((ROOT / "requirements").glob("*.in")):
        _compile(source)
    for source in sorted(fetched.LOCKS.glob("*.in")):
        _compile(source, "--no-deps")
    say("Compiling package-lock.json.")
    failing = "package.json could not be compiled"
    frontend.run_npm("install", "--package-lock-only", "--ignore-scripts", failing=failing)
    return 0


def _compile(source: Path, *options: str) -> None:
    """Compile for every platform and every Python from 3.11 on."""
    name = source.relative_to(ROOT)
    say(f"Compiling {name.with_suffix('.txt')}.")
    uv = fetched.program("uv", "bin/uv")
    universal = ("--universal", "--python-version=3.11", "--generate-hashes", "--no-emit-index-url")
    tools.run(
        (uv, "pip", "compile", *universal, *options, name, "-o", name.with_suffix(".txt")),
        f"{name} could not be compiled",
        env={"UV_CUSTOM_COMPILE_COMMAND": "make lock", "UV_CACHE_DIR": str(CACHE / "uv")},
    )


def _stop_running() -> None:
    with claimed(RUN_LOCK) as nobody_runs:
        if nobody_runs:
            return
    os.kill(int(RUN_PID.read_text(encoding="utf-8")), signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline:
        with claimed(RUN_LOCK) as nobody_runs:
            if nobody_runs:
                say("Stopped the product.")
                return
        time.sleep(0.2)
    raise Problem(f"The running product (process {RUN_PID.read_text(encoding='utf-8')}) does not stop.")


def _stop_servers(profile: Profile) -> None:
    if stop_servers(profile):
        say(f"Stopped the private servers ({profile.name}).")


def _bytecode() -> list[Path]:
    tops = (path for path in ROOT.iterdir() if path.is_dir() and path.name not in {".git", "var", VENV.name})
    return [found for top in tops for found in top.rglob("__pycache__")]
