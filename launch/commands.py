"""The commands of the launcher, and the one place where failing turns into a sentence."""

from __future__ import annotations

import signal
from collections.abc import Callable, Sequence
from types import FrameType

from launch import catalogue, checks, environment, given, running, testing, upkeep
from launch.places import TEST
from launch.problem import Problem, sentence_for
from launch.servers import Servers
from launch.speech import say

INTERRUPTED = 130


def servers(arguments: Sequence[str]) -> int:
    """Start the private test servers and leave them up; `--env` prints the lines a shell evaluates."""
    environment.prepare()
    test_servers = Servers(TEST)
    test_servers.stay()
    if "--env" in arguments:
        for name, value in test_servers.urls().items():
            print(f"export {name}='{value}'")
    return 0


def without_arguments(command: Callable[[], int]) -> Callable[[Sequence[str]], int]:
    """A command that takes none; says so when it is given some."""

    def run(arguments: Sequence[str]) -> int:
        if arguments:
            raise Problem(f"This command takes no arguments; it was given: {' '.join(arguments)}")
        return command()

    return run


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "run": without_arguments(running.run),
    "test": testing.test,
    "faults": testing.faults,
    "bench": testing.bench,
    "screenshots": testing.screenshots,
    "with": testing.with_servers,
    "manage": testing.manage,
    "check": without_arguments(checks.check),
    "catalogue": without_arguments(catalogue.catalogue),
    "format": without_arguments(checks.tidy),
    "lock": without_arguments(upkeep.lock),
    "servers": servers,
    "stop": without_arguments(upkeep.stop),
    "clean": without_arguments(upkeep.clean),
}


def main(arguments: Sequence[str]) -> int:
    """Run the command named first; return the exit code."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        if not arguments or arguments[0] not in COMMANDS:
            raise Problem(f"Say what to do: python3 -m launch {' | '.join(COMMANDS)}")
        given.forget_our_own()
        return COMMANDS[arguments[0]](arguments[1:])
    except Problem as problem:
        say(str(problem))
        return 1
    except OSError as error:
        say(sentence_for(error))
        return 1
    except KeyboardInterrupt:
        say("Stopped.")
        return INTERRUPTED


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
