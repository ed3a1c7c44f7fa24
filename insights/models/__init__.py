"""What the measures are counted from: facts of each issue, derived from its events and kept current."""

from insights.models.changes import Change
from insights.models.facts import Fact, Fix, Holding, Spell, Work

__all__ = ["Change", "Fact", "Fix", "Holding", "Spell", "Work"]
