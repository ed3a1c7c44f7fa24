"""Posters: a code at the place itself that opens the report page there."""

from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inflection_points.models.chain import InflectionPoint, Site

FIRST_GENERATION: Final = 1


class Poster(models.Model):
    """What hangs at an inflection point, perhaps at one site. Its link is signed and names the generation.

    Rotating begins the next generation: what was printed before leads nowhere from then on.
    """

    point = models.ForeignKey(InflectionPoint, models.CASCADE, related_name="posters")
    site = models.ForeignKey(Site, models.CASCADE, null=True, blank=True, related_name="posters")
    generation = models.PositiveIntegerField(default=FIRST_GENERATION)
    allows_guests = models.BooleanField(
        _("works without signing in"),
        default=False,
        help_text=_("Whoever scans it can report, without a name."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    made_at = models.DateTimeField()
    rotated_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["point__stage__position", "point__name", "site__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["point", "site"], nulls_distinct=False, name="poster_once_a_place"
            ),
            models.CheckConstraint(condition=Q(generation__gte=FIRST_GENERATION), name="poster_generation"),
        ]

    def __str__(self) -> str:
        return f"{self.point}, {self.site}" if self.site else str(self.point)
