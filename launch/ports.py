"""Free and taken TCP ports on this machine."""

from __future__ import annotations

import socket
from pathlib import Path

LOOPBACK = "127.0.0.1"


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """Whether a server could listen there now (connections that are only closing do not count)."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def pick(remembered: Path) -> int:
    """The port used last time if it is free, else another; so that addresses stay the same between starts."""
    if remembered.exists():
        before = remembered.read_text(encoding="utf-8").strip()
        if before.isdigit() and is_free(int(before)):
            return int(before)
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    return port
