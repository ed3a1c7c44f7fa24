"""How long it takes until somebody acts, in working time: counts per step, from the facts."""

from collections import Counter, defaultdict
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Case, Count, F, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Greatest

from inflection_points.models import Calendar
from inflection_points.rules.calendars import ROUND_THE_CLOCK
from insights.querysets import counters
from insights.rules.facts.deriving import read_clock
from insights.rules.steps import STARTS
from insights.rules.survival import Duration, duration_of

if TYPE_CHECKING:
    from insights.models import Fact

_STARTS: Final = Value(list(STARTS), output_field=ArrayField(BigIntegerField()))


def times(
    facts: "QuerySet[Fact]", group: tuple[Any, Any], as_of: datetime
) -> dict[tuple[Any, Any], Duration]:
    """Time to act by group, of the valid ones; whoever waits still is censored with the time waited up to `as_of`."""
    valid = facts.filter(counters.issues(as_of)[counters.Count.VALID])
    waited = Greatest(Value(0), _read(as_of) - F("opened"), output_field=BigIntegerField())
    return _durations(valid, group, counters.happened("acted_at", as_of), F("took"), waited)


def times_again(
    facts: "QuerySet[Fact]", group: tuple[Any, Any], as_of: datetime
) -> dict[tuple[Any, Any], Duration]:
    """The same from the first reopening to the next act."""
    reopened = facts.filter(counters.happened("reopened_at", as_of))
    waited = Greatest(Value(0), _read(as_of) - F("reopened"), output_field=BigIntegerField())
    return _durations(reopened, group, counters.happened("acted_again_at", as_of), F("took_again"), waited)


def _durations(
    facts: "QuerySet[Fact]", group: tuple[Any, Any], ended: Q, took: Any, waited: Any
) -> dict[tuple[Any, Any], Duration]:
    seconds = Case(When(ended, then=took), default=waited, output_field=BigIntegerField())
    step = _step(seconds)
    rows = (
        facts.values(group_key=group[0], group_name=group[1])
        .annotate(has_ended=Case(When(ended, then=True), default=False), step=step, n=Count("pk"))
        .order_by()
        .values_list("group_key", "group_name", "has_ended", "step", "n")
    )
    found: dict[tuple[Any, Any], dict[bool, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    for key, name, has_ended, reached, n in rows:
        found[key, name][has_ended][reached] += n
    return {group: duration_of(counts[True], counts[False]) for group, counts in found.items()}


def _step(seconds: Any) -> Func:
    return Func(seconds, _STARTS, template="width_bucket(%(expressions)s) - 1", output_field=IntegerField())


def _read(as_of: datetime) -> Case:
    """What each issue's clock shows at that instant."""
    shown = [
        When(calendar=calendar.pk, then=Value(read_clock(calendar.value(), as_of)))
        for calendar in Calendar.objects.all()
    ]
    return Case(*shown, default=Value(read_clock(ROUND_THE_CLOCK, as_of)), output_field=BigIntegerField())
