"""A picture that somebody sent, painted anew: whatever else was in the file does not come along (see `painting`)."""

import signal
import subprocess
import sys
import threading
from typing import Final

from issues.commands.attaching import painting
from issues.commands.attaching.painting import REFUSED, SIZES, Painted
from people.rules.words import Words, say

MOST_WAIT: Final = 60.0  # seconds by the clock: a busy machine may need as many for a few of work
MOST_PATIENCE: Final = 20.0  # seconds that a picture waits for the one before it
_TOO_MUCH: Final = say("This picture is too much work to unpack. Make it smaller, or save it anew as JPEG.")
_BUSY: Final = say("Others are sending pictures at this moment. Try again in a minute.")
# A web process has several threads, and one machine only so much memory.
_one_at_a_time: Final = threading.Lock()


class NoPicture(ValueError):
    """It cannot be shown. The sentence says why and what to do."""


class NotNow(NoPicture):
    """It cannot be shown for a reason that is not its own: the machine is too busy, or ended the painter."""


def painted_anew(content: bytes) -> tuple[Painted, Painted]:
    """The picture at most 2560 pixels long, and small for a page. Raises `NoPicture`, `NotNow`.

    A process of its own does it, with bounds for memory and time: whatever is in the file breaks nothing else, and
    the 160 MB that 40 megapixels take are given back.
    """
    painter = _paint(content)
    if painter.returncode == REFUSED:
        raise NoPicture(_sentence(painter.stderr.decode(errors="replace").rpartition("\n")[2]))
    if painter.returncode < 0 and painter.returncode != -signal.SIGXCPU:
        raise NotNow(_TOO_MUCH)
    if painter.returncode:
        raise NoPicture(_TOO_MUCH)
    sizes = SIZES.unpack_from(painter.stdout)
    pixels = painter.stdout[SIZES.size :]
    return (
        Painted(pixels[: sizes[0]], *sizes[1:3]),
        Painted(pixels[sizes[0] :], *sizes[3:5]),
    )


def _paint(content: bytes) -> subprocess.CompletedProcess[bytes]:
    """How the painter ended, and what it said. Raises `NotNow`."""
    if not _one_at_a_time.acquire(timeout=MOST_PATIENCE):
        raise NotNow(_BUSY)
    try:
        return subprocess.run(  # noqa: S603  that very file, without anything of the picture in the command
            [sys.executable, "-I", "-W", "ignore", painting.__file__],
            input=content,
            capture_output=True,
            timeout=MOST_WAIT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotNow(_TOO_MUCH) from error
    finally:
        _one_at_a_time.release()


def _sentence(reason: str) -> Words:
    """What the painter's word means to whoever sent the picture."""
    word, _, megapixels = reason.partition(" ")
    match word:
        case "broken":
            return say("This picture is broken or not complete. Take it again, or save it anew as JPEG.")
        case "far_too_large":
            return say("This picture has far more than 40 megapixels, which is the most. Make it smaller.")
        case "too_large":
            return say(
                "This picture has %(megapixels)s megapixels; 40 is the most. Make it smaller.",
                megapixels=megapixels,
            )
    return _TOO_MUCH
