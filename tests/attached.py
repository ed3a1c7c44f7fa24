"""Files as people send them, made on the spot."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from issues.commands.attaching import Kept, looked_through

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def picture_bytes(
    kind: str = "JPEG", size: tuple[int, int] = (64, 48), mode: str = "RGB", colour: Any = "teal", **save: Any
) -> bytes:
    """One picture of one colour, as a file of this kind."""
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, kind, **save)
    return out.getvalue()


def sent(content: bytes, name: str = "photo.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    """As a browser sends it; `kind` is what it says, and nobody believes it."""
    return SimpleUploadedFile(name, content, content_type=kind)


def looked_at(content: bytes, name: str = "photo.jpg") -> Kept:
    """As a form makes it of what was sent."""
    return looked_through(content, name=name)


def a_picture(name: str = "photo.jpg") -> Kept:
    return looked_at(picture_bytes(), name)


def opened(content: bytes) -> Image.Image:
    """The picture that these bytes are."""
    return Image.open(io.BytesIO(content))
