"""Working hours in words: what is understood, and what is said to what is not."""

import pytest

from inflection_points.rules.calendars import InvalidSpan, Span
from inflection_points.rules.weeks import parse_spans, write_spans, write_week

WEDNESDAY = 2


class TestReading:
    @pytest.mark.parametrize(
        "text",
        [
            "09:00–12:30, 13:30–17:00",
            "9:00-12:30,13:30-17:00",
            " 9.00 - 12.30 ; 13.30 - 17.00 ",
            "0900-1230 and 1330-1700",
            "9h-12h30 & 13h30-17h",
            "from 9 to 12:30, 13:30 until 17",
            "9–12:30 13:30–17",
            "9am-12:30pm, 1:30-5pm",
            "13:30–17:00, 09:00–12:30",
        ],
    )
    def test_takes_spans_as_people_write_them(self, text):
        assert write_spans(parse_spans(text)) == "09:00–12:30, 13:30–17:00"

    @pytest.mark.parametrize("text", ["", "  ", "closed", "-", "none"])
    def test_takes_a_day_without_work(self, text):
        assert parse_spans(text) == ()

    @pytest.mark.parametrize("text", ["all day", "24h", "00:00–24:00", "0-24", "midnight to midnight"])
    def test_takes_a_whole_day(self, text):
        assert parse_spans(text) == (Span(0, 1440),)

    def test_takes_midnight_as_the_end_of_the_day(self):
        assert parse_spans("22:00–00:00") == (Span(1320, 1440),)

    def test_lets_spans_touch(self):
        assert parse_spans("9-12, 12-17") == (Span(540, 720), Span(720, 1020))

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("22:00–06:00", "past midnight, write 22:00–24:00 here and 00:00–06:00 on Thursday"),
            ("17-9", "if not, write 09:00–17:00"),
            ("9-13, 12-17", "09:00–13:00 and 12:00–17:00 overlap. Write 09:00–17:00"),
            ("9-9", "ends when it begins"),
            ("mornings", "“mornings” is not a span of time. Write from–until"),
            ("9-25", "“25” is not a time of day: it goes from 00:00 to 24:00"),
            ("9:00-9:75", "“9:75” is not a time of day"),
            ("9-24:30", "“24:30” is not a time of day"),
            ("13pm-5pm", "an hour from 1 to 12"),
            ("9-12-15", "is not a span of time"),
            ("nine-five", "“nine” in “nine-five” is not a time of day"),
        ],
    )
    def test_says_how_to_write_what_was_meant(self, text, sentence):
        with pytest.raises(InvalidSpan) as refused:
            parse_spans(text, WEDNESDAY)
        assert sentence in str(refused.value)

    def test_says_monday_after_sunday(self):
        with pytest.raises(InvalidSpan, match="on Monday"):
            parse_spans("22-6", 6)


class TestWriting:
    def test_puts_days_alike_together(self):
        full, half = parse_spans("9-17"), parse_spans("9-12")
        assert (
            write_week([full] * 4 + [half, (), half])
            == "Mon–Thu 09:00–17:00; Fri 09:00–12:00; Sun 09:00–12:00"
        )

    def test_has_words_for_always_and_never(self):
        assert write_week([parse_spans("0-12, 12-24")] * 7) == "round the clock"
        assert write_week([()] * 7) == "no working hours"
