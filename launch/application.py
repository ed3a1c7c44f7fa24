"""The product as the launcher sees it: a `manage.py` and the environment variables that its settings read."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from launch import tools
from launch.daemons import secret
from launch.places import LOGS, MAIL, PYTHON, ROOT, VAR, shown
from launch.problem import Problem


def environment(kind: str, urls: Mapping[str, str], address: str = "http://127.0.0.1:8000") -> dict[str, str]:
    """The variables of one `kind` (development or test); what the person has set wins, except for `kind`."""
    given = dict(os.environ)
    defaults = {"SECRET_KEY": secret(VAR / "secret_key"), "SITE_URL": address, "PYTHONUNBUFFERED": "1"}
    if kind == "test":
        given.pop("EMAIL_URL", None)  # a test never reaches the mail server that a person has set
        # Else each of the many processes that tests start would compile the product anew.
        given.pop("PYTHONDONTWRITEBYTECODE", None)
    else:
        defaults["EMAIL_URL"] = f"filemail:///{quote(str(MAIL))}"  # MAIL begins with the fourth slash
    return {**defaults, **given, **urls, "ENVIRONMENT": kind}


def manage(*arguments: str, env: Mapping[str, str], failing: str) -> None:
    """Run a management command; raise `Problem` starting with the words `failing` when it fails."""
    tools.run((PYTHON, "manage.py", *arguments), failing, env=env)


def migrate_and_fill(env: Mapping[str, str]) -> None:
    """Bring the database up to date and, where it is empty, put the demo company in."""
    manage("migrate", "--noinput", env=env, failing="The database could not be migrated")
    manage("load_demo", "--if-empty", env=env, failing="The demo company could not be loaded")


def sign_ins(env: Mapping[str, str]) -> list[str]:
    """One line for each demo sign-in; none where the demo company is not there."""
    command = (str(PYTHON), "manage.py", "demo_sign_ins")
    with tools.SETUP_LOG.open("ab") as log:
        asked = subprocess.run(
            command,
            cwd=ROOT,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            check=False,
        )
    if asked.returncode != 0:
        raise Problem(f"The demo sign-ins could not be read: see {shown(tools.SETUP_LOG)}.")
    return [line for line in asked.stdout.decode().splitlines() if line.strip()]


def log(name: str) -> Path:
    """The log file of one of the product's processes; the one before the last start but one is let go."""
    LOGS.mkdir(parents=True, exist_ok=True)
    file = LOGS / f"{name}.log"
    if file.exists() and file.stat().st_size > 5_000_000:
        file.replace(LOGS / f"{name}.previous.log")
    return file
