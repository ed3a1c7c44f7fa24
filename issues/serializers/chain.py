"""The value chain: stages and their inflection points."""

from typing import Any

from rest_framework import serializers

from inflection_points.models import InflectionPoint, Stage
from issues.serializers.fields import RowSerializer, named
from issues.serializers.people import PersonSerializer


class StageSerializer(RowSerializer):
    class Meta:
        model = Stage
        fields = ["id", "name", "position"]
        read_only_fields = fields


class PointSerializer(RowSerializer):
    """An inflection point: where problems can be reported, and who answers for them."""

    stage = StageSerializer(read_only=True)
    department = named("slug")
    owner = PersonSerializer(read_only=True)
    deputy = PersonSerializer(read_only=True, allow_null=True)
    kinds: serializers.Field[Any, Any, Any, Any] = serializers.SlugRelatedField(
        slug_field="name",
        many=True,
        read_only=True,
        help_text="the known kinds of problem, to report one by name",
    )
    depends_on = serializers.SerializerMethodField(help_text="the points directly upstream")

    class Meta:
        model = InflectionPoint
        fields = [
            "slug",
            "name",
            "stage",
            "department",
            "owner",
            "deputy",
            "weight",
            "exposure",
            "promise",
            "guidance",
            "kinds",
            "depends_on",
        ]
        read_only_fields = fields

    def get_depends_on(self, point: InflectionPoint) -> list[str]:
        """The short names of the points that this one depends on."""
        return sorted(edge.upstream.slug for edge in point.dependencies.all())
