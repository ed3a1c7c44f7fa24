"""A picture that somebody sent, painted anew: whatever else was in the file does not come along.

Only the pixels are taken over, turned the right way up, on white where they were transparent. Places, devices,
comments, further frames and whatever was hung on at the end are gone.
"""

import io
import struct
import threading
from dataclasses import dataclass
from typing import BinaryIO, Final

from PIL import Image, ImageOps

MOST_PIXELS: Final = 40_000_000
LONGEST_SIDE: Final = 2560  # pixels: enough to read a label in a photo
SMALL_SIDE: Final = 480
FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF")
_QUALITY: Final = 85
_DEPTH_16: Final = 256  # what one step of 8 bits is in 16
_one_at_a_time: Final = threading.Lock()  # 40 megapixels take 160 MB, and a web process has several threads


class NoPicture(ValueError):
    """It cannot be shown. The sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG of our own making, with its size in pixels."""

    content: bytes
    width: int
    height: int


def painted_anew(file: BinaryIO) -> tuple[Picture, Picture]:
    """The picture at most 2560 pixels long, and small for a page. Raises `NoPicture`."""
    try:
        with _one_at_a_time, Image.open(file, formats=FORMATS) as found:
            return _painted(found)
    except NoPicture:
        raise
    except Image.DecompressionBombError as error:  # so many that Pillow does not even look
        raise NoPicture(
            "This picture has far more than 40 megapixels, which is the most. Make it smaller."
        ) from error
    except (OSError, SyntaxError, ValueError, EOFError, struct.error) as error:
        raise NoPicture(
            "This picture is broken or not complete. Take it again, or save it anew as JPEG."
        ) from error


def _painted(found: Image.Image) -> tuple[Picture, Picture]:
    if found.width * found.height > MOST_PIXELS:
        raise NoPicture(
            f"This picture has {found.width * found.height / 1_000_000:.0f} megapixels; 40 is the most. Make it smaller."
        )
    found.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG need not be unpacked whole
    whole = _opaque(_sized(ImageOps.exif_transpose(_eight_bits(found)), LONGEST_SIDE))
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


def _saved(image: Image.Image) -> Picture:
    clean = Image.new("RGB", image.size)
    clean.paste(image)  # nothing but pixels: no profile, comment or thumbnail of the old file
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return Picture(out.getvalue(), *image.size)
