"""The tables of facts, which lie above this layer, and what they are asked with."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import QuerySet

if TYPE_CHECKING:
    from insights.models import Fact, Fix, Holding, Spell, Tally, Work


def facts() -> "QuerySet[Fact]":
    """Of every counted issue, whenever it was reported."""
    return _all("Fact")


def spells() -> "QuerySet[Spell]":
    return _all("Spell")


def holdings() -> "QuerySet[Holding]":
    return _all("Holding")


def fixes() -> "QuerySet[Fix]":
    return _all("Fix")


def works() -> "QuerySet[Work]":
    return _all("Work")


def tallies() -> "QuerySet[Tally]":
    return _all("Tally")


def _all(name: str) -> "QuerySet[Any]":
    found: QuerySet[Any] = apps.get_model("insights", name)._default_manager.order_by()
    return found
