"""PostgreSQL and Redis for a profile: private ones, or those that `DATABASE_URL` and `REDIS_URL` name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from launch import given
from launch.locks import Shared, alone
from launch.places import Profile
from launch.postgres import Postgres
from launch.redis import Redis
from launch.speech import say


@dataclass(frozen=True)
class Servers:
    """The two servers of a profile, each private unless the environment names another."""

    profile: Profile

    @property
    def private(self) -> list[Postgres | Redis]:
        """Those that are ours to start and stop."""
        ours: list[Postgres | Redis] = []
        if "DATABASE_URL" not in os.environ:
            ours.append(Postgres(self.profile))
        if "REDIS_URL" not in os.environ:
            ours.append(Redis(self.profile))
        return ours

    def urls(self) -> dict[str, str]:
        """What the product needs in its environment to find them."""
        return {
            "DATABASE_URL": os.environ.get("DATABASE_URL") or Postgres(self.profile).url,
            "REDIS_URL": os.environ.get("REDIS_URL") or Redis(self.profile).url,
        }

    def start(self) -> None:
        """Make sure that both answer; raises `Problem` when one cannot."""
        with alone(self.profile.home / "servers.starting"):
            for server in self.private:
                if server.pid() is None:
                    say(f"Starting a private {server.title} ({self.profile.name}).")
                server.start()
        given.require_reachable()

    def dead(self) -> Postgres | Redis | None:
        """A private server that should run and does not."""
        return next((server for server in self.private if server.pid() is None), None)

    @property
    def _users(self) -> Path:
        return self.profile.home / "servers.users"

    @contextmanager
    def borrowed(self) -> Iterator[dict[str, str]]:
        """Have them up as long as the block lasts; the last user to leave stops them, unless told to stay."""
        users = Shared(self._users)
        try:
            self.start()
            yield self.urls()
        finally:
            if users.is_last() and not _staying(self.profile).exists():
                stop(self.profile)
            users.leave()

    def stay(self) -> None:
        """Start them and leave them up until `stop`."""
        _staying(self.profile).parent.mkdir(parents=True, exist_ok=True)
        _staying(self.profile).touch()
        self.start()


def _staying(profile: Profile) -> Path:
    return profile.home / "servers.stay"


def stop(profile: Profile) -> bool:
    """Stop a profile's private servers; whether there was anything to stop."""
    _staying(profile).unlink(missing_ok=True)
    running = [server for server in (Redis(profile), Postgres(profile)) if server.pid() is not None]
    for server in running:
        server.stop()
    return bool(running)
