"""Who is let into a confidence."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from people.rules.permissions import Can

if TYPE_CHECKING:
    from people.models import User


def deals_with(user: "User", now: datetime | None) -> Q:
    """Who is let into a confidence, and whoever stands in for them at `now`. `docs/security.md` says it in words."""
    of = {name: apps.get_model("issues", name).objects for name in ("Report", "Custody", "Action", "Event")}
    people, points = (
        apps.get_model("people", "User").objects,
        apps.get_model("inflection_points", "InflectionPoint"),
    )
    them = people.acting_as(user, now).values("pk")
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
