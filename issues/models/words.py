"""By which words an issue is found."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from issues.models.issues import Issue


class Words(models.Model):
    """All words of an issue: of its title, of what was reported about it, and of the comments on it.

    Kept by triggers, so that no way of writing can forget it. A table of its own, because the words would make every
    row of the issue longer, which a sweep writes anew whenever a rung fires.

    The instant of the report stands beside them, so that the newest with a word are found without reading any other
    issue.
    """

    issue = models.OneToOneField(
        Issue, models.CASCADE, primary_key=True, related_name="words", db_constraint=False
    )
    lexemes = SearchVectorField()
    reported_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "words"
        indexes = [
            GinIndex(fields=["lexemes"], name="words_of_issues"),
            models.Index(fields=["-reported_at", "-issue"], name="words_newest"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
