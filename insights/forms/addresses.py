"""What the address of a page of figures may say beside what the page asks for."""

import re
from collections.abc import Iterable
from typing import Final

FILES: Final = ("format", "table")  # any of its tables as a file
LEAFS: Final = ("after", "before")  # through a list of issues
FORMERLY: Final = "band"  # what `what` was called: files and mails still hold it
LONGEST: Final = 40

# What some page of figures is narrowed down by or leafed through with: a page that does not take it would show more
# than was asked for.
NAMES: Final = frozenset(
    (
        *("weeks", "last", "since", "to", "as_of", "compare", "stage", "point", "department", "severity"),
        *(
            "what",
            "week",
            "up_to",
            "origin",
            "age",
            "rung",
            "reason",
            "began_in",
            "in_hand",
            "in_hand_of",
            "told",
        ),
        *("days", "holder", "partner", "roots", "kind", "site", "action", "remedy", "sort"),
        *(*LEAFS, "page"),
    )
)
_ON_THE_WAY: Final = re.compile(r"(?:utm|mc|mkt|hsa|pk)_\w*|_\w*|\w*clid|igshid")


def of_other_pages(names: Iterable[str], taken: Iterable[str]) -> list[str]:
    """What narrows down another page of figures, and not the one that takes only these."""
    return sorted((NAMES & set(names)) - set(taken))


def of_no_page(names: Iterable[str], taken: Iterable[str]) -> list[str]:
    """What no page of figures knows, without what mail programs and the like add to a link on its way."""
    known = {*NAMES, *FILES, FORMERLY, *taken}
    return [name[:LONGEST] for name in names if name not in known and not _ON_THE_WAY.fullmatch(name)]
