"""One size in a process of its own: Django is set up for one database. `python -m benchmarks.one SIZE FILE [P1 …]`."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import django
import time_machine
from django.conf import settings
from django.core.management import call_command

from benchmarks import databases
from benchmarks.figures import Figure, save

Measured = tuple[list[Figure], dict[str, float]]


def main(size: int, kept: Path, wanted: list[str]) -> None:
    """Make sure of the data set, measure what is wanted, and write the figures to `kept`."""
    current = databases.is_current(size)
    if not current:
        print(f"Filling a database with {size:,} issues; it is kept for the next run.", flush=True)
        databases.make_empty(size)
    set_up(databases.url_of(size))

    from benchmarks import filling  # noqa: PLC0415  models need Django set up

    if current:
        call_command("migrate", verbosity=0)
        filling.require_fold()
    else:
        filling.fill(size)
    found: list[Figure] = []
    flat: dict[str, float] = {}
    with time_machine.travel(filling.AT, tick=True):
        for name, measure in _parts().items():
            if not wanted or name in wanted:
                figures, more = measure(size)
                print(*figures, sep="\n", flush=True)
                found += figures
                flat |= more
    save(kept, found, flat)


def set_up(url: str) -> None:
    """Set Django up for the database at this address."""
    os.environ["DATABASE_URL"] = url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moment_of_service.settings")
    os.environ["LOG_LEVEL"] = "WARNING"
    os.environ["SHARED_CLOCK"] = "false"  # the data set lies at an instant of its own
    os.environ["ALLOWED_HOSTS"] = "testserver"
    os.environ["STAND_IN_AFTER"] = "0"  # nobody sweeps but the benchmark
    django.setup()
    settings.ROOT_URLCONF = "benchmarks.urls"  # before anything is asked, and once


def _parts() -> dict[str, Callable[[int], Measured]]:
    from benchmarks import creating, folding, keeping, likening, pages, sweeping, triaging  # noqa: PLC0415  models need Django set up

    return {
        "P1": sweeping.measure,
        "P2": pages.measure,
        "P3": lambda size: _both(pages.measure_figures(size), keeping.measure(size)),
        "P4": creating.measure,
        "P5": folding.measure,
        "P10": triaging.measure,
        "P11": likening.measure,
    }


def _both(one: Measured, other: Measured) -> Measured:
    return one[0] + other[0], one[1] | other[1]


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
