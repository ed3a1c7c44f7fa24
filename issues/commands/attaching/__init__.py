"""Pictures and documents that people send along: looked through, painted anew, kept with what they belong to."""

from issues.commands.attaching.files import MOST_BYTES, MOST_FILES, AsSent, FileRefused, Kept, looked_through
from issues.commands.attaching.storing import Stored, remove, remove_unattached, stored

__all__ = [
    "MOST_BYTES",
    "MOST_FILES",
    "AsSent",
    "FileRefused",
    "Kept",
    "Stored",
    "looked_through",
    "remove",
    "remove_unattached",
    "stored",
]
