"""Posters: a code at the place itself that opens the report page there."""

from typing import Final

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inflection_points.models.chain import InflectionPoint, Site
from inflection_points.querysets import PosterQuerySet

User = get_user_model()

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

    objects = PosterQuerySet.as_manager()

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

    @property
    def place_is_open(self) -> bool:
        """Whether its point, and its site where it has one, are still in use."""
        return self.point.is_active and (self.site is None or self.site.is_active)


class PosterChange(models.Model):
    """What happened to a poster, by whom and when. Rows are only added."""

    class What(models.TextChoices):
        MADE = "made", _("made")
        ROTATED = "rotated", _("replaced by a new print")
        GUESTS_ALLOWED = "guests_allowed", _("guests allowed")
        GUESTS_REFUSED = "guests_refused", _("guests no longer allowed")
        TAKEN_DOWN = "taken_down", _("taken down")
        PUT_UP = "put_up", _("put up again")

    poster = models.ForeignKey(Poster, models.CASCADE, related_name="changes")
    what = models.CharField(max_length=20, choices=What)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
