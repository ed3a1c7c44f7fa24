"""People and departments."""

from issues.serializers.fields import RowSerializer, named
from people.models import Department, User


class PersonSerializer(RowSerializer):
    """A person as others name them."""

    department = named("slug", allow_null=True)

    class Meta:
        model = User
        fields = ["id", "name", "job_title", "department"]
        read_only_fields = fields


class ColleagueSerializer(PersonSerializer):
    """A person to choose from: with the address and the role."""

    class Meta(PersonSerializer.Meta):
        fields = [*PersonSerializer.Meta.fields, "email", "role", "time_zone"]
        read_only_fields = fields


class DepartmentSerializer(RowSerializer):
    head = PersonSerializer(read_only=True, allow_null=True)
    part_of = named("slug", source="parent", allow_null=True)

    class Meta:
        model = Department
        fields = ["slug", "name", "head", "part_of", "contribution"]
        read_only_fields = fields
