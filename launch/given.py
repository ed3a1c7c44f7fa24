"""Servers that the environment names: looked at first, so that one sentence can say what is wrong."""

from __future__ import annotations

import json
import os
import socket
import subprocess
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from launch.places import PROFILES, PYTHON
from launch.problem import Problem

SECONDS = 5
DATABASE_SCHEMES = {"postgres", "postgresql", "psql", "pgsql"}
REDIS_SCHEMES = {"redis", "rediss"}

ASK_POSTGRES = """
import json, os, sys, psycopg2
try:
    psycopg2.connect(**json.loads(os.environ["MOMENT_PROBE"])).close()
except psycopg2.Error as error:
    sys.exit(" ".join(str(error).split()))
"""

ASK_REDIS = """
import os, sys, redis
try:
    redis.Redis.from_url(os.environ["MOMENT_PROBE"], socket_timeout=5, socket_connect_timeout=5).ping()
except redis.RedisError as error:
    sys.exit(" ".join(str(error).split()))
"""


def forget_our_own() -> None:
    """Drop addresses of our private servers, left in a shell by `servers --env`, from the environment.

    Otherwise `make run` in such a shell would put the demo company into the test server.
    """
    for name, folder in (("DATABASE_URL", "postgres"), ("REDIS_URL", "redis")):
        passwords = [profile.home / folder / "password" for profile in PROFILES]
        ours = {file.read_text(encoding="utf-8").strip() for file in passwords if file.exists()}
        if any(password in os.environ.get(name, "") for password in ours if password):
            del os.environ[name]


def require_listening() -> None:
    """Fail at once where nobody listens: this needs nothing installed. Raises `Problem`."""
    for name, schemes, port in (("DATABASE_URL", DATABASE_SCHEMES, 5432), ("REDIS_URL", REDIS_SCHEMES, 6379)):
        if name in os.environ:
            _require_listener(name, _parsed(name, schemes), port)


def require_reachable() -> None:
    """Sign in to each named server, with the product's own drivers. Raises `Problem`."""
    if "DATABASE_URL" in os.environ:
        parts = _parsed("DATABASE_URL", DATABASE_SCHEMES)
        _ask("DATABASE_URL", "PostgreSQL", ASK_POSTGRES, _as_json(parts))
    if "REDIS_URL" in os.environ:
        _ask("REDIS_URL", "Redis", ASK_REDIS, os.environ["REDIS_URL"])


def _parsed(name: str, schemes: set[str]) -> SplitResult:
    parts = urlsplit(os.environ[name])
    try:
        well_formed = parts.scheme in schemes and (parts.port is None or parts.port > 0)
    except ValueError:
        well_formed = False
    if not well_formed:
        example = (
            "postgres://user:password@host:5432/name" if "postgres" in schemes else "redis://host:6379/0"
        )
        raise Problem(f"{name} is not an address of the form {example}.")
    return parts


def _require_listener(name: str, parts: SplitResult, default_port: int) -> None:
    if not parts.hostname or parts.hostname.startswith("%2f"):
        return  # a Unix socket: the driver will tell
    where = (parts.hostname, parts.port or default_port)
    try:
        socket.create_connection(where, timeout=SECONDS).close()
    except OSError as error:
        reason = error.strerror or "no answer in time"
        raise Problem(
            f"The server that {name} names ({where[0]}:{where[1]}) cannot be reached: {reason}."
        ) from None


def _as_json(parts: SplitResult) -> str:
    options = {"host": parts.hostname, "port": parts.port, "user": parts.username, "password": parts.password}
    options["dbname"] = parts.path.lstrip("/")
    words = {name: unquote(str(value)) for name, value in options.items() if value}
    words.update(
        {name: values[0] for name, values in parse_qs(parts.query).items() if name.startswith("ssl")}
    )
    return json.dumps({**words, "connect_timeout": SECONDS})


def _ask(name: str, server: str, question: str, probe: str) -> None:
    asked = subprocess.run(
        (str(PYTHON), "-c", question),
        env={**os.environ, "MOMENT_PROBE": probe},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if asked.returncode != 0:
        words = (asked.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise Problem(f"{server} at the address in {name} does not let us in: {words.rstrip('.')}.")
