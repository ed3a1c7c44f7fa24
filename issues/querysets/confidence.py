"""Who is let into a confidence."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from people.rules.permissions import Can

if TYPE_CHECKING:
    from people.models import User


def confided_to(user: "User", now: datetime | None) -> list[int] | None:
    """The keys of the confidential issues that this person deals with, or somebody for whom they stand in at `now`.

    None where nothing is confidential.

    Asked by themselves: within the question for a list, PostgreSQL would plan for all that makes somebody deal with an
    issue longer than it takes to read the list. Where nothing is, this is one short question.
    """
    secret = apps.get_model("issues", "Issue").objects.filter(is_confidential=True)
    people = apps.get_model("people", "User").objects.acting_as(user, now)
    found = list(people.order_by().values_list("pk", Exists(secret)))
    if not any(there_are_some for _, there_are_some in found):
        return None
    return list(secret.filter(_deals_with(user, [pk for pk, _ in found])).values_list("pk", flat=True))


def _deals_with(user: "User", them: list[int]) -> Q:
    """Who is let into a confidence: `them`, of whom the others are away. `docs/security.md` says it in words."""
    of = {name: apps.get_model("issues", name).objects for name in ("Report", "Custody", "Action", "Event")}
    points = apps.get_model("inflection_points", "InflectionPoint")
    heads, triages = Q(head__in=them), Q(pk=user.department_id) if user.may(Can.TRIAGE) else Q(pk=None)
    departments = apps.get_model("people", "Department").objects.filter(heads | triages).values("pk")
    answers = points.objects.filter(
        Q(owner__in=them)
        | Q(deputy__in=them)
        | Q(department__head__in=them)
        | Q(stage__sponsor__in=them)
        | Q(stage__chain__executive_sponsor__in=them)
    )
    here, about = OuterRef("pk"), Concat(Value("issue:"), Cast(OuterRef("pk"), CharField()))
    told = apps.get_model("notifications", "Message").objects.filter(is_confidential=True, about=about)
    return (
        Q(holder__in=them)
        | Q(holder=None, holder_department__in=departments)
        | Q(point__in=answers.values("pk"))
        | Exists(of["Report"].filter(issue=here, reporter__in=them))
        | Exists(of["Report"].filter(told_of=here, reporter__in=them))
        | Exists(of["Action"].filter(issue=here, assignee__in=them))
        | Exists(of["Custody"].filter(issue=here, person__in=them))
        | Exists(of["Event"].filter(issue=here, kind="made_confidential", actor__in=them))
        | Exists(told.filter(recipient__in=them))
    )
