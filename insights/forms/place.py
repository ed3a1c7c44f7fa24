"""What the measures of one point can be asked for."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from inflection_points.models import InflectionPoint
from insights.forms.scope import ScopeForm
from insights.rules.periods import Scope


class AtPointForm(ScopeForm):
    """The period, the severity and the day; the place is the page's."""

    keeps_views = False
    does_not_ask = ("stage", "point", "department")
    is_about = _("This page is about one point.")

    stage = None  # type: ignore[assignment]  # so Django leaves it out
    point = None  # type: ignore[assignment]  # so Django leaves it out
    department = None  # type: ignore[assignment]  # so Django leaves it out

    def __init__(self, data: Any, *, now: datetime, at: InflectionPoint) -> None:
        super().__init__(data, now=now)
        self.at = at
        self.subject = {"point": at.slug}

    def scope(self) -> Scope:
        return replace(super().scope(), point=self.at.pk)

    def asked(self) -> dict[str, str]:
        """With the point, so that every list behind a number of the page is narrowed to it."""
        return super().asked() | self.subject
