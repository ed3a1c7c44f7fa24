"""An issue as a list shows it."""

from rest_framework import serializers

from issues.models import Issue
from issues.serializers.fields import RowSerializer, named
from issues.serializers.people import PersonSerializer

_COLUMNS = [
    "title",
    "phase",
    "severity",
    "cycle",
    "reported_at",
    "accepted_at",
    "acted_at",
    "resolved_at",
    "closed_at",
    "accept_by",
    "act_by",
    "resolve_by",
    "held_until",
    "next_due_at",
    "reached",
    "handovers",
    "report_count",
    "is_confidential",
    "customers",
]


class IssueSerializer(RowSerializer):
    """One reported problem: where, how bad, who has it, and its deadlines."""

    number = serializers.IntegerField(source="pk", read_only=True)
    point = named("slug")
    kind = named("name", allow_null=True)
    site = named("name", allow_null=True)
    department = named("slug", source="point.department", help_text="the accountable department")
    owner = PersonSerializer(source="point.owner", read_only=True, help_text="the accountable owner")
    holder = PersonSerializer(read_only=True, allow_null=True, help_text="the person who has it in hand")
    holder_department = named("slug", allow_null=True)

    class Meta:
        model = Issue
        fields = [
            "number",
            "point",
            "kind",
            "site",
            "department",
            "owner",
            "holder",
            "holder_department",
            *_COLUMNS,
        ]
        read_only_fields = fields
        extra_kwargs = {
            "next_due_at": {"help_text": "when the engine speaks next unless somebody moves"},
            "acted_at": {"help_text": "when somebody first acted in this cycle; empty while nobody has"},
        }
