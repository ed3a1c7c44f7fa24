"""What has changed since the facts were last brought in step. Triggers of the database add to it, `commands.keeping` takes."""

from django.db import models


class Change(models.Model):
    """Of one issue, or of something that many issues are counted by. The same may stand in it many times."""

    class Kinds(models.TextChoices):
        ISSUE = "issue"
        CALENDAR = "calendar"
        CAUSE = "cause"
        REMEDY = "remedy"

    kind = models.CharField(max_length=8, choices=Kinds)
    number = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
