"""Drawings as pictures: PNG for mails, SVG for paper, and what they show in words."""

import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import escape
from io import BytesIO
from itertools import pairwise
from math import dist
from typing import Any, Final

from django.utils.safestring import SafeString, mark_safe
from PIL import Image, ImageDraw, ImageFont

from insights.rules.shapes import Box, Dot, Drawing, Shape, Stroke, Text
from insights.views.paints import WHITE, css, rgb

SHARP: Final = (
    3  # points of the picture for each of the drawing: screens are fine, and laptops show it larger
)
SMOOTH: Final = 2  # and drawn so many times larger before, so that slanting lines have no steps
_FONTS: Final = ("LiberationSans-Regular.ttf", "DejaVuSans.ttf", "Arial.ttf")
_ANCHORS: Final = {"start": "ls", "middle": "ms", "end": "rs"}
_SANS: Final = "Liberation Sans, DejaVu Sans, sans-serif"

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def png(drawing: Drawing) -> bytes:
    """The drawing as PNG, three times as many points wide and high."""
    scale = SHARP * SMOOTH
    large = Image.new("RGB", (round(drawing.width * scale), round(drawing.height * scale)), WHITE)
    pen = ImageDraw.Draw(large)
    for shape in drawing.shapes:
        if not isinstance(shape, Text):
            _paint(pen, shape, scale)
    size = (round(drawing.width * SHARP), round(drawing.height * SHARP))
    picture = large.resize(size, Image.Resampling.LANCZOS)
    pen = ImageDraw.Draw(picture)
    for shape in drawing.shapes:
        if isinstance(shape, Text):  # letters are smooth by themselves
            _write(pen, shape)
    file = BytesIO()
    picture.quantize(128, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def svg(drawing: Drawing, alt: str) -> SafeString:
    """The drawing as an element of a page."""
    shapes = "".join(map(_element, drawing.shapes))
    size = f'viewBox="0 0 {drawing.width:g} {drawing.height:g}" width="{drawing.width:g}" height="{drawing.height:g}"'
    return mark_safe(  # noqa: S308  every word in it is escaped
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{escape(alt)}">{shapes}</svg>'
    )


def in_words(chart: Mapping[str, Any]) -> str:
    """What the chart shows, for those who do not see it: each series, label by label."""
    told = []
    for series in chart["series"]:
        values = "; ".join(
            f"{title}: {text}" for title, text in zip(chart["titles"], series["texts"], strict=True)
        )
        told.append(f"{series['label']}. {values}.")
    return " ".join([*told, *(f"{line['label']}." for line in chart["lines"])])


def _paint(pen: ImageDraw.ImageDraw, shape: Shape, scale: int) -> None:
    match shape:
        case Box(x, y, width, height, paint):
            if width > 0 and height > 0:
                pen.rectangle(
                    (x * scale, y * scale, (x + width) * scale - 1, (y + height) * scale - 1), rgb(paint)
                )
        case Dot(x, y, radius, paint, is_square):
            edges = tuple(at * scale for at in (x - radius, y - radius, x + radius, y + radius))
            (pen.rectangle if is_square else pen.ellipse)(edges, rgb(paint))
        case Stroke(points, paint, width, dash):
            lines = _dashes(points, dash) if dash else [points]
            for line in lines:
                pen.line(
                    [(x * scale, y * scale) for x, y in line], rgb(paint), round(width * scale), joint="curve"
                )


def _dashes(
    points: tuple[tuple[float, float], ...], dash: tuple[float, float]
) -> Iterator[tuple[tuple[float, float], ...]]:
    """The drawn parts of each piece of the line."""
    drawn, left_out = dash
    for start, end in pairwise(points):
        length, at = dist(start, end), 0.0
        while at < length:
            ends = (at / length, min(1.0, (at + drawn) / length))
            yield tuple(
                (start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part)
                for part in ends
            )
            at += drawn + left_out


def _write(pen: ImageDraw.ImageDraw, text: Text) -> None:
    font, has_all_letters = _font(round(text.size * SHARP))
    words = text.words if has_all_letters else _plain(text.words)
    pen.text((text.x * SHARP, text.y * SHARP), words, rgb(text.paint), font, anchor=_ANCHORS[text.anchor])


@lru_cache(maxsize=16)
def _font(size: int) -> tuple[Font, bool]:
    """A free font of the system, or Pillow's own, which has few letters besides those of English."""
    for name in _FONTS:
        try:
            return ImageFont.truetype(name, size), True
        except OSError:
            continue
    return ImageFont.load_default(size), False


def _plain(words: str) -> str:
    """Without marks on letters, and a space for what has no plain letter."""
    parts = unicodedata.normalize("NFKD", words.replace("ß", "ss").replace("–", "-"))
    return parts.encode("ascii", "ignore").decode()


def _element(shape: Shape) -> str:
    match shape:
        case Box(x, y, width, height, paint):
            return f'<rect x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}" fill="{css(paint)}"/>'
        case Dot(x, y, radius, paint, False):
            return f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{radius:g}" fill="{css(paint)}"/>'
        case Dot(x, y, radius, paint, _):
            side = 2 * radius
            return f'<rect x="{x - radius:.2f}" y="{y - radius:.2f}" width="{side:g}" height="{side:g}" fill="{css(paint)}"/>'
        case Stroke(points, paint, width, dash):
            line = " ".join(f"{x:.2f},{y:.2f}" for x, y in points)
            dashed = f' stroke-dasharray="{dash[0]:g} {dash[1]:g}"' if dash else ""
            return f'<polyline points="{line}" fill="none" stroke="{css(paint)}" stroke-width="{width:g}"{dashed}/>'
        case Text(x, y, words, anchor, size, paint):
            return (
                f'<text x="{x:.2f}" y="{y:.2f}" text-anchor="{anchor}" font-size="{size:g}" '
                f'font-family="{_SANS}" fill="{css(paint)}">{escape(words)}</text>'
            )
