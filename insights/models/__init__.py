"""What the measures are counted from: facts of each issue, kept current; and what the company aims at and assumes."""

from insights.models.facts import Fact, Fix, Holding, Spell, Work
from insights.models.premises import Premises

__all__ = ["Fact", "Fix", "Holding", "Premises", "Spell", "Work"]
