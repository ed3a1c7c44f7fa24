"""Fields that every shape uses: instants and names."""

from datetime import UTC, datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

LONGEST_TEXT = 4000


class Instant(serializers.DateTimeField):
    """An instant with its zone, given back in UTC whoever reads it."""

    default_error_messages = {
        "naive": _("Say in which zone: add Z or an offset such as +01:00."),
        "far": _("This is too far away. Look at the year."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(default_timezone=UTC, **kwargs)

    def enforce_timezone(self, value: datetime) -> datetime:
        if timezone.is_naive(value):
            self.fail("naive")
        if not 2000 <= value.year <= 2100:
            self.fail("far")
        return value.astimezone(UTC)

    def to_representation(self, value: datetime) -> str:
        return in_utc(value)


def in_utc(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


class Words(serializers.CharField):
    """A few sentences, at most 4,000 characters."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_TEXT, **kwargs)


def named(slug_field: str, **kwargs: Any) -> "serializers.SlugRelatedField[Any]":
    """What a row refers to, by a name instead of a key."""
    return serializers.SlugRelatedField(slug_field=slug_field, read_only=True, **kwargs)


class RowSerializer(serializers.ModelSerializer[Any]):
    """A row of ours: its instants in UTC, whatever the viewer's zone."""

    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.DateTimeField: Instant,
    }
