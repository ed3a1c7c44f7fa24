"""Words beside one, and beside a thousand: in both languages, and grouped as the reader groups digits."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.translation import override

from insights.commands.keeping import keep_current
from insights.rules.bands import Bands
from insights.rules.contribution import Contributed, contribution
from insights.rules.figures import Answers, Figures, Passing, Prevention
from insights.rules.periods import Against
from insights.views.beside import Compared, number
from insights.views.links import Links
from insights.views.statements import linked
from people.templatetags.times import since_then
from tests.cast import DAY, REPORTED
from tests.insights.opening import words

MANY = Bands(in_time=1103, late=1030, never=2001, declined=1586, maturing=1200)


def text(html: str) -> str:
    return " ".join(strip_tags(html).split())


def compared(*, now: float, before: float | None, weeks: int = 1) -> Compared:
    return Compared(now, before, number, weeks, Against.BEFORE)


class TestOneWeek:
    @pytest.mark.parametrize(
        ("language", "said"),
        [
            (
                "en-gb",
                ["▲ 2 worse than the week before", "▲ 2 more than a week ago", "▼ 2 fewer than a week ago"],
            ),
            (
                "de",
                [
                    "▲ 2 schlechter als in der Woche davor",
                    "▲ 2 mehr als vor einer Woche",
                    "▼ 2 weniger als vor einer Woche",
                ],
            ),
        ],
    )
    def test_is_compared_with_one(self, language, said):
        more, fewer = compared(now=5, before=3), compared(now=3, before=5)
        with override(language):
            assert [more.delta, more.growth, fewer.growth] == said

    @pytest.mark.parametrize(
        ("language", "said"),
        [
            (
                "en-gb",
                ["As in the week before.", "As many as a week ago.", "Nothing was counted a week ago."],
            ),
            (
                "de",
                [
                    "Wie in der Woche davor.",
                    "So viele wie vor einer Woche.",
                    "Vor einer Woche wurde nichts gezählt.",
                ],
            ),
        ],
    )
    def test_that_is_no_other_is_named_as_one(self, language, said):
        same, none = compared(now=3, before=3), compared(now=3, before=None)
        with override(language):
            assert [same.note, same.sameness, none.sameness] == said

    def test_stays_many_where_there_are(self):
        assert compared(now=5, before=3, weeks=12).delta == "▲ 2 worse than the 12 weeks before"

    @pytest.mark.parametrize(("language", "wrong"), [("en", "1 weeks"), ("de", "1 Wochen")])
    @pytest.mark.parametrize("path", ["/overview/", "/overview/cost/", "/departments/"])
    def test_is_said_so_on_the_pages(self, company, signed_in, at, language, wrong, path):
        company.executive.language = language
        company.executive.save()
        for back in (1, 8):
            company.report(now=REPORTED + 30 * DAY - back * DAY)
        keep_current(now=REPORTED + 30 * DAY)
        assert wrong not in words(signed_in(company.executive).get(path, {"weeks": "1"}))


class TestDurations:
    @pytest.mark.parametrize(
        ("ago", "german", "english"),
        [
            (timedelta(seconds=20), "vor weniger als einer Minute", "less than a minute ago"),
            (timedelta(), "vor weniger als einer Minute", "less than a minute ago"),
            (timedelta(minutes=3), "vor 3 min", "3 min ago"),
            (timedelta(days=2), "vor 2 Tg", "2 d ago"),
        ],
    )
    def test_since_then_stand_in_the_case_that_the_language_asks_for(self, ago, german, english):
        assert since_then(REPORTED - ago, REPORTED) == english
        with override("de"):
            assert since_then(REPORTED - ago, REPORTED) == german


class TestThousands:
    def test_stand_grouped_in_what_became_of_it(self):
        urls = dict.fromkeys(
            (*(band for band in ("in_time", "late", "never", "declined", "maturing")), "judged", "reported"),
            "#",
        )
        said = text(render_to_string("insights/_became.html", {"bands": MANY, "urls": urls, "reference": 29}))
        for shown in (
            "1,103 in time",
            "1,030 late",
            "2,001 not acted on",
            "1,586 declined",
            "1,200 still maturing",
        ):
            assert shown in said

    def test_stand_grouped_in_statements_and_lead_on(self):
        [[_, acted, *_], *_] = linked(contribution(Contributed(Figures(bands=MANY))), Links(), "delivery")
        assert text(acted).startswith("1,103 of the 4,134 whose time to act is over")
        assert acted.count("<a href=") == 2


class TestOneOfAStatement:
    @pytest.mark.parametrize(
        ("figures", "said"),
        [
            (
                Figures(answers=Answers(asked=1, yes=1)),
                "One reporter was asked whether it is fixed, and said yes.",
            ),
            (
                Figures(answers=Answers(asked=3, yes=1)),
                "asked 3 times whether it is fixed. They said yes once.",
            ),
            (
                Figures(prevention=Prevention(completed=1, preventive=1)),
                "One action was completed; it prevents",
            ),
            (
                Figures(prevention=Prevention(completed=3, preventive=1)),
                "Of 3 completed actions, 1 prevents",
            ),
            (
                Figures(passing=Passing(received=1, passed=1)),
                "an issue in hand once, and passed it on without acting.",
            ),
            (
                Figures(passing=Passing(received=3, passed=1)),
                "3 times. Once it passed one on without acting.",
            ),
            (
                Figures(bands=Bands(in_time=1, never=3)),
                "1 of the 4 whose time to act is over was acted on in time",
            ),
        ],
    )
    def test_is_said_as_one(self, figures, said):
        told = " ".join(str(one) for point in contribution(Contributed(figures)) for one in point)
        assert said in told
