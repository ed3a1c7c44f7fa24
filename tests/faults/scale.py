"""How much of each fault: all of it under `make faults`, a smaller dose of the same in `make test`."""

import os

FULL = os.environ.get("FAULTS") == "full"


def dose(full: int, small: int) -> int:
    """The number to use in this run."""
    return full if FULL else small
