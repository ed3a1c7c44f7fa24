"""The one way in which the launcher fails: a sentence for a person, never a traceback."""

from __future__ import annotations

import errno


class Problem(Exception):
    """Something the person at the keyboard can do something about, said in one sentence."""


FULL_DISK = "The disk is full: free some space and run the same command again."


def sentence_for(error: OSError) -> str:
    """Say in one sentence what the operating system refused."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return FULL_DISK
    where = f" ({error.filename})" if error.filename else ""
    return f"The operating system refused: {error.strerror or error}{where}."
