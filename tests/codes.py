"""Reading a QR code back, without the library that drew it: ISO/IEC 18004 for a clean drawing, versions 1 to 6.

No error is corrected: whatever is painted wrongly gives another text, or none.
"""

import re
from collections.abc import Callable, Iterator
from itertools import chain, zip_longest
from typing import Final

Matrix = list[list[bool]]

# Version and level: how many data codewords each block has, and how many for correction follow.
_BLOCKS: Final[dict[tuple[int, str], tuple[list[int], int]]] = {
    (1, "M"): ([16], 10),
    (1, "Q"): ([13], 13),
    (1, "H"): ([9], 17),
    (2, "M"): ([28], 16),
    (2, "Q"): ([22], 22),
    (2, "H"): ([16], 28),
    (3, "M"): ([44], 26),
    (3, "Q"): ([17] * 2, 18),
    (3, "H"): ([13] * 2, 22),
    (4, "M"): ([32] * 2, 18),
    (4, "Q"): ([24] * 2, 26),
    (4, "H"): ([9] * 4, 16),
    (5, "M"): ([43] * 2, 24),
    (5, "Q"): ([15] * 2 + [16] * 2, 18),
    (5, "H"): ([11] * 2 + [12] * 2, 22),
    (6, "M"): ([27] * 4, 16),
    (6, "Q"): ([19] * 4, 24),
    (6, "H"): ([15] * 4, 28),
}
_LEVELS: Final = {0b00: "M", 0b11: "Q", 0b10: "H"}
_MASKS: Final[list[Callable[[int, int], bool]]] = [
    lambda y, x: (y + x) % 2 == 0,
    lambda y, _x: y % 2 == 0,
    lambda _y, x: x % 3 == 0,
    lambda y, x: (y + x) % 3 == 0,
    lambda y, x: (y // 2 + x // 3) % 2 == 0,
    lambda y, x: y * x % 2 + y * x % 3 == 0,
    lambda y, x: (y * x % 2 + y * x % 3) % 2 == 0,
    lambda y, x: ((y + x) % 2 + y * x % 3) % 2 == 0,
]


def painted(svg: str) -> Matrix:
    """The modules that the dark path of an SVG fills, without the quiet zone around them."""
    [(wide, path)] = re.findall(
        r'width="(\d+)" height="\d+" role="img"[^>]*>.*?fill="black" d="([^"]*)"', svg, re.DOTALL
    )
    size = int(wide)
    dark = [[False] * size for _ in range(size)]
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path):
        for at in range(int(x), int(x) + int(length)):
            dark[int(y)][at] = True
    return without_quiet_zone(dark)


def without_quiet_zone(dark: Matrix) -> Matrix:
    """What lies within four modules of white on each side. Fails where these are not white."""
    edge = [*dark[:4], *dark[-4:], *([*row[:4], *row[-4:]] for row in dark)]
    assert not any(chain.from_iterable(edge)), "the quiet zone is not white"
    return [row[4:-4] for row in dark[4:-4]]


def read_code(dark: Matrix) -> str:
    """The text in the code."""
    size = len(dark)
    version = (size - 17) // 4
    row = [dark[8][x] for x in (0, 1, 2, 3, 4, 5, 7, 8)] + [dark[y][8] for y in (7, 5, 4, 3, 2, 1, 0)]
    told = int("".join("01"[bit] for bit in row), 2) ^ 0b101010000010010
    level, mask = _LEVELS[told >> 13], _MASKS[told >> 10 & 7]
    bits = (dark[y][x] != mask(y, x) for y, x in _way(size) if not _is_furniture(y, x, size, version))
    words = [int("".join("01"[bit] for bit in eight), 2) for eight in zip(*[bits] * 8, strict=False)]
    return _text(_in_order(words, *_BLOCKS[version, level]))


def _way(size: int) -> Iterator[tuple[int, int]]:
    """Two columns at a time from the right, up and down; the column of the timing pattern is left out."""
    columns = [x for x in range(size - 1, -1, -1) if x != 6]
    for turn, right in enumerate(columns[::2]):
        for y in range(size) if turn % 2 else range(size - 1, -1, -1):
            yield y, right
            yield y, columns[turn * 2 + 1]


def _is_furniture(y: int, x: int, size: int, version: int) -> bool:
    corner = (y < 9 and x < 9) or (y < 9 and x >= size - 8) or (y >= size - 8 and x < 9)
    middle = size - 7
    aligning = version > 1 and abs(y - middle) <= 2 and abs(x - middle) <= 2
    return corner or aligning or 6 in {y, x}


def _in_order(words: list[int], lengths: list[int], correcting: int) -> list[int]:
    """The data codewords, which lie block by block in turns."""
    assert len(words) == sum(lengths) + correcting * len(lengths)
    turns = zip_longest(*([number] * length for number, length in enumerate(lengths)))
    blocks: list[list[int]] = [[] for _ in lengths]
    for number, word in zip([n for turn in turns for n in turn if n is not None], words, strict=False):
        blocks[number].append(word)
    return list(chain.from_iterable(blocks))


def _text(words: list[int]) -> str:
    bits = "".join(f"{word:08b}" for word in words)
    assert bits[:4] == "0100", "not in byte mode"
    length = int(bits[4:12], 2)
    return bytes(int(bits[at : at + 8], 2) for at in range(12, 12 + 8 * length, 8)).decode()
