"""What the measures are counted from: facts of each issue, derived from its events and kept current."""

from insights.models.cells import Cell, Keeping, OriginCell, StandingCell, Tally, TurnCell, WorkCell
from insights.models.changes import Change
from insights.models.facts import Fact, Fix, Holding, Spell, Work

__all__ = [
    "Cell",
    "Change",
    "Fact",
    "Fix",
    "Holding",
    "Keeping",
    "OriginCell",
    "Spell",
    "StandingCell",
    "Tally",
    "TurnCell",
    "Work",
    "WorkCell",
]
