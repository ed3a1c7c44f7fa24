"""What the company aimed at and assumed at an instant."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.apps import apps

from insights.querysets.where import once
from insights.rules.company import SURVEY, Assumptions, Targets
from people.querysets.prepared import Prepared

if TYPE_CHECKING:
    from insights.models import Premises


def targets(as_of: datetime) -> Targets:
    """What the company aimed at then; nothing, until somebody sets a target."""
    found = _as_of(as_of)
    return found.targets() if found is not None else Targets()


def assumptions(as_of: datetime) -> Assumptions:
    """What was assumed then; the survey's figures, until somebody changes them."""
    found = _as_of(as_of)
    return found.assumptions() if found is not None else SURVEY


def _as_of(at: datetime) -> "Premises | None":
    return next((one for one in once("premises", _newest_first) if one.at <= at), None)


def _newest_first() -> list["Premises"]:
    """All of them: people write them, so they are few, and a page asks for those of two instants."""
    return _NEWEST_FIRST.models()


# Models stand above this room, so the model is asked for by its name.
_NEWEST_FIRST: Final = Prepared(lambda: apps.get_model("insights", "Premises").objects.order_by("-number"))
