"""What the company aimed at and assumed at an instant."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import QuerySet

from insights.querysets.where import once
from insights.rules.company import SURVEY, Assumptions, Targets

if TYPE_CHECKING:
    from insights.models import Premises


class PremisesQuerySet(QuerySet["Premises"]):
    def as_of(self, at: datetime) -> "Premises | None":
        """What counted then; None while nobody had changed anything."""
        return self.filter(at__lte=at).order_by("-number").first()


def targets(as_of: datetime) -> Targets:
    """What the company aimed at then; nothing, until somebody sets a target."""
    found = _as_of(as_of)
    return found.targets() if found is not None else Targets()


def assumptions(as_of: datetime) -> Assumptions:
    """What was assumed then; the survey's figures, until somebody changes them."""
    found = _as_of(as_of)
    return found.assumptions() if found is not None else SURVEY


def _as_of(at: datetime) -> "Premises | None":
    return once(("premises", at), lambda: _all().as_of(at))


def _all() -> PremisesQuerySet:
    # Models stand above this room, so the model is asked for by its name.
    rows: PremisesQuerySet = apps.get_model("insights", "Premises").objects.all()
    return rows
