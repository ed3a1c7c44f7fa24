"""Who wants to hear what happens to an issue without having it."""

from django.contrib.auth import get_user_model
from django.db import models

from issues.models.issues import Issue

User = get_user_model()


class Watch(models.Model):
    """One person follows one issue. Never an act; whoever follows a duplicate hears of the issue it was merged into."""

    issue = models.ForeignKey(
        Issue, models.CASCADE, related_name="watches", db_index=False
    )  # `watch_once` is one
    person = models.ForeignKey(User, models.CASCADE, related_name="watches")
    since = models.DateTimeField()

    class Meta:
        verbose_name_plural = "watches"
        ordering = ["since", "pk"]
        constraints = [models.UniqueConstraint(fields=["issue", "person"], name="watch_once")]
