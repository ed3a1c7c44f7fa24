"""Sentences of the rules: values until somebody reads them, then in that person's language."""

from datetime import date

import pytest
from django.utils import translation

from issues.rules.refusals import IssueClosed, WaitTooLong
from people.rules.kept import kept, reread
from people.rules.refusals import Refusal
from people.rules.words import english_of, listed, say, say_many


class TestSaying:
    def test_speaks_the_language_of_whoever_reads(self):
        refusal = IssueClosed()
        assert str(refusal) == "This issue is closed. Reopen it first if it is not fixed."
        with translation.override("de"):
            assert str(refusal).startswith("Dieses Problem ist geschlossen.")

    def test_counts_as_the_language_does(self):
        one, two = (say_many("%(count)s day", "%(count)s days", n) for n in (1, 2))
        assert (str(one), str(two)) == ("1 day", "2 days")
        with translation.override("de"):
            assert (str(one), str(two)) == ("1 Tag", "2 Tage")

    def test_fills_in_words_and_days_as_the_reader_writes_them(self):
        words = say("The holidays of “%(calendar)s” end on %(day)s: every later one would count as a working day.",
                    calendar="Office", day=date(2026, 3, 5))  # fmt: skip
        assert "“Office” end on 5 Mar 2026" in str(words)
        with translation.override("de"):
            assert "5. Mär 2026" in str(words)

    def test_is_a_value(self):
        assert say("a %(b)s", b=1) == say("a %(b)s", b=1)
        assert not isinstance(say("a"), str)

    def test_lists_as_the_language_does(self):
        with translation.override("de"):
            assert listed(["Anna", "Ben", "Cleo"]) == "Anna, Ben und Cleo"
        assert listed([]) == ""


class TestKeeping:
    def test_is_in_english_whoever_reads_when_it_is_written(self):
        with translation.override("de"):
            assert english_of(WaitTooLong()).startswith("A wait lasts five working days at most.")
            assert english_of(Refusal(say("%(a)s", a=say("accept")))) == "accept"

    def test_is_said_anew_for_whoever_reads_it(self):
        left = kept(say("%(person)s has left")).of(person="Anna Berg")
        assert left == "Anna Berg has left"
        with translation.override("de"):
            assert reread(left) == "Anna Berg ist nicht mehr da"
            assert reread("it was taken back") == "es wurde zurückgenommen"

    @pytest.mark.parametrize(
        "typed",
        [
            *("The driver has left the van open.", "", "100 % (sic) %s", "Late", "Done", "Close"),
        ],
    )
    def test_leaves_what_people_wrote(self, typed):
        with translation.override("de"):
            assert reread(typed) == typed

    @pytest.mark.parametrize("times", [40, 440, 4400])
    def test_ends_however_often_a_sentence_stands_in_itself(self, times):
        with translation.override("de"):
            assert reread("x" + " has left" * times).startswith("x has left has left")

    def test_of_one_sentence_touches_no_other_and_no_value(self):
        same = kept(say("It tells the same problem as #%(issue)s."))
        with translation.override("de"):
            assert same.reread("It tells the same problem as #7.").endswith("#7.")
            assert same.reread("It tells the same problem as #7.") != "It tells the same problem as #7."
            assert same.reread("it was taken back") == "it was taken back"
