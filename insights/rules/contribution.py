"""What a department contributed to the customer's experience, in plain sentences that its figures support.

No praise and no blame that the interval does not bear out: where a share may as well lie on either side of the target,
or is of fewer than 20, the sentence says that it cannot be told.
"""

from dataclasses import dataclass, field

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


def contribution(of: Contributed) -> list[list[Words]]:
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


def _reported(of: Contributed) -> list[Words]:
    bands = of.figures.bands
    if not bands.reported and of.is_part:
        return [say("Of what is asked for here nothing was reported at its points in this time.")]
    if not bands.reported:
        return [
            say(
                "No problems were reported at its points in this time. Silence is not health: nobody may have had "
                "the means to report."
            )
        ]
    told = say_many(
        "One problem was reported at its points.",
        "%(count)s problems were reported at its points.",
        bands.reported,
    )
    if bands.matured:
        return [told]
    return [told, say("None of them has had its time to act yet, so there is nothing to judge.")]


def _acted(of: Contributed) -> list[Words]:
    share = of.figures.bands.action_rate
    if not share.n:
        return []
    if share.small:
        return [
            say(
                "%(acted)s of the %(n)s whose time to act is over were acted on in time: too few to judge.",
                acted=share.count,
                n=share.n,
            )
        ]
    told = say(
        "%(acted)s of the %(n)s whose time to act is over were acted on in time: %(share)s %%, and with 95 %% "
        "confidence between %(low)s and %(high)s %%.",
        acted=share.count,
        n=share.n,
        share=of.figures.bands.percentages.in_time,
        low=_percent(share.low),
        high=_percent(share.high),
    )
    return [told, *_against(share, of.target)]


def _against(share: Share, target: int | None) -> list[Words]:
    if target is None:
        return []
    if share.low * 100 >= target:
        return [say("That keeps the company's target of %(target)s %%.", target=target)]
    if share.high * 100 < target:
        return [say("That misses the company's target of %(target)s %%.", target=target)]
    return [say("Whether that keeps the target of %(target)s %% cannot be told yet.", target=target)]


def _left(of: Contributed) -> list[Words]:
    bands = of.figures.bands
    if not bands.matured:
        return []
    if not bands.never:
        return [say("None of those was left without an act.")]
    return [
        say_many(
            "One of those was left: nobody has ever acted on it.",
            "%(count)s of those were left: nobody acted on them.",
            bands.never,
        )
    ]


def _fixed(of: Contributed) -> list[Words]:
    answers, days, again = of.figures.answers, 90, of.figures.recurrence_90.share
    if not again.n:
        days, again = 30, of.figures.recurrence_30.share
    said = []
    if answers.asked:
        said.append(
            say(
                "Reporters were asked %(asked)s times whether it is fixed, and said yes %(yes)s times.",
                asked=answers.asked,
                yes=answers.yes,
            )
        )
    if again.n:
        said.append(
            say(
                "Of %(n)s fixes old enough to judge, %(again)s did not last: the same was seen again within %(days)s "
                "days.",
                days=days,
                n=again.n,
                again=again.count,
            )
        )
    return said


def _prevented(of: Contributed) -> list[Words]:
    work = of.figures.prevention
    if not work.completed:
        return []
    if not work.preventive:
        return [
            say_many(
                "One action was completed; it was not a preventive one.",
                "%(count)s actions were completed, none of them preventive.",
                work.completed,
            )
        ]
    return [
        say(
            "Of %(done)s completed actions, %(preventive)s prevent problems before customers meet them.",
            done=work.completed,
            preventive=work.preventive,
        )
    ]


def _passed(of: Contributed) -> list[Words]:
    passing = of.figures.passing
    if not passing.received:
        return []
    if not passing.passed:
        return [say("It passed nothing on to another department without acting.")]
    told = say(
        "It had an issue in hand %(received)s times, and passed it on without acting %(passed)s times.",
        received=passing.received,
        passed=passing.passed,
    )
    if not passing.returned:
        return [told]
    back = say_many(
        "Once an issue came back that it had had before.",
        "%(count)s times an issue came back that it had had before.",
        passing.returned,
    )
    return [told, back]


def _caused(of: Contributed) -> list[Words]:
    if not of.felt_elsewhere:
        return []
    return [
        say_many(
            "One problem that customers met at another department's point began here.",
            "%(count)s problems that customers met at other departments' points began here.",
            of.felt_elsewhere,
        )
    ]


def _blocked(of: Contributed) -> list[Words]:
    share = of.blocked.share
    if not of.blocked.promises or share is None:
        return []
    return [
        say_many(
            "One promise to a customer was missed while it had the issue: %(share)s %% of all the time that missed "
            "promises had.",
            "%(count)s promises to customers were missed while it had the issue: %(share)s %% of all the time that "
            "missed promises had.",
            of.blocked.promises,
            share=_percent(share),
        )
    ]


def _percent(value: float) -> int:
    return round(100 * value)
