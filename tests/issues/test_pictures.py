"""What is kept of a picture that somebody sent, and which files are refused."""

import io
import struct
import zlib

import pytest
from PIL import Image

from issues.commands.attaching import FileRefused, pictures
from tests.attached import a_picture, looked_at, opened, picture_bytes

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def png_of(width: int, height: int) -> bytes:
    """A PNG that says that it has this size: a few bytes, whatever they would unpack to."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 99))
        + chunk(b"IEND", b"")
    )


def with_a_place() -> bytes:
    """A photo that knows where it was taken, by what, and that it stands on its side."""
    exif = Image.Exif()
    exif[0x0110] = "SecretPhone 12"
    exif[0x0112] = 6  # turn it to the right
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (48.0, 8.0, 14.0)
    return picture_bytes(size=(80, 40), exif=exif, comment=b"SecretComment")


def painted_over_and_over(times: int) -> bytes:
    """A small file whose last scan is sent so many times more."""
    whole = picture_bytes(size=(640, 480), progressive=True)
    last, end = whole.rindex(b"\xff\xda"), whole.rindex(b"\xff\xd9")
    return whole[:end] + whole[last:end] * times + whole[end:]


def torn_with_odd_notes() -> bytes:
    """It breaks off, and what it says of itself cannot be read."""
    exif = Image.Exif()
    exif[0x0112] = 6
    whole = picture_bytes(size=(400, 400), exif=exif)
    odd = bytearray(whole)
    at = whole.index(b"Exif\0\0") + 14
    odd[at : at + 2] = b"\xff\0"
    return bytes(odd[:-400])


class TestAPicture:
    def test_loses_where_and_with_what_it_was_taken(self):
        kept = looked_at(with_a_place())
        assert b"SecretPhone" in with_a_place()
        assert dict(opened(kept.content).getexif()) == {}
        assert not any(word in kept.content for word in (b"SecretPhone", b"SecretComment", b"Exif"))

    def test_is_turned_the_right_way_up(self):
        kept = looked_at(with_a_place())
        assert opened(kept.content).size == (40, 80)
        assert (kept.picture.width, kept.picture.height) == (40, 80)

    def test_that_is_a_web_page_too_is_only_a_picture_afterwards(self):
        kept = looked_at(picture_bytes() + HTML, "photo.html")
        assert b"<script>" not in kept.content
        assert opened(kept.content).format == "JPEG"

    def test_is_made_smaller_for_the_page_and_never_larger(self):
        kept = looked_at(picture_bytes(size=(4000, 1000)))
        assert opened(kept.content).size == (2560, 640)
        assert opened(kept.small.content).size == (480, 120)
        assert opened(looked_at(picture_bytes(size=(30, 20))).small.content).size == (30, 20)

    @pytest.mark.parametrize(
        ("kind", "mode", "colour"),
        [
            ("PNG", "RGBA", (255, 0, 0, 0)),
            ("PNG", "LA", (0, 0)),
            ("PNG", "P", 0),
            ("PNG", "1", 1),
            ("PNG", "I;16", 65535),
            ("WEBP", "RGBA", (0, 0, 0, 0)),
            ("GIF", "P", 0),
            ("JPEG", "L", 255),
            ("JPEG", "CMYK", (0, 0, 0, 0)),
        ],
    )
    def test_of_any_kind_comes_out_as_a_jpeg(self, kind, mode, colour):
        kept = looked_at(picture_bytes(kind, mode=mode, colour=colour))
        assert (opened(kept.content).format, opened(kept.content).mode) == ("JPEG", "RGB")

    @pytest.mark.parametrize(
        ("kind", "mode", "colour"),
        [("PNG", "RGBA", (255, 0, 0, 0)), ("PNG", "I;16", 65535), ("JPEG", "CMYK", (0, 0, 0, 0))],
    )
    def test_without_colour_stands_on_white(self, kind, mode, colour):
        pixel = opened(looked_at(picture_bytes(kind, mode=mode, colour=colour)).content).getpixel((5, 5))
        assert min(pixel) >= 250

    def test_that_moves_is_kept_as_it_begins(self):
        out = io.BytesIO()
        first, *others = [Image.new("RGB", (40, 40), colour) for colour in ("red", "green", "blue")]
        first.save(out, "GIF", save_all=True, append_images=others)
        red, green, blue = opened(looked_at(out.getvalue()).content).getpixel((9, 9))
        assert red > 200
        assert max(green, blue) < 60


class TestAFileThatIsRefused:
    @pytest.mark.parametrize(
        ("content", "why"),
        [
            (png_of(10_000, 5_000), "50 megapixels; 40 is the most"),
            (png_of(60_000, 60_000), "far more than 40 megapixels"),
            (picture_bytes(size=(400, 400))[:-400], "broken or not complete"),
            (picture_bytes("PNG", size=(400, 400))[:60], "broken or not complete"),
            (b"\xff\xd8\xff" + b"nonsense" * 50, "broken or not complete"),
            (b"RIFF\0\0\0\0WEBPVP8 nonsense", "broken or not complete"),
            (SVG, "neither a picture"),
            (HTML, "neither a picture"),
            (b"MZ\x90\0" * 20, "neither a picture"),
            (painted_over_and_over(300), "too much work to unpack"),
            (b" %PDF-1.7", "neither a picture"),
            (b"\0\0\0\x18ftypheic" + b"\0" * 40, "Send it as JPEG"),
            (b"", "is empty"),
            (b"\xff\xd8\xff" + b"\0" * (10 * 1024 * 1024), "larger than 10 MB"),
        ],
        ids=lambda value: value if isinstance(value, str) else len(value),
    )
    def test_is_refused_with_a_sentence_that_names_it(self, content, why):
        with pytest.raises(FileRefused, match=r"“holiday\.jpg”") as refusal:
            looked_at(content, "holiday.jpg")
        assert why in str(refusal.value)

    def test_that_a_program_wrote_in_many_passes_is_kept(self):
        assert looked_at(painted_over_and_over(20)).picture.width == 640

    def test_with_much_hung_on_at_its_end_is_kept(self):
        assert looked_at(picture_bytes() + b"\xff\xda" * 900).picture.width == 64

    def test_the_sentence_says_nothing_of_the_server(self):
        with pytest.raises(FileRefused) as refusal:
            looked_at(torn_with_odd_notes())
        assert str(refusal.value).startswith("“photo.jpg”: This picture is broken")

    def test_waits_only_so_long_for_the_pictures_of_others(self, monkeypatch):
        monkeypatch.setattr(pictures, "MOST_PATIENCE", 0.0)
        with pictures._one_at_a_time, pytest.raises(FileRefused, match="Try again in a minute"):
            a_picture()
        assert a_picture().picture.width == 64

    @pytest.mark.parametrize(
        ("sent_as", "kept_as"),
        [
            ("../../etc/passwd", "passwd"),
            ("C:\\photos\\me.jpg", "me.jpg"),
            ("\u202egpj.exe", "gpj.exe"),
            ('a"b<c>.jpg', "a b c .jpg"),
            ("", "file"),
            ("x" * 300 + ".jpg", "x" * 96 + ".jpg"),
        ],
    )
    def test_no_name_deceives_a_reader_or_the_disk(self, sent_as, kept_as):
        assert a_picture(sent_as).name == kept_as
