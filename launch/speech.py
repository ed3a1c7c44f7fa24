"""What the launcher says while it works: to standard error, because standard output is for `--env` lines."""

from __future__ import annotations

import sys


def say(sentence: str) -> None:
    """Tell the person what is happening."""
    print(sentence, file=sys.stderr, flush=True)
