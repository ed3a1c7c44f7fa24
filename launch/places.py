"""Where everything lies. All of it is inside the checkout, so that deleting the checkout leaves nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
LOGS = VAR / "log"
MAIL = VAR / "mail"
TOOLS = VAR / "tools"
CACHE = VAR / "cache"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"


@dataclass(frozen=True)
class Profile:
    """One set of private servers with its own data.

    `run`, `test` and `bench` never share a server, so that tests may run beside a running product and
    neither waits for, nor wipes, what belongs to the other.
    """

    name: str
    home: Path
    durable: bool

    @property
    def logs(self) -> Path:
        """The folder for this profile's log files."""
        return LOGS if self.name == "run" else LOGS / self.name


RUN = Profile("run", VAR, durable=True)
TEST = Profile("test", VAR / "test", durable=False)
BENCH = Profile("bench", VAR / "bench", durable=True)
PROFILES = (RUN, TEST, BENCH)


def shown(path: Path) -> str:
    """Name a path the way a person in the checkout would type it."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
