"""Rollups: counts of facts by place and week, so that a page adds a few thousand rows whatever the number of issues.

A row says how much each count has *changed* during the week `turn`. As of a Monday, 00:00 UTC, a count is the sum of
the turns before it; as of the last keeping it is the sum of all. What becomes true by the passing of time alone is
written when its time has come (`Tally`). Severity "" is all severities together. Only `commands.tallying` writes them;
`docs/adr/0025-rollups.md` says why they are as they are.
"""

from functools import partial
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from inflection_points.models import InflectionPoint
from insights.models.facts import Fact
from people.models import Department

Place = partial(
    models.ForeignKey,
    InflectionPoint,
    on_delete=models.DO_NOTHING,
    related_name="+",
    db_constraint=False,
    db_index=False,
)
Count = partial(models.IntegerField, db_default=0)


class Digits(models.DecimalField):  # type: ignore[type-arg]
    """A whole number of any length: PostgreSQL's own limit for a number that says how long it is, is too short."""

    def db_type(self, connection: Any) -> str:  # noqa: ARG002  Django names it
        return "numeric"


class Keeping(models.Model):
    """One row: as of when all that had happened was counted, and nothing was due to be counted anew."""

    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.at)


class Tally(models.Model):
    """As of when a fact's counts stand in the rollups, and when the next of them changes with nobody doing anything."""

    fact = models.OneToOneField(
        Fact, models.DO_NOTHING, primary_key=True, related_name="+", db_constraint=False
    )
    at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    point = Place()
    severity = models.CharField(max_length=8)
    unacted_since = models.DateTimeField(
        null=True, help_text=_("its report, while it is open and nobody has ever acted on it")
    )

    class Meta:
        verbose_name_plural = "tallies"
        indexes = [
            models.Index(fields=["next_at"], condition=models.Q(next_at__isnull=False), name="tally_next"),
            models.Index(
                fields=["point", "unacted_since"],
                include=["severity"],
                condition=models.Q(unacted_since__isnull=False),
                name="tally_unacted",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.fact_id} at {self.at}"


class Cell(models.Model):
    """What became of the issues reported at a point in the week `week`."""

    pk = models.CompositePrimaryKey("severity", "week", "point", "turn")
    severity = models.CharField(max_length=8, blank=True)
    week = models.DateField()
    point = Place()
    turn = models.DateField()
    reported = Count()
    in_time = Count()
    late = Count()
    never = Count()
    declined = Count()
    maturing = Count()
    valid = Count()
    acted = Count()
    born = Count()
    triggered = Count()
    asked = Count()
    yes = Count()
    resolved = Count()
    reopened = Count()
    quick_30 = Count()
    quick_again_30 = Count()
    rooted_30 = Count()
    rooted_again_30 = Count()
    quick_90 = Count()
    quick_again_90 = Count()
    rooted_90 = Count()
    rooted_again_90 = Count()
    took = Digits(
        max_digits=4000,
        decimal_places=0,
        db_default=0,
        help_text=_("how many acts took how long: eight digits a step of the scale, the shortest last"),
    )


class WaitCell(models.Model):
    """Of them those on which nobody had acted, by the full hour since which they wait: how long that is depends on when one asks."""

    pk = models.CompositePrimaryKey("severity", "week", "point", "clock", "turn")
    severity = models.CharField(max_length=8, blank=True)
    week = models.DateField()
    point = Place()
    clock = models.BigIntegerField(help_text=_("the calendar's number; 0 is round the clock"))
    turn = models.DateField()
    waits = Digits(
        max_digits=4000,
        decimal_places=0,
        db_default=0,
        help_text=_("how many wait since which full hour of the week: eight digits an hour, the first last"),
    )


class OriginCell(models.Model):
    """Of those issues the ones whose origin is known."""

    pk = models.CompositePrimaryKey("severity", "week", "point", "origin", "turn")
    severity = models.CharField(max_length=8, blank=True)
    week = models.DateField()
    point = Place()
    origin = Place()
    turn = models.DateField()
    known = Count()


class TurnCell(models.Model):
    """The turns of departments at them."""

    pk = models.CompositePrimaryKey("severity", "week", "point", "department", "turn")
    severity = models.CharField(max_length=8, blank=True)
    week = models.DateField()
    point = Place()
    department = models.ForeignKey(
        Department,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    turn = models.DateField()
    received = Count()
    passed = Count()
    returned = Count()


class WorkCell(models.Model):
    """Work that was completed in the week `turn`, whatever it was for."""

    pk = models.CompositePrimaryKey("severity", "turn", "point")
    severity = models.CharField(max_length=8, blank=True)
    turn = models.DateField()
    point = Place()
    completed = Count()
    preventive = Count()


class StandingCell(models.Model):
    """Issues that were open, whenever they were reported; of them those never acted on, and the customers behind these."""

    pk = models.CompositePrimaryKey("severity", "turn", "point")
    severity = models.CharField(max_length=8, blank=True)
    turn = models.DateField()
    point = Place()
    open = Count()
    unacted = Count()
    once = Count()
    more = Count()
