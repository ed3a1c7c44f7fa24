"""QR codes as drawings in the page: no style, no request, sharp at every size."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

import segno
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()

QUIET: Final = 4  # modules of white around it, as the standard asks


@register.simple_tag
def qr_code(text: str) -> SafeString:
    """An SVG of the text's code, error correction M or better, black on white whatever the theme."""
    code = segno.make_qr(text, error="m")
    size = code.symbol_size(scale=1, border=QUIET)[0]
    return format_html(
        '<svg viewBox="0 0 {0} {0}" width="{0}" height="{0}" role="img" aria-label="{1}" shape-rendering="crispEdges">'
        '<path fill="white" d="M0 0h{0}v{0}H0z"/><path fill="black" d="{2}"/></svg>',
        size,
        _("QR code of the address below"),
        "".join(_runs(code.matrix)),
    )


def _runs(rows: Iterable[Iterable[int]]) -> Iterator[str]:
    """Each run of dark modules in a row as one rectangle."""
    for y, row in enumerate(rows):
        x = 0
        for is_dark, run in groupby(row):
            length = len(list(run))
            if is_dark:
                yield f"M{x + QUIET} {y + QUIET}h{length}v1h-{length}z"
            x += length
