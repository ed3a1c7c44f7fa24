"""The colours of the tokens as numbers, light as on paper: for pictures that no browser paints."""

import re
from functools import lru_cache
from math import cos, radians, sin
from pathlib import Path
from typing import Final

from django.contrib.staticfiles import finders

from insights.rules.shapes import PAPER, Paint

RGB = tuple[int, int, int]
_TOKEN: Final = re.compile(r"(--[\w-]+):\s*light-dark\(oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)")
WHITE: Final = (255, 255, 255)


def rgb(paint: Paint) -> RGB:
    """The paint on white paper. Raises `KeyError` for a token that is no colour."""
    colour = WHITE if paint.token == PAPER else tokens()[paint.token]
    red, green, blue = (round(255 + (part - 255) * paint.strength) for part in colour)
    return red, green, blue


def css(paint: Paint) -> str:
    """The same as style sheets and SVG write it."""
    red, green, blue = rgb(paint)
    return f"#{red:02x}{green:02x}{blue:02x}"


@lru_cache(maxsize=1)
def tokens() -> dict[str, RGB]:
    """Every colour of `static/css/tokens.css` by its name, as it is in light."""
    found = finders.find("css/tokens.css")
    if found is None:
        raise FileNotFoundError("css/tokens.css")
    styles = Path(found).read_text(encoding="utf-8")
    return {name: _srgb(*map(float, values)) for name, *values in _TOKEN.findall(styles)}


def _srgb(lightness: float, chroma: float, hue: float) -> RGB:
    """OKLCH as sRGB, cut off where a screen ends. Source: B. Ottosson, "A perceptual color space for image processing" (2020)."""
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    red, green, blue = (round(255 * _gamma(min(1.0, max(0.0, part)))) for part in linear)
    return red, green, blue


def _gamma(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
