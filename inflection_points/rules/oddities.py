"""Targets that contradict each other: allowed, but seldom meant."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from inflection_points.rules.calendars import WorkingCalendar
from inflection_points.rules.elapsing import elapsed
from inflection_points.rules.policies import Clock, Policy, Severity
from inflection_points.rules.wording import AIMS, SEVERITIES, target_words
from people.rules.words import say


def odd_targets(policy: Policy, calendar: WorkingCalendar) -> list[str]:
    """A sentence for each: less time for the less severe, or for the later of two steps. Days are the calendar's."""
    return [*_steps_upside_down(policy, calendar), *_severities_upside_down(policy, calendar)]


def _steps_upside_down(policy: Policy, calendar: WorkingCalendar) -> Iterator[str]:
    for severity in Severity:
        for first, then in pairwise(Clock):
            if policy.target(severity, first, calendar) > policy.target(severity, then, calendar):
                yield str(
                    say(
                        "%(severity)s: %(longer)s %(first)s is longer than %(shorter)s %(then)s.",
                        severity=str(SEVERITIES[severity]).capitalize(),
                        longer=_words(policy, severity, first),
                        first=AIMS[first],
                        shorter=_words(policy, severity, then),
                        then=AIMS[then],
                    )
                )


def _severities_upside_down(policy: Policy, calendar: WorkingCalendar) -> Iterator[str]:
    for clock in Clock:
        for more, less in pairwise(Severity):
            longer, shorter = (
                elapsed(one, policy.target(one, clock, calendar), calendar) for one in (more, less)
            )
            if longer > shorter:
                yield _less_time(policy, clock, more, less)


def _less_time(policy: Policy, clock: Clock, more: Severity, less: Severity) -> str:
    aim = str(AIMS[clock])
    facts: dict[str, Any] = {
        "to": aim[:1].upper() + aim[1:],
        "longer": _words(policy, more, clock),
        "more": str(SEVERITIES[more]),
        "shorter": _words(policy, less, clock),
        "less": str(SEVERITIES[less]),
    }
    if more is Severity.CRITICAL:
        return str(
            say(
                "%(to)s: %(longer)s for %(more)s issues, which run round the clock, can be longer than "
                "%(shorter)s for %(less)s ones.",
                **facts,
            )
        )
    return str(
        say(
            "%(to)s: %(longer)s for %(more)s issues can be longer than %(shorter)s for %(less)s ones.",
            **facts,
        )
    )


def _words(policy: Policy, severity: Severity, clock: Clock) -> str:
    return target_words(policy.targets[severity, clock])
