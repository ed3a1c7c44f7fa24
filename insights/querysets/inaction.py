"""The customers behind what nobody acted on."""

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from insights.querysets import counters
from insights.querysets.cohorts import spells_of
from insights.querysets.company import assumptions
from insights.querysets.standing import Standing, standing
from insights.rules.inaction import Inaction
from insights.rules.periods import Scope


def inaction(scope: Scope) -> Inaction:
    """The open issues that nobody had ever acted on at the end of the period, whenever they were reported.

    Customers are those that the reports received by then named, and at least one an issue. Of them so many leave as
    the company assumed then.
    """
    as_of = scope.period.as_of
    if (places := standing(scope)) is not None:
        _, issues, once, more = (sum(counts) for counts in zip(Standing(), *places.values(), strict=True))
        return Inaction(issues, once, more, assumed=assumptions(as_of))
    unacted = spells_of(scope).filter(counters.unacted(as_of))
    return Inaction(
        **unacted.aggregate(
            issues=Count("pk"),
            once=Coalesce(Sum("customers", filter=Q(was_reported_again=False)), 0),
            more=Coalesce(Sum("customers", filter=Q(was_reported_again=True)), 0),
        ),
        assumed=assumptions(as_of),
    )
