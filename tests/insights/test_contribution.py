"""The contribution statement says what the figures bear out, and no more."""

from datetime import timedelta

from insights.rules.bands import Bands
from insights.rules.contribution import Contributed, contribution
from insights.rules.figures import Answers, Figures, Passing, Prevention, Recurrence
from insights.rules.reporting import Blocked


def said(figures: Figures | None = None, **more: object) -> str:
    sentences = contribution(Contributed(figures or Figures(), **more))  # type: ignore[arg-type]
    return " ".join(str(sentence) for point in sentences for sentence in point)


def acted(in_time: int, never: int, **more: int) -> Figures:
    return Figures(bands=Bands(in_time=in_time, never=never, **more))


class TestWhatCameIn:
    def test_silence_is_not_praised(self):
        assert said() == (
            "No problems were reported at its points in this time. Silence is not health: nobody may have had the "
            "means to report."
        )

    def test_of_a_young_cohort_says_that_there_is_nothing_to_judge(self):
        assert said(acted(0, 0, maturing=5)) == (
            "5 problems were reported at its points. None of them has had its time to act yet, so there is nothing "
            "to judge."
        )


class TestActing:
    def test_is_told_with_its_interval(self):
        # Wilson, of 80 in 100: 71.1 to 86.7.
        assert (
            "80 of the 100 whose time to act is over were acted on in time: 80 %, and with 95 % confidence between "
            "71 and 87 %."
        ) in said(acted(80, 20))

    def test_of_fewer_than_twenty_is_not_judged(self):
        told = said(acted(19, 0), target=50)
        assert "19 of the 19 whose time to act is over were acted on in time: too few to judge." in told
        assert "target" not in told

    def test_keeps_the_target_only_when_the_whole_interval_does(self):
        assert "That keeps the company's target of 71 %." in said(acted(80, 20), target=71)
        assert "Whether that keeps the target of 72 % cannot be told yet." in said(acted(80, 20), target=72)
        assert "Whether that keeps the target of 86 % cannot be told yet." in said(acted(80, 20), target=86)
        assert "That misses the company's target of 87 %." in said(acted(80, 20), target=87)

    def test_without_a_target_is_compared_with_none(self):
        assert "target" not in said(acted(80, 20))

    def test_says_how_many_were_left(self):
        assert "20 of those were left: nobody acted on them." in said(acted(80, 20))
        assert "One of those was left: nobody acted on it." in said(acted(80, 1))
        assert "None of those was left without an act." in said(acted(80, 0))


class TestWhatElse:
    def test_tells_of_fixes_that_reporters_confirmed_and_of_those_that_did_not_last(self):
        figures = Figures(answers=Answers(12, 9), recurrence_90=Recurrence(10, 3, 5, 0))
        assert "Reporters were asked 12 times whether it is fixed, and said yes 9 times." in said(figures)
        assert (
            "Of 15 fixes old enough to judge, 3 did not last: the same was seen again within 90 days."
        ) in said(figures)

    def test_tells_of_prevention(self):
        assert "Of 9 completed actions, 2 prevent problems before customers meet them." in said(
            Figures(prevention=Prevention(9, 2))
        )
        assert "9 actions were completed, none of them preventive." in said(
            Figures(prevention=Prevention(9, 0))
        )

    def test_tells_what_it_passed_on_and_got_back(self):
        told = said(Figures(passing=Passing(30, 6, 2)))
        assert "It had an issue in hand 30 times, and passed it on without acting 6 times." in told
        assert "2 times an issue came back that it had had before." in told

    def test_tells_what_began_there_and_which_promises_it_held_up(self):
        blocked = Blocked(promises=3, held=timedelta(hours=10), time=timedelta(hours=40))
        told = said(felt_elsewhere=4, blocked=blocked)
        assert "4 problems that customers met at other departments' points began here." in told
        assert (
            "3 promises to customers were missed while it had the issue: 25 % of all the time that missed promises "
            "had."
        ) in told

    def test_says_nothing_of_what_did_not_happen(self):
        told = said(acted(80, 20))
        for word in ("promise", "began here", "completed", "came back", "fixes"):
            assert word not in told
