"""The clocks and severities of a policy in the reader's words."""

from django import template

from inflection_points.rules.policies import Clock, Severity
from inflection_points.rules.wording import AIMS, NAMES, SEVERITIES

register = template.Library()


@register.filter
def to_clock(clock: Clock | str) -> str:
    """What the clock counts towards: "to accept"."""
    return str(AIMS[Clock(clock)])


@register.filter
def clock_name(clock: Clock | str) -> str:
    """The clock itself: "accept"."""
    return str(NAMES[Clock(clock)])


@register.filter
def severity_name(severity: Severity | str) -> str:
    """ "critical"."""
    return str(SEVERITIES[Severity(severity)])
