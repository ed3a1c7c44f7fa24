"""The ways to a person besides the application itself and e-mail, and what each person chose of them."""

from datetime import datetime
from urllib.parse import urlsplit

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from notifications.querysets import ChannelQuerySet
from notifications.rules.choosing import Wants
from notifications.rules.quiet import QuietHours

User = get_user_model()
_WANTS = [(wants.value, wants.value) for wants in Wants]


class Channel(models.Model):
    """An address outside that takes messages: of the company (no owner), offered to everybody, or of one person.

    `address` and `secret` open it to whoever knows them: they are shown to nobody again and stand in no log.
    Removed, it stays as a row without either, because deliveries refer to it.
    """

    class Kind(models.TextChoices):
        SLACK = "slack", _("Slack")
        TEAMS = "teams", _("Microsoft Teams")
        WEBHOOK = "webhook", _("Webhook")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=60)
    owner = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="channels")
    address = models.CharField(_("address"), max_length=2000)
    secret = models.CharField(max_length=100, blank=True)
    former_secret = models.CharField(max_length=100, blank=True, help_text=_("signs too until it runs out"))
    former_secret_until = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    switched_off_because = models.CharField(max_length=300, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    # How it fares. After a failure it is left alone until `rest_until`, so that it holds up nothing else.
    failures = models.PositiveIntegerField(default=0, help_text=_("in a row"))
    rest_until = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    tested_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                condition=Q(removed_at=None),
                nulls_distinct=False,
                name="channel_name_once",
            )
        ]

    def __str__(self) -> str:
        """As people read it: “Slack #delivery”."""
        kind = self.get_kind_display()
        return self.name if kind.lower() in self.name.lower() else f"{kind} {self.name}"

    @property
    def host(self) -> str:
        """All of the address that is ever shown."""
        return urlsplit(self.address).hostname or ""

    def secrets(self, now: datetime) -> list[str]:
        """What signs at this instant: the secret, and for a while after a rotation the one before it."""
        former_counts = self.former_secret_until is not None and self.former_secret_until > now
        return [self.secret, *([self.former_secret] if former_counts else [])] if self.secret else []


class Reach(models.Model):
    """What a person chose about being reached, apart from single channels. No row: e-mail for everything, at any hour."""

    person = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="reach")
    email_wants = models.CharField(max_length=10, choices=_WANTS, default=Wants.EVERYTHING.value)
    email_position = models.PositiveSmallIntegerField(default=1)
    quiet_since = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    quiet_weekends = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_since=None, quiet_until=None)
                | (
                    Q(quiet_since__isnull=False, quiet_until__isnull=False) & ~Q(quiet_since=F("quiet_until"))
                ),
                name="reach_quiet_hours_whole",
            )
        ]

    @property
    def quiet_hours(self) -> QuietHours:
        return QuietHours(self.quiet_since, self.quiet_until, self.quiet_weekends)


class Choice(models.Model):
    """For what a person wants to be reached on a channel, and which comes first when another fails."""

    person = models.ForeignKey(User, models.CASCADE, related_name="choices")
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="choices")
    wants = models.CharField(max_length=10, choices=_WANTS)
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["person", "channel"], name="choice_once")]
