"""What a department contributed to the customer's experience, in plain sentences that its figures support.

No praise and no blame that the interval does not bear out: where a share may as well lie on either side of the target,
or is of fewer than 20, the sentence says that it cannot be told.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, auto

from insights.rules.figures import Figures
from insights.rules.reporting import Blocked
from insights.rules.shares import Share
from people.rules.words import Words, say, say_many


@dataclass(frozen=True, slots=True)
class Contributed:
    """What the sentences are made of. `target` is the company's action rate in percent, None without one.

    `is_part`: a stage, a point or a severity narrows it down.
    """

    figures: Figures
    felt_elsewhere: int = 0
    blocked: Blocked = field(default_factory=Blocked)
    target: int | None = None
    is_part: bool = False


class Counted(StrEnum):
    """What a number of the statement counts, so that it can lead there."""

    REPORTED = auto()
    IN_TIME = auto()
    JUDGED = auto()
    NEVER = auto()
    ASKED = auto()
    SAID_YES = auto()
    FIXES_30 = auto()
    AGAIN_30 = auto()
    FIXES_90 = auto()
    AGAIN_90 = auto()
    DONE = auto()
    PREVENTIVE = auto()
    RECEIVED = auto()
    PASSED = auto()
    RETURNED = auto()
    FELT_ELSEWHERE = auto()
    BLOCKED = auto()


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said, and which of its values count what. A value that is not among those of the words, or not written in
    them, is the one that the whole sentence says in words: "One problem was reported"; such a sentence counts nothing else.
    """

    words: Words
    counts: Mapping[str, Counted] = field(default_factory=dict)

    def __str__(self) -> str:
        return str(self.words)


def contribution(of: Contributed) -> list[list[Sentence]]:
    """The statement, a few sentences to a point: what was acted on, fixed, prevented, passed on, felt elsewhere."""
    points = (
        [*_reported(of), *_acted(of), *_left(of)],
        _fixed(of),
        _prevented(of),
        _passed(of),
        _caused(of),
        _blocked(of),
    )
    return [point for point in points if point]


def _reported(of: Contributed) -> list[Sentence]:
    bands = of.figures.bands
    if not bands.reported and of.is_part:
        return [_told(say("Of what is asked for here nothing was reported at its points in this time."))]
    if not bands.reported:
        silence = say(
            "No problems were reported at its points in this time. Silence is not health: nobody may have had "
            "the means to report."
        )
        return [_told(silence)]
    told = say_many(
        "One problem was reported at its points.",
        "%(count)s problems were reported at its points.",
        bands.reported,
    )
    reported = _told(told, count=Counted.REPORTED)
    if bands.matured:
        return [reported]
    return [reported, _told(say("None of them has had its time to act yet, so there is nothing to judge."))]


def _acted(of: Contributed) -> list[Sentence]:
    share = of.figures.bands.action_rate
    if not share.n:
        return []
    if share.small:
        few = say_many(
            "%(count)s of the %(n)s whose time to act is over was acted on in time: too few to judge.",
            "%(count)s of the %(n)s whose time to act is over were acted on in time: too few to judge.",
            share.count,
            n=share.n,
        )
        return [_told(few, count=Counted.IN_TIME, n=Counted.JUDGED)]
    told = say_many(
        "%(count)s of the %(n)s whose time to act is over was acted on in time: %(share)s %%, and with 95 %% "
        "confidence between %(low)s and %(high)s %%.",
        "%(count)s of the %(n)s whose time to act is over were acted on in time: %(share)s %%, and with 95 %% "
        "confidence between %(low)s and %(high)s %%.",
        share.count,
        n=share.n,
        share=of.figures.bands.percentages.in_time,
        low=_percent(share.low),
        high=_percent(share.high),
    )
    return [_told(told, count=Counted.IN_TIME, n=Counted.JUDGED), *_against(share, of.target)]


def _against(share: Share, target: int | None) -> list[Sentence]:
    if target is None:
        return []
    if share.low * 100 >= target:
        return [_told(say("That keeps the company's target of %(target)s %%.", target=target))]
    if share.high * 100 < target:
        return [_told(say("That misses the company's target of %(target)s %%.", target=target))]
    return [_told(say("Whether that keeps the target of %(target)s %% cannot be told yet.", target=target))]


def _left(of: Contributed) -> list[Sentence]:
    bands = of.figures.bands
    if not bands.matured:
        return []
    if not bands.never:
        return [_told(say("None of those was left without an act."))]
    left = say_many(
        "One of those was left: nobody acted on it.",
        "%(count)s of those were left: nobody acted on them.",
        bands.never,
    )
    return [_told(left, count=Counted.NEVER)]


def _fixed(of: Contributed) -> list[Sentence]:
    answers = of.figures.answers
    if not answers.asked:
        return _came_back(of)
    return [*_asked(answers.asked, answers.yes), *_came_back(of)]


def _asked(asked: int, yes: int) -> list[Sentence]:
    if asked == 1 and yes:
        said = say("One reporter was asked whether it is fixed, and said yes.")
        return [_told(said, one=Counted.SAID_YES)]
    if asked == 1:
        said = say("One reporter was asked whether it is fixed, and has not said yes.")
        return [_told(said, one=Counted.ASKED)]
    if yes == 1:
        told = say("Reporters were asked %(asked)s times whether it is fixed.", asked=asked)
        return [_told(told, asked=Counted.ASKED), _told(say("They said yes once."), one=Counted.SAID_YES)]
    told = say(
        "Reporters were asked %(asked)s times whether it is fixed, and said yes %(yes)s times.",
        asked=asked,
        yes=yes,
    )
    return [_told(told, asked=Counted.ASKED, yes=Counted.SAID_YES)]


def _came_back(of: Contributed) -> list[Sentence]:
    days, again, fixes, back = 90, of.figures.recurrence_90.share, Counted.FIXES_90, Counted.AGAIN_90
    if not again.n:
        days, again, fixes, back = 30, of.figures.recurrence_30.share, Counted.FIXES_30, Counted.AGAIN_30
    if not again.n:
        return []
    if again.n == 1:
        lasted = say(
            "One fix is old enough to judge: the same was not seen again within %(days)s days.", days=days
        )
        came = say("One fix is old enough to judge: the same was seen again within %(days)s days.", days=days)
        return [_told(came, one=back) if again.count else _told(lasted, one=fixes)]
    told = say_many(
        "Of %(n)s fixes old enough to judge, %(count)s did not last: the same was seen again within %(days)s days.",
        "Of %(n)s fixes old enough to judge, %(count)s did not last: the same was seen again within %(days)s "
        "days.",
        again.count,
        days=days,
        n=again.n,
    )
    return [_told(told, n=fixes, count=back)]


def _prevented(of: Contributed) -> list[Sentence]:
    work = of.figures.prevention
    if not work.completed:
        return []
    if not work.preventive:
        none = say_many(
            "One action was completed; it was not a preventive one.",
            "%(count)s actions were completed, none of them preventive.",
            work.completed,
        )
        return [_told(none, count=Counted.DONE)]
    if work.completed == 1:
        prevents = say("One action was completed; it prevents problems before customers meet them.")
        return [_told(prevents, one=Counted.PREVENTIVE)]
    told = say_many(
        "Of %(done)s completed actions, %(count)s prevents problems before customers meet them.",
        "Of %(done)s completed actions, %(count)s prevent problems before customers meet them.",
        work.preventive,
        done=work.completed,
    )
    return [_told(told, done=Counted.DONE, count=Counted.PREVENTIVE)]


def _passed(of: Contributed) -> list[Sentence]:
    passing = of.figures.passing
    if not passing.received:
        return []
    if not passing.passed:
        return [_told(say("It passed nothing on to another department without acting."))]
    passed = _passed_on(passing.received, passing.passed)
    if not passing.returned:
        return passed
    back = say_many(
        "Once an issue came back that it had had before.",
        "%(count)s times an issue came back that it had had before.",
        passing.returned,
    )
    return [*passed, _told(back, count=Counted.RETURNED)]


def _passed_on(received: int, passed: int) -> list[Sentence]:
    if received == 1:
        once = say("It had an issue in hand once, and passed it on without acting.")
        return [_told(once, one=Counted.PASSED)]
    if passed == 1:
        had = say("It had an issue in hand %(received)s times.", received=received)
        on = say("Once it passed one on without acting.")
        return [_told(had, received=Counted.RECEIVED), _told(on, one=Counted.PASSED)]
    told = say(
        "It had an issue in hand %(received)s times, and passed it on without acting %(passed)s times.",
        received=received,
        passed=passed,
    )
    return [_told(told, received=Counted.RECEIVED, passed=Counted.PASSED)]


def _caused(of: Contributed) -> list[Sentence]:
    if not of.felt_elsewhere:
        return []
    told = say_many(
        "One problem that customers met at another department's point began here.",
        "%(count)s problems that customers met at other departments' points began here.",
        of.felt_elsewhere,
    )
    return [_told(told, count=Counted.FELT_ELSEWHERE)]


def _blocked(of: Contributed) -> list[Sentence]:
    share = of.blocked.share
    if not of.blocked.promises or share is None:
        return []
    told = say_many(
        "One promise to a customer was missed while it had the issue: %(share)s %% of all the time that missed "
        "promises had.",
        "%(count)s promises to customers were missed while it had the issue: %(share)s %% of all the time that "
        "missed promises had.",
        of.blocked.promises,
        share=_percent(share),
    )
    return [_told(told, count=Counted.BLOCKED)]


def _told(words: Words, **counts: Counted) -> Sentence:
    return Sentence(words, counts)


def _percent(value: float) -> int:
    return round(100 * value)
