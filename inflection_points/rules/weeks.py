"""Working hours as people write them: "09:00–12:30, 13:30–17:00" and back."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Final

from inflection_points.rules.calendars import MINUTES_A_DAY, InvalidSpan, Span
from people.rules.words import Words, say

WEEKDAYS: Final = (
    say("Monday"),
    say("Tuesday"),
    say("Wednesday"),
    say("Thursday"),
    say("Friday"),
    say("Saturday"),
    say("Sunday"),
)
SHORT_WEEKDAYS: Final = (
    say("Mon"),
    say("Tue"),
    say("Wed"),
    say("Thu"),
    say("Fri"),
    say("Sat"),
    say("Sun"),
)
Week = Sequence[Sequence[Span]]

# What people write, in any of the languages offered, whichever of them they read.
_CLOSED: Final = frozenset(
    {"", "-", "–", "—", "closed", "none", "off", "free", "no", "nobody"}
    | {"geschlossen", "zu", "frei", "niemand"}
)
_ALL_DAY: Final = frozenset(
    {"all day", "always", "24h", "24 h", "24 hours", "24/7", "round the clock", "open"}
    | {"ganztags", "ganztägig", "immer", "24 stunden", "rund um die uhr", "durchgehend"}
)
_AND: Final = re.compile(r"[,;/+&\n]|\b(?:and|und)\b")
_NEXT: Final = re.compile(r"(?<=\d)\s+(?=\d{1,2}(?:[:.h]?\d{2})?\s*[-–—])")  # "9–12 13–17"
_UNTIL: Final = re.compile(r"\s*(?:[-–—−~]|\bto\b|\buntil\b|\btill\b|\bbis\b)\s*")
_CLOCK: Final = re.compile(
    r"(?P<hour>\d{1,2})(?:\s*[:.h]?\s*(?P<minute>\d{2}))?\s*(?:h|uhr|o'clock)?\s*(?P<half>[ap]\.?m\.?)?"
)
_SHOW: Final = say(
    "Write from–until, such as 09:00–12:30, 13:30–17:00; leave the day empty when nobody works."
)


def parse_spans(text: str, weekday: int = 0) -> tuple[Span, ...]:
    """The spans that somebody wrote for one weekday (0 is Monday), in order.

    Raises `InvalidSpan` with a sentence that says how to write what was meant.
    """
    words = " ".join(text.lower().split())
    if words in _CLOSED:
        return ()
    if words in _ALL_DAY:
        return (Span(0, MINUTES_A_DAY),)
    parts = [
        part.strip(" .").removeprefix("from ").removeprefix("von ")
        for part in _AND.split(_NEXT.sub(", ", words))
    ]
    spans = sorted(_span(part, weekday) for part in parts if part)
    for earlier, later in pairwise(spans):
        if later.start < earlier.end:
            both = Span(min(earlier.start, later.start), max(earlier.end, later.end))
            raise _refused(
                say(
                    "%(one)s and %(other)s overlap. Write %(both)s, or leave a gap between them.",
                    one=write(earlier),
                    other=write(later),
                    both=write(both),
                )
            )
    return tuple(spans)


def _span(text: str, weekday: int) -> Span:
    ends = _UNTIL.split(text)
    if len(ends) != 2 or not all(ends):
        raise _refused(say("“%(text)s” is not a span of time. %(show)s", text=text, show=_SHOW))
    start, end = (_minutes(one, text) for one in _with_same_half(*ends))
    if end == 0:
        end = MINUTES_A_DAY  # until midnight
    if start == end:
        raise _refused(say("“%(text)s” ends when it begins. For a whole day write 00:00–24:00.", text=text))
    if start > end:
        raise _refused(
            say(
                "“%(text)s” ends before it begins. If it goes on past midnight, write %(start)s–24:00 here and "
                "00:00–%(end)s on %(tomorrow)s; if not, write %(end)s–%(start)s.",
                text=text,
                start=_clock(start),
                end=_clock(end),
                tomorrow=WEEKDAYS[(weekday + 1) % 7],
            )
        )
    return Span(start, end)


def _refused(sentence: Words) -> InvalidSpan:
    return InvalidSpan(str(sentence))


def _with_same_half(start: str, end: str) -> tuple[str, str]:
    """“1–5 pm” means from 1 pm, “9–5 pm” from 9 in the morning."""
    half = re.search(r"[ap]\.?m\.?$", end)
    if half is None or re.search(r"m\.?$", start):
        return start, end
    first, last = (re.match(r"\d{1,2}", one) for one in (start, end))
    hours = [int(one.group()) % 12 for one in (first, last) if one]
    return (f"{start} {half.group() if hours == sorted(hours) else 'am'}"), end


def _minutes(text: str, whole: str) -> int:
    if text in {"noon", "midday", "mittag", "mittags"}:
        return MINUTES_A_DAY // 2
    if text in {"midnight", "mitternacht"}:
        return 0
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise _refused(
            say(
                "“%(text)s” in “%(whole)s” is not a time of day. %(show)s", text=text, whole=whole, show=_SHOW
            )
        )
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            raise _refused(
                say(
                    "“%(text)s” is not a time of day: before am and pm comes an hour from 1 to 12.", text=text
                )
            )
        hour = hour % 12 + (12 if found["half"].startswith("p") else 0)
    if minute > 59 or hour * 60 + minute > MINUTES_A_DAY:
        raise _refused(say("“%(text)s” is not a time of day: it goes from 00:00 to 24:00.", text=text))
    return hour * 60 + minute


def write_spans(spans: Sequence[Span]) -> str:
    """As one writes it: "09:00–12:30, 13:30–17:00"; empty when nobody works."""
    return ", ".join(write(span) for span in sorted(spans))


def write(span: Span) -> str:
    """One span: "09:00–12:30"."""
    return f"{_clock(span.start)}–{_clock(span.end)}"


def write_week(week: Week) -> str:
    """A week in one line: "Mon–Thu 09:00–17:00, Fri 09:00–15:00"."""
    if not any(week):
        return str(say("no working hours"))
    if all(sum(span.minutes for span in day) == MINUTES_A_DAY for day in week):
        return str(say("round the clock"))
    return "; ".join(_alike(week))


def _alike(week: Week) -> Iterator[str]:
    """Days in a row with the same hours together."""
    for hours, days in groupby(range(7), key=lambda day: write_spans(week[day])):
        first, *others = (SHORT_WEEKDAYS[day] for day in days)
        if hours:
            yield f"{first}{f'–{others[-1]}' if others else ''} {hours}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
