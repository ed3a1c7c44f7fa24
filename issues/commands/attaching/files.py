"""Whether a file that somebody sent may be kept, by what it is and never by what it says it is."""

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from issues.commands.attaching.painting import Painted
from issues.commands.attaching.pictures import NoPicture, NotNow, painted_anew
from people.rules.refusals import Refusal
from people.rules.words import say

MOST_FILES: Final = 5
MOST_BYTES: Final = 10 * 1024 * 1024
LONGEST_NAME: Final = 100
_PICTURES: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")
_DOCUMENT: Final = b"%PDF-"
_PHONE: Final = (b"ftyphei", b"ftyphev", b"ftypmif", b"ftypmsf")
_ODD: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff<>:\"/\\|?*]+")


class FileRefused(Refusal):
    """This file is not kept. The sentence says what to send instead."""


class FileNotNow(FileRefused):
    """The machine could not look into it just now; the same file may be kept another time."""


@dataclass(frozen=True, slots=True)
class AsSent:
    """A file as it came: nobody has looked into it, and nobody gets to see it like this."""

    name: str
    content: bytes

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Kept:
    """A file fit to be kept: a picture in two sizes, or a document (`small` is None) as it came."""

    name: str
    digest: str
    content: bytes
    picture: Painted | None = None
    small: Painted | None = None


def looked_through(content: bytes, *, name: str) -> Kept:
    """The file as it may be kept. Raises `FileRefused`, and `FileNotNow` when that is not the file's fault."""
    must_be_known(content, name=name)
    name, digest = _plain(name), hashlib.sha256(content).hexdigest()
    if content.startswith(_DOCUMENT):
        return Kept(name, digest, content)
    try:
        picture, small = painted_anew(content)
    except NoPicture as reason:
        refused = FileNotNow if isinstance(reason, NotNow) else FileRefused
        raise refused(say("“%(name)s”: %(reason)s", name=name, reason=str(reason))) from reason
    return Kept(name, digest, picture.content, picture, small)


def must_be_known(content: bytes, *, name: str) -> None:
    """Raise `FileRefused` where the size or the first bytes show that it is never kept. Costs nothing."""
    name, beginning = _plain(name), content[:32]
    if len(content) > MOST_BYTES:
        raise FileRefused(say("“%(name)s” is larger than 10 MB. Send a smaller one.", name=name))
    if not content:
        raise FileRefused(say("“%(name)s” is empty. Choose it again.", name=name))
    if beginning[4:].startswith(_PHONE):
        raise FileRefused(
            say("“%(name)s” is in a format that only some phones can read. Send it as JPEG.", name=name)
        )
    if not beginning.startswith((*_PICTURES, _DOCUMENT)) and not _is_webp(beginning):
        raise FileRefused(
            say(
                "“%(name)s” is neither a picture (JPEG, PNG, WebP, GIF) nor a PDF. Send it as one of these.",
                name=name,
            )
        )


def _is_webp(beginning: bytes) -> bool:
    return beginning[:4] == b"RIFF" and beginning[8:12] == b"WEBP"


def _plain(name: str) -> str:
    """The name without folders and without what could deceive a reader or a file system."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return " ".join(_ODD.sub(" ", last).split()).strip(". ")[-LONGEST_NAME:] or "file"
