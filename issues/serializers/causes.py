"""Root causes and the work against them: what the API gives, and what each command asks for."""

from typing import Any

from rest_framework import serializers

from inflection_points.models import InflectionPoint
from issues.commands.causes import LONGEST_TITLE, LONGEST_WHY, MOST_WHYS
from issues.models import Remedy, RootCause
from issues.rules.events import ActionKind
from issues.serializers.fields import Instant, RowSerializer, Words, named
from issues.serializers.moves import Asked
from issues.serializers.people import PersonSerializer
from people.models import User

_KEY = "makes sending it twice the same as once; or use the header Idempotency-Key"


class RemedySerializer(RowSerializer):
    """Work against a cause; done once `completed_at` is set."""

    assignee = PersonSerializer(read_only=True)
    planned_by = PersonSerializer(read_only=True, allow_null=True)
    completed_by = PersonSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Remedy
        fields = [
            "id",
            "kind",
            "description",
            "assignee",
            "due_at",
            "planned_by",
            "planned_at",
            "completed_by",
            "completed_at",
            "evidence",
        ]
        read_only_fields = fields


class RootCauseSerializer(RowSerializer):
    """Why problems happen, where it begins, and how many issues it explains. Needs `counted`."""

    origin = named("slug", help_text="the point where it begins")
    whys = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text="the answers to why, the deepest last"
    )
    noted_by = PersonSerializer(read_only=True, allow_null=True)
    changed_by = PersonSerializer(read_only=True, allow_null=True)
    explains = serializers.IntegerField(
        read_only=True, help_text="issues, those that you may not see included"
    )
    open_work = serializers.IntegerField(read_only=True, help_text="remedies that are not done yet")

    class Meta:
        model = RootCause
        fields = [
            "id",
            "title",
            "origin",
            "whys",
            "noted_by",
            "noted_at",
            "changed_by",
            "changed_at",
            "revision",
            "explains",
            "open_work",
        ]
        read_only_fields = fields


class RootCauseInFullSerializer(RootCauseSerializer):
    """With the work against it, and the newest issues that it explains. Needs `issues` in the context."""

    remedies = RemedySerializer(many=True, read_only=True)
    issues = serializers.SerializerMethodField(
        help_text="numbers of at most 50 that you may see, newest first"
    )

    class Meta(RootCauseSerializer.Meta):
        fields = [*RootCauseSerializer.Meta.fields, "remedies", "issues"]
        read_only_fields = fields

    def get_issues(self, _cause: RootCause) -> list[int]:
        return list(self.context["issues"])


class ChangeCauseSerializer(Asked):
    title = serializers.CharField(max_length=LONGEST_TITLE, help_text="the cause, not the symptom")
    origin = serializers.SlugRelatedField(slug_field="slug", queryset=InflectionPoint.objects.active())
    whys = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_WHY),
        max_length=MOST_WHYS,
        required=False,
        default=list,
    )
    seen = serializers.IntegerField(min_value=1, help_text="the `revision` that you know")


class NoteCauseSerializer(ChangeCauseSerializer):
    """`issue` is the number of an issue that it explains, if there is one already."""

    seen = None  # type: ignore[assignment]  # there is nothing to have seen yet
    issue = serializers.IntegerField(
        min_value=1, max_value=2**31 - 1, required=False, allow_null=True, default=None
    )
    client_key = serializers.UUIDField(required=False, allow_null=True, default=None, help_text=_KEY)


class PlanRemedySerializer(Asked):
    kind = serializers.ChoiceField(choices=Remedy.Kinds.choices)
    description = Words()
    assignee = serializers.PrimaryKeyRelatedField(queryset=User.objects.active())
    due_at = Instant()
    client_key = serializers.UUIDField(required=False, allow_null=True, default=None, help_text=_KEY)

    def facts(self) -> dict[str, Any]:
        return {**self.validated_data, "kind": ActionKind(self.validated_data["kind"])}


class CompleteRemedySerializer(Asked):
    evidence = Words(help_text="what was done, so that others can see it and learn from it")


class LinkCauseSerializer(Asked):
    cause = serializers.PrimaryKeyRelatedField(queryset=RootCause.objects.all())

    def facts(self) -> dict[str, Any]:
        return {"cause": self.validated_data["cause"].pk}


class UnlinkCauseSerializer(LinkCauseSerializer):
    pass
