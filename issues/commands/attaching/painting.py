"""Painting a picture anew, in a process of its own: bytes in, bytes out, and nothing of the product.

Only the pixels are taken over, turned the right way up, on white where they were transparent. Places, devices,
comments, further frames and whatever was hung on at the end are gone.
"""

import io
import re
import resource
import struct
import sys
from dataclasses import dataclass
from typing import Final

from PIL import Image

MOST_PIXELS: Final = 40_000_000
LONGEST_SIDE: Final = 2560  # pixels: enough to read a label in a photo
SMALL_SIDE: Final = 480
FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF")
_QUALITY: Final = 85
_DEPTH_16: Final = 256  # what one step of 8 bits is in 16
MOST_MEMORY: Final = 1024**3  # bytes, of addresses: what WebP needs for 40 megapixels, and a little more
MOST_SECONDS: Final = 8  # of work
MOST_SCANS: Final = (
    64  # of a JPEG; cameras write one, programs a dozen, and each is as much work as the picture
)
REFUSED: Final = 3
SIZES: Final = struct.Struct("!I4H")  # bytes of the first picture, then both sizes in pixels
_MARKER: Final = re.compile(rb"\xff+([^\x00\x01\xd0-\xd7\xff])")  # those of a JPEG that begin something
_SCAN, _END = b"\xda", b"\xd9"
_ORIENTATION: Final = 0x0112
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Unpaintable(ValueError):
    """It cannot be shown; says why in a word or two, which `pictures` puts into a sentence."""


@dataclass(frozen=True, slots=True)
class Painted:
    """A JPEG of our own making, with its size in pixels."""

    content: bytes
    width: int
    height: int


def main() -> int:
    """A file comes in, the two pictures go out behind their sizes; or the reason, and 3."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    # One second between both: the first one ends it with a signal that nothing else sends.
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS + 1))
    try:
        whole, small = _opened(sys.stdin.buffer.read())
    except Unpaintable as refusal:
        sys.stderr.buffer.write(f"\n{refusal}".encode())
        return REFUSED
    sizes = SIZES.pack(len(whole.content), whole.width, whole.height, small.width, small.height)
    sys.stdout.buffer.write(sizes + whole.content + small.content)
    return 0


def _opened(content: bytes) -> tuple[Painted, Painted]:
    if _has_too_many_scans(content):
        raise Unpaintable("too_much")
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as found:
            return _painted(found)
    except Image.DecompressionBombError as error:  # so many that Pillow does not even look
        raise Unpaintable("far_too_large") from error
    except MemoryError as error:
        raise Unpaintable("too_much") from error
    except (OSError, SyntaxError, EOFError, struct.error) as error:
        raise Unpaintable("broken") from error
    except ValueError as error:
        raise error if isinstance(error, Unpaintable) else Unpaintable("broken") from error


def _has_too_many_scans(content: bytes) -> bool:
    """Whether a JPEG, up to where it ends, is painted over and over again."""
    scans, at = 0, len(b"\xff\xd8") if content.startswith(b"\xff\xd8") else len(content)
    while scans <= MOST_SCANS and (marker := _MARKER.search(content, at)):
        if marker[1] == _END:
            break
        scans += marker[1] == _SCAN
        at = marker.end() + int.from_bytes(content[marker.end() : marker.end() + 2])
    return scans > MOST_SCANS


def _painted(found: Image.Image) -> tuple[Painted, Painted]:
    if found.width * found.height > MOST_PIXELS:
        raise Unpaintable(f"too_large {found.width * found.height / 1_000_000:.0f}")
    found.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG need not be unpacked whole
    turned = found.getexif().get(_ORIENTATION, 1)
    whole = _opaque(_sized(_eight_bits(found), LONGEST_SIDE))
    if turned in _TURNS:
        whole = whole.transpose(_TURNS[turned])
    return _saved(whole), _saved(_sized(whole, SMALL_SIDE))


def _eight_bits(found: Image.Image) -> Image.Image:
    """Sixteen bits a pixel and palettes as colours that can be made smaller."""
    found.load()
    if found.mode.startswith(("I", "F")):
        return found.convert("I").point(lambda level: level / _DEPTH_16).convert("L")
    if found.mode in {"RGB", "L", "RGBA"}:
        return found
    has_gaps = found.mode in {"LA", "PA", "RGBa"} or "transparency" in found.info
    return found.convert("RGBA" if has_gaps else "RGB")


def _sized(image: Image.Image, longest: int) -> Image.Image:
    if max(image.size) <= longest:
        return image
    share = longest / max(image.size)
    width, height = (max(1, round(side * share)) for side in image.size)
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _opaque(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image.convert("RGB")
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def _saved(image: Image.Image) -> Painted:
    clean = Image.new("RGB", image.size)
    clean.paste(image)  # nothing but pixels: no profile, comment or thumbnail of the old file
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return Painted(out.getvalue(), *image.size)


if __name__ == "__main__":
    sys.exit(main())
