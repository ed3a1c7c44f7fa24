"""Several processes as one: they start together, stop together, and when one dies for good none is left."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from launch.places import ROOT, shown
from launch.problem import Problem
from launch.speech import say

PATIENCE = 20.0
REVIVALS = 5  # of one member within REMEMBERED; more often it is not an accident
REMEMBERED = 600.0  # seconds
PAUSE = 0.5  # before a revival, in seconds
PR_SET_PDEATHSIG = 1


@dataclass
class Member:
    """One process of the tree. One that is `revived` is started again when it dies, as Docker Compose does."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    log: Path
    revived: bool = False
    deaths: list[float] = field(default_factory=list)

    def start(self) -> None:
        """In a session of its own: Ctrl-C reaches only the launcher, which stops them all."""
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=dict(self.env),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=end_with_parent,  # noqa: PLW1509 - the launcher has no threads
            )

    def require(self) -> None:
        """Raise `Problem` when it has ended and is not to be, or cannot be, started again."""
        code = self.process.poll()
        if code is None:
            return
        how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
        now = time.monotonic()
        self.deaths = [death for death in self.deaths if now - death < REMEMBERED] + [now]
        if not self.revived or len(self.deaths) > REVIVALS:
            raise Problem(f"The {self.name} process {how}, so everything stops: see {shown(self.log)}.")
        say(f"The {self.name} process {how} and is started again: see {shown(self.log)}.")
        self.signal(signal.SIGKILL)  # what it may have left behind
        time.sleep(PAUSE)
        self.start()

    def signal(self, number: signal.Signals) -> None:
        """Signal the process and all that it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)


class ProcessTree:
    """Use as a context: leaving it, for whatever reason, stops every member."""

    def __init__(self) -> None:
        self._members: list[Member] = []
        self._hurry = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(
        self, name: str, command: Sequence[str], env: Mapping[str, str], log: Path, *, revived: bool = False
    ) -> None:
        """Start a member; when it dies, a `revived` one is started again, but not for ever."""
        log.parent.mkdir(parents=True, exist_ok=True)
        member = Member(name, command, env, log, revived)
        member.start()
        self._members.append(member)

    def require_all(self) -> None:
        """Raise `Problem` when a member has ended for good."""
        for member in self._members:
            member.require()

    def stop(self) -> None:
        """Ask all to finish; kill what has not after `PATIENCE` seconds, or at once on a second Ctrl-C."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._hurry_up)
        for member in self._members:
            if member.process.poll() is None:
                member.process.terminate()
        deadline = time.monotonic() + PATIENCE
        while any(member.process.poll() is None for member in self._members):
            if self._hurry or time.monotonic() > deadline:
                break
            time.sleep(0.05)
        for member in self._members:
            member.signal(signal.SIGKILL)
            member.process.wait()
        self._members.clear()

    def _hurry_up(self, _number: int, _frame: FrameType | None) -> None:
        self._hurry = True


def foreground(command: Sequence[str], env: Mapping[str, str]) -> int:
    """Run something that talks to the person itself, such as pytest; return its exit code.

    It shares the terminal, so Ctrl-C has reached it already; it is asked again only when it takes its time.
    """
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=dict(env),
        preexec_fn=end_with_parent,  # noqa: PLW1509 - the launcher has no threads
    ) as child:
        try:
            return child.wait()
        except KeyboardInterrupt:
            for number in (None, signal.SIGTERM, signal.SIGKILL):
                if number is not None:
                    child.send_signal(number)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.wait(PATIENCE / 4)
            raise


def end_with_parent() -> None:
    """Have Linux end this process when the launcher dies, even of `kill -9`, so that no port stays taken."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
