"""What the measures are counted from: facts of each issue, kept current; and what the company aims at and assumes; who wants
the figures by mail."""

from insights.models.cells import Cell, Keeping, OriginCell, StandingCell, Tally, TurnCell, WaitCell, WorkCell
from insights.models.changes import Change
from insights.models.facts import Fact, Fix, Holding, Spell, Work
from insights.models.premises import Premises
from insights.models.reaching import SponsorTold
from insights.models.weekly import WeeklyMail

__all__ = [
    "Cell",
    "Change",
    "Fact",
    "Fix",
    "Holding",
    "Keeping",
    "OriginCell",
    "Premises",
    "Spell",
    "SponsorTold",
    "StandingCell",
    "Tally",
    "TurnCell",
    "WaitCell",
    "WeeklyMail",
    "Work",
    "WorkCell",
]
