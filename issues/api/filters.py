"""What the list of issues can be narrowed by. A filter that is not known, or cannot be read, is refused."""

from typing import Any

import django_filters as filters
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework.exceptions import ValidationError

from inflection_points.models import InflectionPoint, Kind, Site, Stage
from inflection_points.rules.policies import Clock
from issues.forms.filters import MOST_CUSTOMERS, RUNGS
from issues.models import Issue
from issues.querysets import IssueQuerySet
from issues.querysets import narrowing as asked
from issues.querysets.narrowing import OPEN
from people.models import Department, User

PAGING = {"cursor", "page_size", "format"}


class IssueFilter(filters.FilterSet):  # type: ignore[misc]  # the library has no types
    """All of them can be combined."""

    phase = filters.MultipleChoiceFilter(
        choices=[(OPEN, OPEN), *Issue.Phases.choices],
        method="in_phase",
        label="a phase, or “open”; several are asked for by repeating it",
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
    severity = filters.MultipleChoiceFilter(
        choices=Issue.Severities.choices, label="how bad; several are asked for by repeating it"
    )
    kind = filters.ModelChoiceFilter(queryset=Kind.objects.all(), label="the kind's id")
    site = filters.ModelChoiceFilter(queryset=Site.objects.all(), label="the site's id")
    holder = filters.ModelChoiceFilter(queryset=User.objects.all(), label="the holder's id")
    owner = filters.ModelChoiceFilter(
        queryset=User.objects.all(), field_name="point__owner", label="the accountable owner's id"
    )
    assignee = filters.ModelChoiceFilter(
        queryset=User.objects.all(), method="worked_on_by", label="the id of somebody with open work on it"
    )
    since = filters.IsoDateTimeFilter("reported_at", "gte", label="reported at this instant or later")
    until = filters.IsoDateTimeFilter("reported_at", "lt", label="reported before this instant")
    unacted = filters.BooleanFilter(method="that_nobody_acted_on", label="past the act target without an act")
    acted = filters.BooleanFilter(
        "acted_at", "isnull", exclude=True, label="whether anybody has acted in this cycle"
    )
    overdue = filters.ChoiceFilter(
        choices=[(clock.value, clock.value) for clock in Clock],
        method="past_the_target",
        label="past the target of this clock",
    )
    told = filters.ChoiceFilter(
        choices=RUNGS,
        method="told_up_to",
        label="the highest rung that was reached; the last means it or more",
    )
    waiting = filters.BooleanFilter(method="that_wait", label="waits for a customer or a supplier")
    reopened = filters.BooleanFilter(method="reopened_ones", label="was reopened")
    cause = filters.BooleanFilter(
        "root_cause", "isnull", exclude=True, label="whether its root cause is known"
    )
    imported = filters.BooleanFilter("is_imported", label="came from another system's history")
    customers = filters.NumberFilter(
        "customers", "gte", min_value=1, max_value=MOST_CUSTOMERS, label="at least so many customers"
    )
    q = filters.CharFilter(method="with_words", max_length=100, label="words of the title, or a number")

    class Meta:
        model = Issue
        fields: list[str] = []

    def is_valid(self) -> bool:
        """Raises `ValidationError` for a name that is no filter: a typing error must not give everything."""
        unknown = sorted(set(self.data) - set(self.filters) - PAGING)
        if unknown:
            known = ", ".join(self.filters)
            raise ValidationError(
                {
                    name: [_("There is no such filter. Known: %(known)s.") % {"known": known}]
                    for name in unknown
                }
            )
        return bool(super().is_valid())

    def in_phase(self, found: IssueQuerySet, _name: str, phases: list[str]) -> IssueQuerySet:
        return asked.in_states(found, phases) if phases else found

    @extend_schema_field(OpenApiTypes.INT)
    def worked_on_by(self, found: IssueQuerySet, _name: str, person: User) -> IssueQuerySet:
        return asked.worked_on_by(found, person)

    def past_the_target(self, found: IssueQuerySet, _name: str, clock: str) -> IssueQuerySet:
        return asked.overdue(found, Clock(clock), timezone.now())

    def told_up_to(self, found: IssueQuerySet, _name: str, rung: str) -> IssueQuerySet:
        return asked.told_up_to(found, int(rung))

    def that_wait(self, found: IssueQuerySet, _name: str, wanted: Any) -> IssueQuerySet:
        return asked.waiting(found) if wanted else found

    def reopened_ones(self, found: IssueQuerySet, _name: str, wanted: Any) -> IssueQuerySet:
        return asked.reopened(found) if wanted else found

    def that_nobody_acted_on(self, found: IssueQuerySet, _name: str, wanted: Any) -> IssueQuerySet:
        return found.not_acted_on(timezone.now()) if wanted else found

    def with_words(self, found: IssueQuerySet, _name: str, words: str) -> IssueQuerySet:
        return found.matching(words)
