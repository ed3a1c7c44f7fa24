"""1,076 real bug reports and which of them people marked as duplicates: see `tests/data/README.md`."""

import csv
import gzip
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

_DATA: Final = Path(__file__).parents[1] / "data"


@dataclass(frozen=True, slots=True)
class Bug:
    key: str
    title: str
    text: str
    at: datetime


def bugs() -> list[Bug]:
    """In the order of the file; `text` is the title and the description."""
    with gzip.open(_DATA / "seamonkey_bugs.csv.gz", "rt", encoding="utf-8", newline="") as file:
        return [
            Bug(
                row["Issue id"],
                row["Summary"],
                f"{row['Summary']} {row['Description']}",
                datetime.fromisoformat(row["Created"]),
            )
            for row in csv.DictReader(file)
        ]


def duplicates(known: Collection[str]) -> dict[str, frozenset[str]]:
    """Of each bug those that are marked as the same, directly or through others, with itself."""
    alike: dict[str, set[str]] = defaultdict(set)
    with (_DATA / "seamonkey_duplicates.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            one, others = row["Issue id"], row["Duplicate id"].split(",")
            for other in (word.strip() for word in others):
                if one in known and other in known:
                    together = alike[one] | alike[other] | {one, other}
                    for each in together:
                        alike[each] = together
    return {key: frozenset(together) for key, together in alike.items()}


def queries(told: list[Bug]) -> list[tuple[Bug, list[Bug], frozenset[str]]]:
    """Each bug of which a duplicate was told before: it, all that were told before it, and which are the same."""
    same = duplicates({bug.key for bug in told})
    found = []
    for bug in told:
        before = [other for other in told if other.at < bug.at]
        marked = same.get(bug.key, frozenset()) & {other.key for other in before}
        if marked:
            found.append((bug, before, marked))
    return found
