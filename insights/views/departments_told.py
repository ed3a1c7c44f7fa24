"""What is counted of departments, and what each of them is told to have contributed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from insights.querysets.company import targets
from insights.querysets.figures import figures_by
from insights.querysets.groups import By
from insights.querysets.origins import felt_elsewhere_by
from insights.querysets.promises import blocked_by
from insights.querysets.rolled import Timed
from insights.rules.company import Targets
from insights.rules.contribution import Contributed, Sentence, contribution
from insights.rules.figures import Figures
from insights.rules.periods import Scope
from insights.rules.reporting import Blocked
from people.models import Department


@dataclass(frozen=True, slots=True)
class Told:
    """Everything that is counted of departments in one scope, by short name or by id."""

    figures: Mapping[str, Figures]
    felt_elsewhere: Mapping[int, int]
    blocked: Mapping[int, Blocked]
    aims: Targets
    is_part: bool  # a stage, a point or a severity narrows it down

    @classmethod
    def of(cls, scope: Scope) -> "Told":
        lines = figures_by(scope, By.DEPARTMENT, Timed.ACT)
        return cls(
            {str(line.key): line.figures for line in lines},
            felt_elsewhere_by(scope),
            blocked_by(scope),
            targets(scope.period.as_of),
            not replace(scope, department=None).is_everything,
        )

    def statement(self, department: Department) -> list[list[Sentence]]:
        return contribution(
            Contributed(
                self.figures.get(department.slug, Figures()),
                self.felt_elsewhere.get(department.pk, 0),
                self.blocked.get(department.pk, Blocked()),
                self.aims.action_rate,
                self.is_part,
            )
        )
