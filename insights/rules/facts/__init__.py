"""What the measures count of an issue, derived from what happened to it. Pure; `models.facts` says what each value means."""

from insights.rules.facts.deriving import derive
from insights.rules.facts.telling import Happened, Told
from insights.rules.facts.values import Derived, FactRow, FixRow, HoldingRow, SpellRow, WorkRow

__all__ = [
    "Derived",
    "FactRow",
    "FixRow",
    "Happened",
    "HoldingRow",
    "SpellRow",
    "Told",
    "WorkRow",
    "derive",
]
