"""Counts as people read them."""

from django.utils.formats import get_format


def grouped(n: int) -> int | str:
    """With the language's marks between its thousands. Below a thousand as it is: pages of figures hold hundreds of these."""
    return n if -1000 < n < 1000 else f"{n:,}".replace(",", str(get_format("THOUSAND_SEPARATOR")))
