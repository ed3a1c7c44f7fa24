"""From every number of a page to the list behind it: what the number says, and how many the list says that there are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from django.test import Client

PAGE = 50  # rows of a list
LISTS = (
    *("/overview/issues/", "/overview/records/", "/overview/changed/", "/overview/lessons/"),
    "/issues/",
)
_UNREAD = re.compile(r"<(script|svg|style|template)\b.*?</\1>", re.DOTALL)
_LINK = re.compile(r'<a\b[^>]*?href="([^"?]*)\?([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_BEGINS, _ENDS = re.compile(r"<(?:tr|p|li)\b"), re.compile(r"</(?:tr|p|li)>")
_COUNT = re.compile(r'page-count">([\d,]+)|shown-count[^>]*>\s*([\d,]+)')
_FIRST = re.compile(r"([\d,]*\d(?:\.\d+)?) ?(%|working h|h\b|per 100)?")


@dataclass(frozen=True)
class Number:
    """A number that leads to a list: the words of the link, and the whole numbers that stand around it."""

    address: str
    words: str
    around: frozenset[int]

    def fits(self, listed: int) -> bool:
        """Whether so many are what it says: as many; or the share of as many in one of the numbers around, or their median."""
        found = _FIRST.search(self.words)
        assert found is not None, self
        value, unit = float(found[1].replace(",", "")), found[2]
        is_index = "what=passed" in self.address  # which tables tell without its unit
        if unit is None and (listed == value or not is_index):
            return listed == value
        if unit in {
            "%",
            "per 100",
            None,
        }:  # three shares that add up to a hundred may each be rounded either way
            return any(n and abs(100 * listed / n - value) < 1 for n in self.around)
        return listed in self.around


@dataclass(frozen=True)
class List:
    """`count` is what its heading says, `rows` what the page shows, `hidden` what is kept back."""

    count: int
    rows: int
    hidden: int

    @property
    def is_whole(self) -> bool:
        """Whether the page shows as many as there are, and are not kept back."""
        return self.rows == min(PAGE, self.count - self.hidden)


def numbers_on(client: Client, address: str) -> Iterator[Number]:
    """All of a page that lead to lists."""
    response = client.get(address)
    assert response.status_code == 200, address
    html = _UNREAD.sub(" ", response.content.decode())
    for link in _LINK.finditer(html):
        path, query, inner = link.groups()
        words = _words(inner)
        if path in LISTS and re.search(r"\d", words):
            around = _words(_around(html, link.start(), link.end()))
            found = (int(n.replace(",", "")) for n in re.findall(r"(?<![.\d])[\d,]*\d(?!\.?\d)", around))
            yield Number(f"{path}?{unescape(query)}", words, frozenset(found))


def _around(html: str, start: int, end: int) -> str:
    """The line, the paragraph or the item that a link stands in."""
    begun = [found.start() for found in _BEGINS.finditer(html, max(0, start - 6000), start)]
    ended = _ENDS.search(html, end)
    return html[begun[-1] if begun else start : ended.start() if ended else end]


def _words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def list_at(client: Client, address: str) -> List:
    response = client.get(address)
    assert response.status_code == 200, address
    context = response.context
    shown = context["records"] if "records" in context else context["rows"]
    said = _COUNT.search(response.content.decode())
    hidden = context["hidden"].number if "hidden" in context else 0
    count = int((said[1] or said[2]).replace(",", "")) if said else rows_of(client, address)
    return List(count, len(shown), hidden)


def rows_of(client: Client, address: str) -> int:
    """On all pages of a list."""
    path, total = address.partition("?")[0], 0
    while address:
        context = client.get(address).context
        total += len(context["rows"])
        following = context["page"].next_url
        address = path + following if following.startswith("?") else following
    return total
