"""`check` and `format`: every tool that reads the code without running it, one line each."""

from __future__ import annotations

import os
import platform
import secrets
import shlex
import subprocess
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from launch import environment, frontend
from launch.places import NODE_MODULES, PYTHON, ROOT, VENV
from launch.problem import Problem
from launch.speech import say

EXAMPLE = ROOT / ".env.example"
DJADE = (str(VENV / "bin" / "djade"), "--target-version", "5.2")
OWN_FRONTEND = ("static/js", "static/css")


@dataclass(frozen=True)
class Step:
    """One tool: fails by its exit code."""

    name: str
    command: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)

    def run(self) -> bool:
        """Run it, print one line, and below it what a failing tool said; whether it went well."""
        began = time.monotonic()
        done = subprocess.run(
            self.command,
            cwd=ROOT,
            env={**os.environ, **self.env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        well = done.returncode == 0
        line = f"{'ok    ' if well else 'FAILED'} {self.name} ({time.monotonic() - began:.1f} s)\n"
        sys.stdout.write(line if well else f"{line}{done.stdout.rstrip()}\n\n")  # at once: others write, too
        sys.stdout.flush()
        return well


def check() -> int:
    """Run every check, also after one has failed; the exit code says whether all went well."""
    environment.prepare()
    frontend.prepare(with_tools=True)
    steps = _check_steps()
    with ThreadPoolExecutor(
        max_workers=2
    ) as pool:  # one for the types, which take the longest; one for the rest
        went_well = list(pool.map(Step.run, steps))
    failed = [step.name for step, well in zip(steps, went_well, strict=True) if not well]
    if failed:
        say(f"{len(failed)} of the checks failed: {', '.join(failed)}.")
    return 1 if failed else 0


def tidy() -> int:
    """Format everything and mend what the linters can mend."""
    environment.prepare()
    frontend.prepare(with_tools=True)
    steps = (
        Step("ruff, mending", (*_python("ruff"), "check", "--fix", ".")),
        Step("ruff, formatting", (*_python("ruff"), "format", ".")),
        Step("djade", (*DJADE, *_templates())),
        Step("biome", (_biome(), "check", "--write", *OWN_FRONTEND)),
    )
    return 1 if [step.name for step in steps if not step.run()] else 0


def _check_steps() -> tuple[Step, ...]:
    plain = {"ENVIRONMENT": "test", "DATABASE_URL": "postgres://127.0.0.1:1/none"}
    manage = (str(PYTHON), "manage.py")
    return (
        Step("mypy", (*_python("mypy"), "--explicit-package-bases", "."), plain),
        Step("ruff, linting", (*_python("ruff"), "check", ".")),
        Step("ruff, format", (*_python("ruff"), "format", "--check", ".")),
        Step("import-linter", (str(VENV / "bin" / "lint-imports"),)),
        Step("djade", (*DJADE, "--check", *_templates())),
        Step("catalogues", (*_python("launch.words"), "check")),
        Step("biome", (_biome(), "ci", "--colors=off", "--error-on-warnings", *OWN_FRONTEND)),
        Step("migrations", (*manage, "makemigrations", "--check", "--dry-run"), plain),
        Step("production settings", (*manage, "check", "--deploy", "--fail-level", "WARNING"), production()),
    )


def production() -> dict[str, str]:
    """The variables of `.env.example`, which so is shown to be complete, with secrets put in."""
    if not EXAMPLE.exists():
        raise Problem(".env.example is missing: the checks read the production settings from it.")
    values: dict[str, str] = {}
    for word in shlex.split(EXAMPLE.read_text(encoding="utf-8"), comments=True):
        name, _, value = word.partition("=")
        values[name] = value or secrets.token_urlsafe(48)
    database = f"postgres://moment:{values['POSTGRES_PASSWORD']}@postgres:5432/moment_of_service"
    return {"DATABASE_URL": database, "REDIS_URL": "redis://redis:6379/0", **values}


def _python(module: str) -> tuple[str, str, str]:
    return (str(PYTHON), "-m", module)


def _templates() -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / "templates").rglob("*.html"))


def _biome() -> str:
    """Biome without Node: the program in its package for this platform."""
    machine = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    program = NODE_MODULES / "@biomejs" / f"cli-{platform.system().lower()}-{machine}" / "biome"
    if not program.exists():
        raise Problem(f"Biome has no package for this platform in package.json ({program.parent.name}).")
    return str(program)
