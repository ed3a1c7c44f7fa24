"""What a stranger may hang on a report: nothing active, nobody's whereabouts, and no failure of ours."""

import io
import struct
import uuid
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from inflection_points.commands.posters import token_of
from inflection_points.models import Poster
from issues.commands import clock
from issues.commands.taking_in import take_in
from issues.models import Attachment, Overflow, Report
from tests.attached import PDF, opened, picture_bytes
from tests.cast import REPORTED

PLANTED = b"<script>planted</script>"
GPS, GPS_LATITUDE, COMMENT = 0x8825, 2, 0x9286


def located(kind: str = "JPEG", **more: Any) -> bytes:
    """A photo that says where and with what it was taken."""
    exif = Image.Exif()
    exif[0x010F] = PLANTED.decode()
    exif.get_ifd(GPS)[GPS_LATITUDE] = (52.0, 31.0, 12.0)
    exif.get_ifd(0x8769)[COMMENT] = PLANTED
    return picture_bytes(kind, exif=exif.tobytes(), **more)


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def bomb(width: int, height: int, packed: bytes) -> bytes:
    """A PNG that says it is this large."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def with_text() -> bytes:
    said = PngInfo()
    said.add_text("Author", PLANTED.decode(), zip=True)
    return picture_bytes("PNG", pnginfo=said)


def moving() -> bytes:
    out, frames = io.BytesIO(), [Image.new("P", (20, 20), colour) for colour in range(3)]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], comment=PLANTED)
    return out.getvalue()


TAKEN = {
    "where it was taken": located(),
    "JPEG and HTML in one": picture_bytes() + PLANTED + b"<html></html>",
    "JPEG with a comment": picture_bytes(comment=PLANTED),
    "PNG with hidden text": with_text(),
    "moving GIF with a comment": moving(),
    "WebP with metadata": located("WEBP", xmp=PLANTED),
    "CMYK": picture_bytes(mode="CMYK", colour=0),
    "colour profile": picture_bytes(icc_profile=PLANTED * 20),
}
REFUSED = {
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg" onload="planted()"/>',
    "SVG behind a byte order mark": b"\xef\xbb\xbf<?xml version='1.0'?><svg/>",
    "HTML called a photo": b"<!doctype html>" + PLANTED,
    "script that begins like a GIF": b"GIF89a/*" + PLANTED + b"*/=1;planted()",
    "JPEG that ends after its head": picture_bytes()[:40],
    "PNG that ends in the middle": picture_bytes("PNG", (400, 300))[:90],
    "WebP that ends in the middle": picture_bytes("WEBP", (400, 300))[:60],
    "a picture of 60,000 by 60,000": bomb(60_000, 60_000, zlib.compress(b"\0" * 100)),
    "a small picture of much air": bomb(9_000, 9_000, zlib.compress(b"\0" * 30_000_000, 9)),
    "no size": bomb(0, 0, b""),
    "a chunk longer than the file": b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIHDR",
    "TIFF": picture_bytes("TIFF"),
    "BMP": picture_bytes("BMP"),
    "ZIP": b"PK\x03\x04" + b"\0" * 60,
    "nothing": b"\xff\xd8\xff",
}


@pytest.fixture
def link(company, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    poster = Poster.objects.create(point=company.point, allows_guests=True, made_at=REPORTED)
    return f"/r/{token_of(poster)}/"


def post(company, link, content, name="photo.jpg", client=None):
    told = {
        "point": company.point.slug,
        "shown_for": company.point.slug,
        "severity": "normal",
        "text": "Look",
        "client_key": str(uuid.uuid4()),
        "photos": SimpleUploadedFile(name, content, content_type="image/jpeg"),
    }
    return (client or Client()).post(link, told)


def take():
    """What a worker does within seconds; to look through a photo is nothing that a page waits for."""
    return take_in(now=clock.now())


def on_disk(root: Path) -> list[bytes]:
    return [file.read_bytes() for file in root.rglob("*") if file.is_file()]


@pytest.mark.parametrize("what", TAKEN)
def test_is_painted_anew_and_says_nothing_that_was_hidden_in_it(company, link, what, tmp_path):
    answer = post(company, link, TAKEN[what])
    assert answer.status_code == 302, answer.context["form"].errors
    assert take() == 1
    stored = on_disk(tmp_path)
    assert len(stored) == 2  # large and small
    for content in stored:
        picture = opened(content)
        assert (picture.format, dict(picture.getexif()), getattr(picture, "n_frames", 1)) == ("JPEG", {}, 1)
        assert b"planted" not in content
        assert not {"comment", "icc_profile", "exif", "xmp"} & set(picture.info)


@pytest.mark.parametrize("what", REFUSED)
def test_that_is_no_picture_is_refused_with_a_sentence_and_the_words_stay(
    company, link, what, tmp_path, signed_in
):
    answer = post(company, link, REFUSED[what], client=signed_in(company.reporter))
    assert (answer.status_code, Report.objects.count(), on_disk(tmp_path)) == (422, 0, [])
    assert "Look</textarea>" in answer.content.decode()
    assert answer.context["form"].errors["photos"]


@pytest.mark.parametrize("what", REFUSED)
def test_that_is_no_picture_costs_a_guest_no_word_and_never_reaches_anybody(company, link, what):
    answer = post(company, link, REFUSED[what])
    taken = take()
    assert (answer.status_code, taken) in {
        (422, 0),
        (302, 1),
    }  # its first bytes show it, or the worker sees it
    assert Report.objects.count() == taken
    assert not Attachment.objects.exists()
    assert [row.reason != "" for row in Overflow.objects.all()] == [True] * taken


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a\x00b.jpg", "photo.jpg.html", "\u202egpj.exe", "x" * 400]
)
def test_is_never_called_on_the_disk_as_it_was_sent(company, link, name, tmp_path):
    assert post(company, link, picture_bytes(), name).status_code == 302
    assert take() == 1
    assert {file.suffix for file in tmp_path.rglob("*") if file.is_file()} == {".jpg"}
    assert "/" not in Attachment.objects.get().name


def test_a_document_is_only_ever_handed_out_to_be_saved(company, link, signed_in):
    post(
        company, link, PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript/JS(planted)>>"), "a.pdf"
    )
    take()
    given = signed_in(company.owner).get(Attachment.objects.get().get_absolute_url())
    assert given["Content-Disposition"].startswith("attachment")
    assert (given["X-Content-Type-Options"], "sandbox" in given["Content-Security-Policy"]) == (
        "nosniff",
        True,
    )


def test_nobody_looks_into_it_while_the_page_is_answered(company, link, tmp_path):
    assert post(company, link, REFUSED["a small picture of much air"]).status_code == 302
    row = Overflow.objects.get()
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == [Path(row.files[0]["path"]).name]
