"""How the API says no."""

from typing import Any

from rest_framework import serializers


class RefusalSerializer(serializers.Serializer[Any]):
    """`code` is for programs, `detail` the sentence for a person; nothing was changed."""

    code = serializers.CharField()
    detail = serializers.CharField()


class InvalidSerializer(RefusalSerializer):
    """A body that could not be understood: what to mend, by field."""

    fields = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))  # type: ignore[assignment]
