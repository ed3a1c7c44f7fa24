"""`python -m benchmarks [SIZE …] [P1 P2 P3 P4 P5 P6 P8 P10 P11 …] [--anew]`: every figure, each size in a process of its own.

Ends with 1 when a target is missed. Without sizes: those of BENCH_SIZES, else 10,000, 100,000 and 1,000,000.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import databases, starting
from benchmarks.figures import Figure, at_most, load

SIZES = "10000 100000 1000000"
PARTS = ("P1", "P2", "P3", "P4", "P5", "P6", "P8", "P10", "P11")
LONGEST = 3600  # seconds for one size, filling included
FLAT = {
    "P1": 2.0,
    "P2": 1.3,
    "P3": 1.5,
}  # the largest size against the smallest, each as a multiple of its floor


def main() -> int:
    """Measure what the arguments ask for; return the exit code."""
    asked = _asked()
    if not databases.SERVER:
        print("Run “make bench”: it starts the servers and says where they are.")
        return 1
    try:
        with databases.alone():
            figures = _measure(asked)
    except databases.Busy as busy:
        print(busy)
        return 1
    missed = [figure.name for figure in figures if not figure.met]
    print(f"\n{len(figures) - len(missed)} of {len(figures)} targets met.")
    return 1 if missed or not figures else 0


def _measure(asked: argparse.Namespace) -> list[Figure]:
    for size in asked.sizes if asked.anew else []:
        databases.drop(size)
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as kept:
        flats = {}
        for size in asked.sizes:
            found, flats[size] = _run("benchmarks.one", str(size), f"{kept}/{size}", *asked.parts)
            figures += found
        figures += _told(_growth(flats))
        if "P5" in asked.parts:
            figures += _run("benchmarks.importing", f"{kept}/import")[0]
        if "P6" in asked.parts:
            figures += _run("benchmarks.reporting", f"{kept}/reporting")[0]
    if "P8" in asked.parts:
        figures += _told(starting.measure())
    return figures


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure the speed targets.")
    parser.add_argument("what", nargs="*", help="sizes and parts, such as 10000 P1")
    parser.add_argument("--anew", action="store_true", help="make the data sets again")
    asked = parser.parse_args()
    numbers = [word for word in asked.what if word.isdecimal()]
    asked.parts = [word.upper() for word in asked.what if not word.isdecimal()] or list(PARTS)
    asked.sizes = [int(n) for n in numbers or os.environ.get("BENCH_SIZES", SIZES).split()]
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"unknown part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    if not {"P1", "P2", "P3", "P4", "P5", "P10", "P11"} & set(asked.parts):
        asked.sizes = []
    return asked


def _run(module: str, *arguments: str) -> tuple[list[Figure], dict[str, float]]:
    """The figures that a process of its own prints and leaves in the file that is its last path."""
    subprocess.run([sys.executable, "-m", module, *arguments], check=True, timeout=LONGEST)  # noqa: S603  our own module
    kept = next(Path(word) for word in arguments if "/" in word)
    return load(kept)


def _growth(flats: dict[int, dict[str, float]]) -> list[Figure]:
    """What must not grow: the largest size against the smallest."""
    if len(flats) < 2:
        return []
    smallest, largest = min(flats), max(flats)
    return [
        at_most(
            f"{name}, {largest:,} against {smallest:,}",
            flats[largest][name],
            flats[smallest][name],
            FLAT[name[:2]],
            unit="× floor",
            n=2,
        )
        for name in flats[smallest]
        if name in flats[largest]
    ]


def _told(figures: list[Figure]) -> list[Figure]:
    for figure in figures:
        print(figure, flush=True)
    return figures


if __name__ == "__main__":
    sys.exit(main())
