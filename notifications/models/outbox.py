"""The outbox: a message, whom it is for, how it is delivered, and whether it was. Knows nothing of issues."""

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications.models.channels import Channel
from notifications.querysets import DeliveryQuerySet, MessageQuerySet

User = get_user_model()


class Message(models.Model):
    """Something a person must be told, written in the transaction of the fact that it tells.

    `key` makes it unique whatever is repeated. `kind` names its templates, `context` holds the facts as they
    were, `about` lets the writer of the fact say later whether the message is still wanted.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        DISPATCHED = "dispatched", _("dispatched")
        GATHERED = "gathered", _("told in a digest")
        DROPPED = "dropped", _("no longer needed")

    key = models.CharField(
        max_length=200, db_collation="C"
    )  # so that one index serves equality and beginnings
    recipient = models.ForeignKey(
        User, models.CASCADE, related_name="messages_for_me", db_index=False
    )  # `message_list` begins with it
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=80)
    context = models.JSONField(default=dict)
    is_urgent = models.BooleanField(default=False)
    is_confidential = models.BooleanField(
        default=False,
        db_default=False,
        help_text=_("for its reader alone: no channel of the company carries it"),
    )
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    reason = models.CharField(max_length=200, blank=True, help_text=_("why it was dropped"))
    created_at = models.DateTimeField()
    gather_until = models.DateTimeField(
        null=True, blank=True, help_text=_("waits for the digest of this time")
    )
    held_until = models.DateTimeField(
        null=True, blank=True, help_text=_("what it tells can be taken back until then")
    )
    digest = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="items",
        db_index=False,  # `message_told_in` begins with it
        help_text=_("the digest in which it was told"),
    )
    visible_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key"], name="message_once")]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(state="queued", gather_until=None), name="message_queued"
            ),
            models.Index(
                fields=["gather_until", "recipient"],
                condition=Q(state="queued", gather_until__isnull=False),
                name="message_gathering",
            ),
            models.Index(fields=["recipient", "-visible_at", "-id"], name="message_list"),
            models.Index(
                fields=["about", "recipient"], condition=Q(is_confidential=True), name="message_in_confidence"
            ),
            models.Index(
                fields=["digest", "-is_urgent", "id"],
                condition=Q(digest__isnull=False),
                name="message_told_in",
            ),
            models.Index(
                fields=["recipient"], condition=Q(read_at=None, state="dispatched"), name="message_unread"
            ),
        ]


class Delivery(models.Model):
    """One message on one channel, with every try and its final state.

    `address` is what people may read: the e-mail address, or the name of the channel.
    """

    class Kind(models.TextChoices):
        EMAIL = "email", _("e-mail")
        SLACK = "slack", _("Slack")
        TEAMS = "teams", _("Microsoft Teams")
        WEBHOOK = "webhook", _("Webhook")

    class State(models.TextChoices):
        PENDING = "pending", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        DROPPED = "dropped", _("no longer needed")

    message = models.ForeignKey(Message, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Kind)
    via = models.ForeignKey(Channel, models.RESTRICT, null=True, blank=True, related_name="deliveries")
    address = models.CharField(max_length=320)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    attempts_before = models.PositiveSmallIntegerField(
        default=0, help_text=_("those made before it was put back into the queue")
    )
    opened_at = models.DateTimeField(null=True, blank=True, help_text=_("since when it is tried"))
    next_attempt_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["message", "via"], nulls_distinct=False, name="delivery_once")
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(state="pending"), name="delivery_pending"),
            models.Index(fields=["leased_until"], condition=Q(state="sending"), name="delivery_leased"),
            models.Index(fields=["state", "-id"], name="delivery_log"),
        ]
