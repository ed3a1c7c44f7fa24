"""Why issues were declined."""

from collections import Counter
from collections.abc import Collection

from tests.insights.plain.bands import band
from tests.insights.plain.figures import Asked, Book


def reasons(book: Book, asked: Asked, seen: Collection[int]) -> dict[str, int]:
    """Of the matured ones of the cohort that had been declined and may be read; however the reason was spelt."""
    found: Counter[str] = Counter()
    for one in book.cohort(asked):
        if one.pk in seen and band(one, asked.as_of) == "declined":
            said = next(event for event in one.first_cycle if event.kind == "declined")
            found[said.payload["reason"].strip(" ").lower()] += 1
    return dict(found)
