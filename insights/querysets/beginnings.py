"""What a company that has just begun lacks before anything can be measured."""

from dataclasses import dataclass

from django.apps import apps

from inflection_points.models import InflectionPoint
from issues.models import Issue
from people.models import Department


@dataclass(frozen=True, slots=True)
class Beginning:
    """Which of the first steps are done; the last one is that somebody reports something."""

    departments: bool
    points: bool
    targets: bool


def beginning() -> Beginning | None:
    """The steps of a company in which nobody has ever reported anything; None in any other."""
    if Issue.objects.exists():
        return None
    return Beginning(
        Department.objects.active().exists(),
        InflectionPoint.objects.filter(is_active=True).exists(),
        apps.get_model("insights", "Premises").objects.exists(),
    )
