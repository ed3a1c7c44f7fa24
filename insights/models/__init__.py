"""What the measures are counted from: facts of each issue, derived from its events and kept current."""

from insights.models.facts import Fact, Fix, Holding, Spell, Work

__all__ = ["Fact", "Fix", "Holding", "Spell", "Work"]
