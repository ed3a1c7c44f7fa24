"""A page as a PDF file, in a process of its own: a page and its styles in, bytes out, and nothing of the product.

WeasyPrint is an extra (`requirements/pdf.txt`) and needs the system's Pango.
"""

import json
import logging
import resource
import sys
from typing import Final

MISSING: Final = 3  # how the process ends where WeasyPrint or Pango is not installed
MOST_MEMORY: Final = 1024**3  # bytes, of addresses; a hundred posters take a fifth of it
MOST_SECONDS: Final = 60  # of work


def main() -> int:
    """`{"html": …, "styles": […]}` comes in, the PDF goes out; or 3."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    try:
        from weasyprint import CSS, HTML  # noqa: PLC0415  an extra, and Pango may be missing
        from weasyprint.urls import URLFetcher  # noqa: PLC0415
    except (ImportError, OSError) as missing:
        print(missing, file=sys.stderr)
        return MISSING

    class Nowhere(URLFetcher):  # type: ignore[misc,unused-ignore]
        """Whatever a page names is not fetched: neither from a network nor from the disk."""

        def fetch(self, url: str, headers: object = None) -> object:  # noqa: ARG002  WeasyPrint's signature
            raise ValueError("A page on paper brings everything along.")

    logging.getLogger("weasyprint").setLevel(logging.ERROR)  # it warns of every rule that is for screens
    asked, nowhere = json.load(sys.stdin.buffer), Nowhere()
    sheets = [CSS(string=style, url_fetcher=nowhere) for style in asked["styles"]]
    sys.stdout.buffer.write(HTML(string=asked["html"], url_fetcher=nowhere).write_pdf(stylesheets=sheets))
    return 0


if __name__ == "__main__":
    sys.exit(main())
