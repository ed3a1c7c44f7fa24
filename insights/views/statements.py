"""The sentences about a department, with a link from every number to the list of what it counts."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from insights.querysets.records import Recorded
from insights.rules.bands import Band
from insights.rules.behind import Behind
from insights.rules.contribution import Counted, Sentence
from insights.views.links import Links
from insights.views.measures import Lead, behind, records, turns
from people.templatetags.counts import grouped

_LISTS: Final[dict[Counted, Lead]] = {
    Counted.REPORTED: behind(Behind.REPORTED),
    Counted.IN_TIME: behind(Band.IN_TIME),
    Counted.JUDGED: behind(Behind.JUDGED),
    Counted.NEVER: behind(Band.NEVER),
    Counted.ASKED: behind(Behind.ASKED),
    Counted.SAID_YES: behind(Behind.SAID_YES),
    Counted.FIXES_30: records(Recorded.FIXES_30),
    Counted.AGAIN_30: records(Recorded.AGAIN_30),
    Counted.FIXES_90: records(Recorded.FIXES_90),
    Counted.AGAIN_90: records(Recorded.AGAIN_90),
    Counted.DONE: records(Recorded.DONE),
    Counted.PREVENTIVE: records(Recorded.PREVENTIVE),
    Counted.RECEIVED: turns(Recorded.RECEIVED),
    Counted.PASSED: turns(Recorded.PASSED),
    Counted.RETURNED: turns(Recorded.RETURNED),
    Counted.FELT_ELSEWHERE: lambda links, slug: links.behind(
        Behind.FELT_ELSEWHERE, department="", began_in=slug
    ),
    Counted.BLOCKED: turns(Recorded.BLOCKED),
}


def linked(statement: Iterable[Iterable[Sentence]], links: Links, slug: str) -> list[list[SafeString]]:
    """The same for people to read, of the department with this short name."""
    return [[_linked(sentence, links, slug) for sentence in point] for point in statement]


def _linked(sentence: Sentence, links: Links, slug: str) -> SafeString:
    values: dict[str, Any] = dict(sentence.words.values)
    counts = {
        name: what for name, what in sentence.counts.items() if values.get(name, 1)
    }  # of none there is no list
    marks = {name: f"\x02{name}\x03" for name in counts}
    words = str(replace(sentence.words, values=tuple((values | marks).items())))
    said: SafeString = conditional_escape(words.replace(" %", "\u202f%"))  # no line ends between the two
    for name, what in counts.items():
        address, mark = _LISTS[what](links, slug), marks[name]
        if mark not in said:
            return format_html('<a href="{}">{}</a>', address, said)
        link = format_html('<a href="{}">{}</a>', address, grouped(values[name]))
        said = mark_safe(said.replace(mark, link))  # noqa: S308  each part was escaped
    return said
