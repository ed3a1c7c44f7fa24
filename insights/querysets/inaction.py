"""The customers behind what nobody acted on."""

from django.db.models import Count, IntegerField, Q, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Greatest

from insights.querysets.cohorts import counted, within
from insights.querysets.company import assumptions
from insights.querysets.standing import unacted
from insights.rules.inaction import Inaction
from insights.rules.periods import Scope
from issues.models import Event
from issues.rules import events as e


def inaction(scope: Scope) -> Inaction:
    """The open issues that nobody had ever acted on at the end of the period, whenever they were reported.

    Customers are those that the reports received by then named, and at least one an issue. Of them so many leave as
    the company assumed then.
    """
    as_of = scope.period.as_of
    tellings = Event.objects.filter(
        issue__in=unacted(within(counted(), scope), as_of).values("pk"),
        kind__in=[e.kind_of(e.Reported), e.kind_of(e.ReportAdded)],
        at__lte=as_of,
    )
    named = Coalesce(Cast(KT("payload__customers"), IntegerField()), 0)
    issues = tellings.values("issue").annotate(
        customers=Greatest(Sum(named), 1), again=Count("pk", filter=Q(kind=e.kind_of(e.ReportAdded)))
    )
    return Inaction(
        **issues.aggregate(
            issues=Count("issue"),
            once=Coalesce(Sum("customers", filter=Q(again=0)), 0),
            more=Coalesce(Sum("customers", filter=Q(again__gt=0)), 0),
        ),
        assumed=assumptions(as_of),
    )
