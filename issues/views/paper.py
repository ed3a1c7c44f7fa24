"""Pages as PDF files. WeasyPrint is an extra (`requirements/pdf.txt`), and needs the system's Pango."""

import logging
from collections.abc import Iterable
from pathlib import Path

from django.contrib.staticfiles import finders


class NoPdfHere(Exception):
    """This server has no WeasyPrint, or no Pango."""


def pdf_of(html: str, styles: Iterable[str]) -> bytes:
    """The page as PDF, under our own styles (names of static files). Nothing else is read, from nowhere.

    Raises `NoPdfHere`.
    """
    try:
        from weasyprint import CSS, HTML  # noqa: PLC0415  an extra, and 40 MB of memory for those who never print
        from weasyprint.urls import URLFetcher  # noqa: PLC0415
    except (ImportError, OSError) as missing:  # the package; the libraries that it loads
        raise NoPdfHere from missing

    class Nowhere(URLFetcher):  # type: ignore[misc,unused-ignore]
        """Whatever a page names is not fetched: neither from a network nor from the disk."""

        def fetch(self, url: str, headers: object = None) -> object:  # noqa: ARG002  WeasyPrint's signature
            raise ValueError("A page on paper brings everything along.")

    logging.getLogger("weasyprint").setLevel(logging.ERROR)  # it warns of every rule that is for screens
    nowhere = Nowhere()
    sheets = [CSS(string=_text(name), url_fetcher=nowhere) for name in styles]
    made: bytes = HTML(string=html, url_fetcher=nowhere, base_url="").write_pdf(stylesheets=sheets)
    return made


def _text(name: str) -> str:
    found = finders.find(name)
    if found is None:
        raise FileNotFoundError(name)
    return Path(found).read_text(encoding="utf-8")
