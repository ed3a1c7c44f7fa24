"""What the measures are counted from: facts of each issue, kept current; and what the company aims at and assumes; who wants
the figures by mail."""

from insights.models.changes import Change
from insights.models.facts import Fact, Fix, Holding, Spell, Work
from insights.models.premises import Premises
from insights.models.weekly import WeeklyMail

__all__ = ["Change", "Fact", "Fix", "Holding", "Premises", "Spell", "WeeklyMail", "Work"]
