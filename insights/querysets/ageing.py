"""What was open at an instant: how old it had become, and how far it had climbed."""

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least

from inflection_points.rules.policies import Clock
from insights.querysets.among import Has, having
from insights.querysets.cohorts import at_places, spells_of
from insights.querysets.counters import happened, open_spell
from insights.querysets.prepared import OfScope
from insights.querysets.tables import facts, spells
from insights.rules.flow import HIGHEST, Age, Ageing, Standing
from insights.rules.periods import Scope
from issues.models import Escalation, Issue
from people.querysets.prepared import Slot

if TYPE_CHECKING:
    from insights.models import Fact, Spell


def open_at(scope: Scope) -> "QuerySet[Spell]":
    """One row for each issue that was open at the end of the scope's period, whenever it was reported."""
    as_of = scope.period.as_of
    return spells_of(scope).filter(Q(since__lte=as_of) & ~happened("until", as_of))


def open_of(scope: Scope, *, again: bool | None = None, has: Has = having) -> "QuerySet[Fact]":
    """The same issues as facts, which join with nothing that grows; `again`: reported more than once, or once."""
    lasting = spells().filter(open_spell(scope.period.as_of))
    if again is not None:
        lasting = lasting.filter(was_reported_again=again)
    return facts().filter(at_places(scope)).filter(has(lasting))


def unacted_of(scope: Scope, *, again: bool | None = None, has: Has = having) -> "QuerySet[Fact]":
    """Those of them on which nobody had ever acted."""
    return open_of(scope, again=again, has=has).filter(never_acted(scope.period.as_of, ""))


def acted_of(scope: Scope, *, has: Has = having) -> "QuerySet[Fact]":
    """Those of them on which somebody had, in whichever cycle."""
    return open_of(scope, has=has).filter(~never_acted(scope.period.as_of, ""))


def never_acted(as_of: datetime, prefix: str = "fact__") -> Q:
    """Nobody had acted by then, in whichever cycle. `prefix` leads to the fact."""
    return ~happened(f"{prefix}ever_acted_at", as_of)


class Ago:
    """Stands in a prepared question for its instant: what lies so long before it is filled in, and not reckoned for each row."""

    def __sub__(self, length: timedelta) -> Slot:
        return Slot(f"ago_{length.days}", DateTimeField())


def of_age(age: Age, as_of: datetime | Ago, prefix: str = "fact__") -> Q:
    """Reported so long before."""
    reported = f"{prefix}reported_at"
    old = Q(**{f"{reported}__lte": as_of - age.least})
    return old if age.most is None else old & Q(**{f"{reported}__gt": as_of - age.most})


def _reached(as_of: datetime, *, is_now: bool) -> Any:
    """The highest rung of the act ladder that had fired by then, as far as rungs have words; 0 when none had.

    While none has fired since (`is_now`), the issue itself knows: hundreds of thousands of open ones are not looked up one by one.
    One that was opened again does not, because it climbs anew.
    """
    fired = _fired(as_of, "fact")
    if is_now:
        fired = Case(When(fact__issue__cycle=1, then="fact__issue__reached"), default=fired)
    return Least(fired, HIGHEST, output_field=IntegerField())


def _has_fired_since(as_of: datetime) -> bool:
    return Escalation.objects.filter(fired_at__gt=as_of).exists()


def reached_by_fact(as_of: datetime) -> Any:
    """The same, looked up fact by fact: for a list, which joins with nothing that grows."""
    fired = _fired(as_of, "issue")
    if not _has_fired_since(as_of):
        known = Issue.objects.order_by().filter(pk=OuterRef("issue"), cycle=1)
        fired = Coalesce(Subquery(known.values("reached")[:1]), fired)
    return Least(fired, HIGHEST, output_field=IntegerField())


def _fired(as_of: datetime, issue: str) -> Any:
    fired = Escalation.objects.filter(issue=OuterRef(issue), clock=Clock.ACT, fired_at__lte=as_of)
    return Coalesce(Subquery(fired.order_by("-rung").values("rung")[:1]), 0)


def ageing(scope: Scope) -> Ageing:
    """By age and rung together, in one question."""
    as_of = scope.period.as_of
    asked = _AGEING_THEN if _has_fired_since(as_of) else _AGEING_NOW
    rows = asked.rows(scope, **{f"ago_{age.least.days}": as_of - age.least for age in Age})
    return Ageing({(Age(age), rung): Standing(n, idle) for age, rung, n, idle in rows})


def _ageing(scope: Scope, *, is_now: bool) -> "QuerySet[Any, Any]":
    as_of = scope.period.as_of
    ages = [When(of_age(age, Ago()), then=Value(age.value)) for age in Age]
    rung = _reached(as_of, is_now=is_now)
    rows = open_at(scope).annotate(age=Case(*ages, output_field=CharField()), rung=rung)
    counted = rows.order_by().values("age", "rung")
    counted = counted.annotate(n=Count("pk"), idle=Count("pk", filter=never_acted(as_of)))
    return counted.values_list("age", "rung", "n", "idle")


_AGEING_NOW: Final = OfScope(partial(_ageing, is_now=True))
_AGEING_THEN: Final = OfScope(partial(_ageing, is_now=False))
