"""Targets that contradict each other: allowed, but seldom meant."""

from collections.abc import Iterator
from itertools import pairwise

from inflection_points.rules.calendars import WorkingCalendar
from inflection_points.rules.elapsing import elapsed
from inflection_points.rules.policies import Clock, Policy, Severity
from inflection_points.rules.wording import target_words


def odd_targets(policy: Policy, calendar: WorkingCalendar) -> list[str]:
    """A sentence for each: less time for the less severe, or for the later of two steps. Days are the calendar's."""
    return [*_steps_upside_down(policy, calendar), *_severities_upside_down(policy, calendar)]


def _steps_upside_down(policy: Policy, calendar: WorkingCalendar) -> Iterator[str]:
    for severity in Severity:
        for first, then in pairwise(Clock):
            if policy.target(severity, first, calendar) > policy.target(severity, then, calendar):
                yield (
                    f"{severity.capitalize()}: {_words(policy, severity, first)} to {first} is longer than "
                    f"{_words(policy, severity, then)} to {then}."
                )


def _severities_upside_down(policy: Policy, calendar: WorkingCalendar) -> Iterator[str]:
    for clock in Clock:
        for more, less in pairwise(Severity):
            longer, shorter = (
                elapsed(one, policy.target(one, clock, calendar), calendar) for one in (more, less)
            )
            if longer > shorter:
                around = ", which run round the clock," if more is Severity.CRITICAL else ""
                yield (
                    f"To {clock}: {_words(policy, more, clock)} for {more} issues{around} can be longer than "
                    f"{_words(policy, less, clock)} for {less} ones."
                )


def _words(policy: Policy, severity: Severity, clock: Clock) -> str:
    return target_words(policy.targets[severity, clock])
