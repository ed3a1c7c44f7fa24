"""What the measures of one point can be asked for."""

from dataclasses import replace
from typing import Any

from inflection_points.models import InflectionPoint
from insights.forms.scope import ScopeForm
from insights.rules.periods import Period, Scope


class AtPointForm(ScopeForm):
    """The period, the severity and the day; the place is the page's."""

    stage = None
    point = None
    department = None

    def at(self, point: InflectionPoint) -> Scope:
        """What was asked for of the point. Call it when the form is valid."""
        return replace(self._scope(), point=point.pk)

    def _scope(self) -> Scope:
        chosen: dict[str, Any] = self.cleaned_data
        period = Period.of_weeks(chosen["weeks"], chosen["as_of"] or self.now)
        return Scope(period, severity=chosen["severity"] or None)
