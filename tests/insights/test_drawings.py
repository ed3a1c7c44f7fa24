"""Charts as pictures: what stands where, told apart without colour, and safe whatever the words are."""

from io import BytesIO

import pytest
from PIL import Image

from insights.rules.drawings import draw
from insights.rules.shapes import INK, Box, Dot, Paint, Stroke, Text
from insights.views.paints import rgb
from insights.views.pictures import in_words, png, svg

NEVER, LATE, IN_TIME = (Paint(f"--{name}-fill") for name in ("unacted", "waiting", "acted"))


def series(label, data, paint, pattern=""):
    texts = [f"{value} %" for value in data]
    return {"label": label, "data": data, "paint": paint, "pattern": pattern, "dash": False, "texts": texts}


def chart(kind="stacked", **changes):
    weeks = [["2", "Mar"], ["9", "Mar"], ["16", "Mar"]]
    return {
        "type": kind,
        "labels": weeks,
        "titles": [" ".join(week) for week in weeks],
        "series": [
            series("not acted on", [25, None, 50], NEVER.token),
            series("late", [25, None, 0], LATE.token, "hatched"),
            series("in time", [50, None, 50], IN_TIME.token, "dotted"),
        ],
        "lines": [{"value": 29, "label": "Reference: 29 %", "kind": "reference"}],
        "gaps": [],
        "small": [False, False, True],
        "unit": "%",
        "most": 100,
    } | changes


def boxes(drawing, paint):
    return [shape for shape in drawing.shapes if isinstance(shape, Box) and shape.paint == paint]


class TestDrawing:
    def test_stacks_the_bands_of_a_week_without_a_hole_between(self):
        drawing = draw(chart())
        never, late, in_time = (boxes(drawing, paint)[0] for paint in (NEVER, LATE, IN_TIME))
        assert round(never.y, 6) == round(late.y + late.height, 6)
        assert round(late.y, 6) == round(in_time.y + in_time.height, 6)
        assert round(in_time.height, 6) == round(2 * never.height, 6)

    def test_leaves_a_hole_where_there_is_nothing_and_makes_pale_what_is_of_few(self):
        drawing = draw(chart())
        assert len(boxes(drawing, NEVER)) == 2  # of the first week, and of the key
        assert len(boxes(drawing, Paint(NEVER.token, 0.4))) == 1

    def test_says_in_the_key_what_pale_and_hollow_mean_where_something_is(self):
        few = {"has_small": True, "words": {"key_small": "Pale: fewer than 20 to judge by"}}
        told = [shape.words for shape in draw(chart(**few)).shapes if isinstance(shape, Text)]
        assert "Pale: fewer than 20 to judge by" in told
        hollow = draw(chart("lines", **few)).shapes
        at = next(n for n, shape in enumerate(hollow) if getattr(shape, "words", "").startswith("Pale"))
        assert [type(shape) for shape in hollow[at - 2 : at]] == [Dot, Dot]

    def test_says_in_the_key_when_the_engine_stood_still_where_it_did(self):
        gaps = [{"from": 0.2, "to": 0.6, "length": "1 d 6 h"}]
        for kind in ("stacked", "lines"):
            drawn = draw(chart(kind, gaps=gaps, words={"key_gap": "the engine stood still"}))
            told = [shape.words for shape in drawn.shapes if isinstance(shape, Text)]
            assert {"1 d 6 h", "the engine stood still"} <= set(told)

    def test_tells_every_series_apart_without_colour(self):
        drawn = [type(shape) for shape in draw(chart()).shapes]
        plain = chart(series=[one | {"pattern": ""} for one in chart()["series"]])
        assert Dot in drawn
        assert drawn.count(Stroke) > [type(shape) for shape in draw(plain).shapes].count(Stroke)

    def test_draws_a_target_through_and_a_reference_dashed_each_with_its_words(self):
        lines = [
            {"value": 29, "label": "Reference: 29 %", "kind": "reference"},
            {"value": 28, "label": "Target: 28 %", "kind": "target"},
        ]
        shapes = draw(chart(lines=lines)).shapes
        dashes = [shape.dash for shape in shapes if isinstance(shape, Stroke) and shape.paint == Paint(INK)]
        assert dashes == [None, (6, 4)]
        told = {shape.words: shape.y for shape in shapes if isinstance(shape, Text)}
        assert told["Target: 28 %"] - told["Reference: 29 %"] > 11  # neither upon the other

    def test_on_a_narrow_one_writes_the_words_of_lines_into_the_key_and_their_numbers_beside_them(self):
        line = {"value": 29, "label": "Reference: 29 %", "text": "29 %", "kind": "reference"}
        shapes = draw(chart(lines=[line]), width=280).shapes
        told = {shape.words: shape for shape in shapes if isinstance(shape, Text)}
        axis = max(shape.y for shape in told.values() if shape.words == "Mar")
        assert told["29 %"].x > 200
        assert told["29 %"].y < axis < told["Reference: 29 %"].y
        at = shapes.index(told["Reference: 29 %"])
        assert shapes[at - 1].dash == (6, 4)

    def test_parts_the_words_of_the_key_where_they_are_longer_than_a_narrow_one(self):
        few = {
            "has_small": True,
            "words": {"key_small": "Pale: so few that nobody should judge by any of them"},
        }
        told = [shape for shape in draw(chart(**few, lines=[]), width=280).shapes if isinstance(shape, Text)]
        first, second = told[-2:]
        assert f"{first.words} {second.words}" == few["words"]["key_small"]
        assert (first.x, first.y < second.y <= 260) == (second.x, True)

    @pytest.mark.parametrize("width", [280, 600])
    def test_keeps_everything_within_the_picture(self, width):
        weeks = [[str(n), "Mar"] for n in range(52)]
        line = {"value": 29, "label": "Reference: 29 %", "text": "29 %", "kind": "reference"}
        data = [series("a very long name of a series " * 2, [n * 1000 for n in range(52)], NEVER.token)] * 3
        many = chart(
            "bars",
            labels=weeks,
            titles=weeks,
            series=data,
            small=[False] * 52,
            unit="",
            most=None,
            lines=[line],
        )
        drawing = draw(many, width=width, height=400)
        for shape in drawing.shapes:
            places = shape.points if isinstance(shape, Stroke) else [(shape.x, shape.y)]
            assert all(0 <= x <= drawing.width and 0 <= y <= drawing.height for x, y in places)
            if isinstance(shape, Text) and shape.anchor == "start":
                assert shape.x + len(shape.words) * shape.size * 0.5 <= drawing.width

    def test_of_nothing_at_all_has_an_axis(self):
        nothing = chart(
            "lines", series=[series("Median", [None] * 3, NEVER.token)], lines=[], unit="h", most=None
        )
        assert "4 h" in {shape.words for shape in draw(nothing).shapes if isinstance(shape, Text)}


class TestPicture:
    def test_has_the_colours_of_the_tokens_where_the_bars_are(self):
        drawing = draw(chart())
        bar = boxes(drawing, NEVER)[0]
        picture = Image.open(BytesIO(png(drawing))).convert("RGB")
        assert picture.size == (1800, 780)
        middle = (round(3 * (bar.x + bar.width / 2)), round(3 * (bar.y + bar.height * 0.7)))
        assert picture.getpixel(middle) == rgb(NEVER)
        red, green, blue = rgb(NEVER)
        assert red > 150 > 100 > green > blue - 40

    def test_of_the_same_chart_is_the_same(self):
        assert png(draw(chart())) == png(draw(chart()))

    def test_on_paper_shows_hostile_words_as_words(self):
        hostile = chart()
        hostile["series"][0]["label"] = '"><script>alert(1)</script>'
        element = svg(draw(hostile), 'in "words" <b>')
        assert "<script" not in element
        assert "<b>" not in element
        assert "&lt;script&gt;" in element

    def test_is_told_in_words(self):
        said = in_words(chart())
        assert said.startswith("not acted on. 2 Mar: 25 %;")
        assert said.endswith("Reference: 29 %.")
