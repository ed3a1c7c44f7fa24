"""One size in a process of its own: Django is set up for one database. `python -m benchmarks.one SIZE FILE`."""

import os
import sys
from pathlib import Path

import django

from benchmarks import databases, figures


def main(size: int, kept: Path, wanted: list[str]) -> None:
    """Make sure of the data set, measure what is wanted, and write the figures to `kept`."""
    if not databases.is_current(size):
        print(f"Filling a database with {size:,} issues; it is kept for the next run.", flush=True)
        databases.make_empty(size)
    os.environ["DATABASE_URL"] = databases.url_of(size)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moment_of_service.settings")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    django.setup()

    from benchmarks import filling, folding, sweeping  # noqa: PLC0415  models need Django set up

    if not filling.is_filled():
        filling.fill(size)
    found: list[figures.Figure] = []
    flat: dict[str, float] = {}
    for name, measure in {"P1": sweeping.measure, "P5": folding.measure}.items():
        if not wanted or name in wanted:
            some, more = measure(size)
            for figure in some:
                print(figure, flush=True)
            found += some
            flat |= more
    figures.save(kept, found, flat)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
