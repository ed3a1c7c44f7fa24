"""What each command asks for. The names are those of the commands."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from inflection_points.models import InflectionPoint, Kind, Site
from inflection_points.rules.policies import Severity
from issues.commands import Telling
from issues.models import Action, Issue
from issues.rules.events import ActionKind, ClosureReason, WaitsFor
from issues.serializers.attachments import Photos
from issues.serializers.fields import Instant, Words
from people.models import Department, User

MOST_CUSTOMERS = 1_000_000


class Asked(serializers.Serializer[Any]):
    """The body of one command. Without fields of its own: nothing is asked."""

    def facts(self) -> dict[str, Any]:
        """The command's own arguments."""
        return dict(self.validated_data)


class ClientKey(serializers.UUIDField):
    """What the sender calls it. The door decides it together with the header."""

    def __init__(self, **kwargs: Any) -> None:
        words = "makes sending it twice the same as once; or use the header Idempotency-Key"
        super().__init__(required=False, allow_null=True, default=None, help_text=words, **kwargs)


class WithPhotos(Asked):
    photos = Photos()

    def facts(self) -> dict[str, Any]:
        facts = super().facts()
        files = facts.pop("photos", [])
        return {**facts, "files": files}


class AddReportSerializer(Asked):
    """One person's telling of a problem."""

    photos = Photos()

    text = Words(required=False, allow_blank=True, default="")
    customers = serializers.IntegerField(required=False, default=1, min_value=1, max_value=MOST_CUSTOMERS)
    observed_at = Instant(
        required=False,
        allow_null=True,
        default=None,
        help_text="when it was noticed; within the last 30 days",
    )
    client_key = ClientKey()

    def facts(self) -> dict[str, Any]:
        """Without the key: the door decides it together with the header."""
        told = self.validated_data
        facts = {name: told[name] for name in ("text", "customers", "observed_at")}
        return {**facts, "files": told.get("photos", [])}

    def telling(self, key: Any) -> Telling:
        """What the command takes, under this key or, without one, under a new one."""
        keyed = {"client_key": key} if key else {"may_be_known": False}
        return Telling(**AddReportSerializer.facts(self), channel="api", **keyed)


class ReportIssueSerializer(AddReportSerializer):
    """A new problem at a point. `kind` is one of the point's kinds, by name."""

    point = serializers.SlugRelatedField(
        slug_field="slug",
        queryset=InflectionPoint.objects.active().select_related("stage__chain"),
    )
    severity = serializers.ChoiceField(choices=Issue.Severities.choices)
    kind = serializers.CharField(required=False, allow_null=True, default=None, max_length=120)
    site = serializers.SlugRelatedField(
        slug_field="name",
        queryset=Site.objects.filter(is_active=True),
        required=False,
        allow_null=True,
        default=None,
    )

    is_confidential = serializers.BooleanField(
        required=False, default=False, help_text="only those who deal with it may read this"
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs = super().validate(attrs)
        if attrs["kind"] is None:
            return attrs
        kinds = {kind.name: kind for kind in Kind.objects.filter(point=attrs["point"])}
        if attrs["kind"] not in kinds:
            known = ", ".join(f"“{name}”" for name in kinds) or "none"
            raise serializers.ValidationError(
                {"kind": _("No such kind at this point. Known here: %(known)s.") % {"known": known}}
            )
        return {**attrs, "kind": kinds[attrs["kind"]]}

    def facts(self) -> dict[str, Any]:
        told = self.validated_data
        return {
            "point": told["point"],
            "severity": Severity(told["severity"]),
            "kind": told["kind"],
            "site": told["site"],
            "is_confidential": told["is_confidential"],
        }


class AcceptSerializer(Asked):
    pass


class HandOverSerializer(Asked):
    """To a person, or else to a department."""

    to = serializers.PrimaryKeyRelatedField(queryset=User.objects.active(), required=False, default=None)
    to_department = serializers.SlugRelatedField(
        slug_field="slug", queryset=Department.objects.active(), required=False, default=None
    )
    reason = Words(required=False, allow_blank=True, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if (attrs["to"] is None) == (attrs["to_department"] is None):
            raise serializers.ValidationError(
                {"to": _("Name either a person (to) or a department (to_department).")}
            )
        return attrs


class PlanActionSerializer(Asked):
    kind = serializers.ChoiceField(choices=Action.Kinds.choices)
    description = Words()
    assignee = serializers.PrimaryKeyRelatedField(queryset=User.objects.active())
    due_at = Instant()
    is_required = serializers.BooleanField(
        required=False, default=True, help_text="the issue cannot be resolved without it"
    )

    def facts(self) -> dict[str, Any]:
        return {**self.validated_data, "kind": ActionKind(self.validated_data["kind"])}


class StartActionSerializer(Asked):
    pass


class CompleteActionSerializer(WithPhotos):
    evidence = Words(required=False, allow_blank=True, default="")


class RecordContainmentSerializer(WithPhotos):
    evidence = Words(help_text="what was done to stop the harm")


class CommentSerializer(WithPhotos):
    text = Words(help_text="@ and a name tells somebody and lets them follow the issue")
    client_key = ClientKey()


class NudgeSerializer(Asked):
    pass


class KeepPromiseSerializer(Asked):
    note = Words(required=False, allow_blank=True, default="")


class WatchSerializer(Asked):
    pass


class UnwatchSerializer(Asked):
    pass


class ChangeSeveritySerializer(Asked):
    to = serializers.ChoiceField(choices=Issue.Severities.choices)
    reason = Words(
        required=False, allow_blank=True, default="", help_text="needed when it becomes less severe"
    )

    def facts(self) -> dict[str, Any]:
        return {**self.validated_data, "to": Severity(self.validated_data["to"])}


class ResolveSerializer(Asked):
    reason = serializers.ChoiceField(
        choices=[(reason.value, reason.value.replace("_", " ")) for reason in ClosureReason]
    )
    note = Words(required=False, allow_blank=True, default="")
    root_cause = Words(
        required=False,
        allow_blank=True,
        default="",
        help_text="needed for a critical issue and from the second recurrence on",
    )

    def facts(self) -> dict[str, Any]:
        return {**self.validated_data, "reason": ClosureReason(self.validated_data["reason"])}


class VerifySerializer(Asked):
    pass


class ReopenSerializer(Asked):
    reason = Words()


class DeclineSerializer(Asked):
    reason = Words(help_text="the reporters will read it")


class StartWaitSerializer(Asked):
    waits_for = serializers.ChoiceField(choices=[(one.value, one.value) for one in WaitsFor])
    name = serializers.CharField(max_length=120, help_text="who it is, in a name that colleagues recognise")
    until = Instant(help_text="five working days at most, ten for all waits of an issue together")

    def facts(self) -> dict[str, Any]:
        return {**self.validated_data, "waits_for": WaitsFor(self.validated_data["waits_for"])}


class EndWaitSerializer(Asked):
    note = Words(required=False, allow_blank=True, default="")


class SnoozeSerializer(Asked):
    until = Instant(help_text="a week at most, three times for one person")


class MergeSerializer(Asked):
    into = serializers.IntegerField(
        min_value=1, max_value=2**31 - 1, help_text="the number of the other issue"
    )


class UnmergeSerializer(Asked):
    reason = Words()


class MakeConfidentialSerializer(Asked):
    reason = Words(help_text="only those who see the issue read it")


class MakeOpenSerializer(Asked):
    reason = Words(help_text="everybody will read it")


class UndoSerializer(Asked):
    pass
