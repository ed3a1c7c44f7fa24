"""Pictures and documents that people send along: looked through, painted anew, kept with what they belong to."""

from issues.commands.attaching.files import (
    MOST_BYTES,
    MOST_FILES,
    AsSent,
    FileNotNow,
    FileRefused,
    Kept,
    looked_through,
    must_be_known,
)
from issues.commands.attaching.storing import Stored, remove, remove_unattached, stored

__all__ = [
    "MOST_BYTES",
    "MOST_FILES",
    "AsSent",
    "FileNotNow",
    "FileRefused",
    "Kept",
    "Stored",
    "looked_through",
    "must_be_known",
    "remove",
    "remove_unattached",
    "stored",
]
