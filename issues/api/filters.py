"""What the list of issues can be narrowed by. A filter that is not known, or cannot be read, is refused."""

from typing import Any

import django_filters as filters
from django.utils import timezone
from rest_framework.exceptions import ValidationError

from inflection_points.models import InflectionPoint, Stage
from issues.models import Issue
from issues.querysets import IssueQuerySet
from people.models import Department, User

PAGING = {"cursor", "page_size", "format"}


class IssueFilter(filters.FilterSet):  # type: ignore[misc]  # the library has no types
    """All of them can be combined."""

    phase = filters.ChoiceFilter(
        choices=[("open", "open"), *Issue.Phases.choices], method="in_phase", label="a phase, or “open”"
    )
    point = filters.ModelChoiceFilter(
        queryset=InflectionPoint.objects.all(), to_field_name="slug", label="the point's short name"
    )
    stage = filters.ModelChoiceFilter(
        queryset=Stage.objects.all(), field_name="point__stage", label="the stage's id"
    )
    department = filters.ModelChoiceFilter(
        queryset=Department.objects.all(),
        field_name="point__department",
        to_field_name="slug",
        label="the accountable department's short name",
    )
    severity = filters.ChoiceFilter(choices=Issue.Severities.choices)
    holder = filters.ModelChoiceFilter(queryset=User.objects.all(), label="the holder's id")
    unacted = filters.BooleanFilter(method="that_nobody_acted_on", label="past the act target without an act")
    q = filters.CharFilter(method="with_words", max_length=100, label="words of the title, or a number")

    class Meta:
        model = Issue
        fields: list[str] = []

    def is_valid(self) -> bool:
        """Raises `ValidationError` for a name that is no filter: a typing error must not give everything."""
        unknown = sorted(set(self.data) - set(self.filters) - PAGING)
        if unknown:
            known = ", ".join(self.filters)
            raise ValidationError({name: [f"There is no such filter. Known: {known}."] for name in unknown})
        return bool(super().is_valid())

    def in_phase(self, found: IssueQuerySet, _name: str, phase: str) -> IssueQuerySet:
        return found.open() if phase == "open" else found.filter(phase=phase)

    def that_nobody_acted_on(self, found: IssueQuerySet, _name: str, wanted: Any) -> IssueQuerySet:
        return found.not_acted_on(timezone.now()) if wanted else found

    def with_words(self, found: IssueQuerySet, _name: str, words: str) -> IssueQuerySet:
        return found.matching(words)
