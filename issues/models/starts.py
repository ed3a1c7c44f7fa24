"""Reports that somebody began to write, whether or not they were ever sent."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inflection_points.models import InflectionPoint


class ReportStart(models.Model):
    """Somebody touched the report page whose key this is. It says nothing of who; without a report of that key a day later, it was given up."""

    client_key = models.UUIDField(primary_key=True)
    point = models.ForeignKey(
        InflectionPoint,
        models.CASCADE,
        null=True,
        related_name="report_starts",
        db_index=False,
        help_text=_("where it was about, if that was known by then"),
    )
    started_at = models.DateTimeField()

    class Meta:
        ordering = ["started_at"]
        indexes = [models.Index(fields=["point", "started_at"], name="report_start_at_point")]

    def __str__(self) -> str:
        return str(self.client_key)
