"""The value chain and what it promises."""

from inflection_points.models.calendars import Calendar, CalendarSpan, Holiday
from inflection_points.models.chain import Dependency, InflectionPoint, Kind, Site, Stage, ValueChain
from inflection_points.models.policies import (
    Policy,
    PolicyRung,
    PolicyRungRecipient,
    PolicyTarget,
    PolicyVersion,
)
from inflection_points.models.posters import Poster, PosterChange
from inflection_points.models.standards import Signature, Standard, StandardTarget

__all__ = [
    "Calendar",
    "CalendarSpan",
    "Dependency",
    "Holiday",
    "InflectionPoint",
    "Kind",
    "Policy",
    "PolicyRung",
    "PolicyRungRecipient",
    "PolicyTarget",
    "PolicyVersion",
    "Poster",
    "PosterChange",
    "Signature",
    "Site",
    "Stage",
    "Standard",
    "StandardTarget",
    "ValueChain",
]
