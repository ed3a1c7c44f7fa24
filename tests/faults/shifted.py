"""`python -m tests.faults.shifted SECONDS -m MODULE …`: run a module, and all that it forks, with a clock that is wrong.

A real process whose own clock (`time.time`, `datetime.now`) is so many seconds ahead, as on a machine without NTP.
"""

import runpy
import sys
from datetime import UTC, datetime, timedelta

import time_machine


def main() -> None:
    _, seconds, _m, module, *arguments = sys.argv
    sys.argv = [module, *arguments]
    there = datetime.now(UTC) + timedelta(seconds=float(seconds))
    with time_machine.travel(there, tick=True):
        runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
