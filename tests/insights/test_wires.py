"""The lines of the value chain: each leads from a point to one that depends on it, round the cards between."""

import re
from itertools import pairwise

from insights.rules.wires import CELL, CORRIDOR, MARGIN, wires

UP, DOWN, OTHER, FAR = 1, 2, 3, 4


def spots(line):
    """Its beginning, its corners, as if they were sharp, and its end."""
    pairs = re.findall(r"([MLQ])(-?[\d.]+) (-?[\d.]+)", line)
    return [
        (float(x), float(y)) for at, (kind, x, y) in enumerate(pairs) if kind != "L" or at == len(pairs) - 1
    ]


def cards_that_are_crossed(line, places):
    """Those whose inside a straight piece of the line touches."""
    crossed = set()
    for (x, y), (to_x, to_y) in pairwise(spots(line)):
        for card, (column, row) in places.items():
            left, right = column * CELL + MARGIN + 0.1, (column + 1) * CELL - MARGIN - 0.1
            top, bottom = row * CELL + CORRIDOR / 2, (row + 1) * CELL - CORRIDOR / 2
            beside = max(x, to_x) < left or min(x, to_x) > right
            if not beside and not (max(y, to_y) < top or min(y, to_y) > bottom):
                crossed.add(card)
    return crossed


def test_a_line_leaves_on_the_right_and_ends_in_a_dot_on_the_left_of_what_depends_on_it():
    [wire] = wires({UP: (0, 0), DOWN: (1, 1)}, [(DOWN, UP)])
    assert spots(wire.line)[0] == (CELL - MARGIN, 50)
    assert spots(wire.line)[-1] == (CELL + MARGIN, 150)
    assert wire.dot == "M109 150h0"
    assert (wire.upstream, wire.point) == (UP, DOWN)


def test_neighbours_in_the_same_row_are_joined_straight():
    [wire] = wires({UP: (0, 0), DOWN: (1, 0)}, [(DOWN, UP)])
    assert wire.line == "M91 50L109 50"


def test_no_line_passes_behind_a_card_however_far_it_leads():
    places = {column * 10 + row: (column, row) for column in range(6) for row in range(4)}
    edges = [(point, upstream) for point in places for upstream in places if point != upstream]
    for wire in wires(places, edges):
        assert cards_that_are_crossed(wire.line, places) == set(), (wire.upstream, wire.point)


def test_a_point_of_the_same_stage_is_reached_round_the_right():
    [wire] = wires({UP: (0, 0), DOWN: (0, 2)}, [(DOWN, UP)])
    assert spots(wire.line)[0] == (CELL - MARGIN, 50)
    assert spots(wire.line)[-1] == (CELL - MARGIN, 250)


def test_lines_of_different_cards_have_lanes_of_their_own():
    places = {UP: (0, 0), OTHER: (0, 1), DOWN: (1, 2), FAR: (2, 0)}
    drawn = wires(places, [(DOWN, UP), (DOWN, OTHER), (FAR, UP), (FAR, OTHER)])
    lanes = {}
    for wire in drawn:
        across = [x for (x, y), (to_x, to_y) in pairwise(spots(wire.line)) if x == to_x and y != to_y]
        lanes.setdefault(wire.upstream, set()).add(across[0])
    assert all(len(found) == 1 for found in lanes.values())
    assert lanes[UP] != lanes[OTHER]


def test_an_end_that_is_not_shown_has_no_line_and_the_same_edge_twice_is_one():
    assert wires({UP: (0, 0)}, [(DOWN, UP)]) == []
    assert len(wires({UP: (0, 0), DOWN: (1, 0)}, [(DOWN, UP), (DOWN, UP)])) == 1
