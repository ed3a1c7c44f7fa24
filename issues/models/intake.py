"""What keeps a flood of reports from drowning the others: counts of addresses, and what was set aside."""

import uuid
from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inflection_points.models import Poster
from issues.models.issues import Issue
from issues.models.ledger import Report

FOLDER: Final = "overflow"


class Knock(models.Model):
    """How often somebody did something within one window. The key is a digest: no address is kept."""

    key = models.CharField(max_length=32)
    since = models.DateTimeField(help_text=_("when the window began"))
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "since"], name="knock_once_a_window")]
        indexes = [models.Index(fields=["since"], name="knock_since")]


class Overflow(models.Model):
    """A report that came by a poster's link faster than such reports are taken, or with files that nobody has looked
    through yet. It is taken in a little later.

    It was received when it came, and its receipt code counts from then on. What is taken in keeps no words: they stand
    in the report.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting to be taken in")
        TAKEN = "taken", _("taken in")
        DISCARDED = "discarded", _("discarded as no report")
        STUCK = "stuck", _("could not be taken in")

    client_key = models.UUIDField(unique=True, default=uuid.uuid4)
    receipt = models.CharField(max_length=64)
    poster = models.ForeignKey(Poster, models.CASCADE, related_name="overflow")
    into = models.ForeignKey(
        Issue,
        models.SET_NULL,
        null=True,
        related_name="+",
        db_index=False,
        help_text=_("it happened to them too"),
    )
    is_too_fast = models.BooleanField(
        default=True, db_default=True, help_text=_("else only its files have to be looked through first")
    )
    facts = models.JSONField(help_text=_("what was said; empty once it is taken in"))
    said = models.CharField(
        max_length=64, default="", db_default="", help_text=_("a keyed digest of what was said and sent")
    )
    files = models.JSONField(
        default=list, help_text=_("name, and where it lies, of each file as it was sent")
    )
    size = models.PositiveBigIntegerField(default=0, help_text=_("bytes of the files"))
    received_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text=_("how often the machine could not look through its files")
    )
    ended_at = models.DateTimeField(null=True, help_text=_("when it stopped waiting"))
    reason = models.CharField(max_length=500, blank=True, help_text=_("why it did not go in, or not wholly"))
    report = models.ForeignKey(Report, models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        ordering = ["received_at", "pk"]
        # Not `unique=True`, which makes a second index for looking up beginnings.
        constraints = [models.UniqueConstraint(fields=["receipt"], name="overflow_receipt")]
        indexes = [
            models.Index(
                fields=["poster", "received_at", "id"],
                condition=Q(state__in=["waiting", "stuck"]),
                name="overflow_left",
            )
        ]


# Not reported yet, and not said to be no report.
LEFT: Final = (Overflow.State.WAITING, Overflow.State.STUCK)
