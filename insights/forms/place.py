"""What the measures of one point can be asked for."""

from datetime import datetime
from typing import Any

from inflection_points.models import InflectionPoint
from insights.forms.scope import ScopeForm
from insights.rules.periods import Period, Scope


class AtPointForm(ScopeForm):
    """The period, the severity and the day; the place is the page's."""

    keeps_views = False

    stage = None  # type: ignore[assignment]  # so Django leaves it out
    point = None  # type: ignore[assignment]  # so Django leaves it out
    department = None  # type: ignore[assignment]  # so Django leaves it out

    def __init__(self, data: Any, *, now: datetime, at: InflectionPoint) -> None:
        super().__init__(data, now=now)
        self.at = at

    def scope(self) -> Scope:
        chosen = self.cleaned_data
        period = Period.of_weeks(chosen["weeks"], chosen["as_of"] or self.now)
        return Scope(period, point=self.at.pk, severity=chosen["severity"] or None, against=chosen["compare"])

    def asked(self) -> dict[str, str]:
        """With the point, so that every list behind a number of the page is narrowed to it."""
        return {name: said for name, said in super().asked().items() if name in self.fields} | {
            "point": self.at.slug
        }
