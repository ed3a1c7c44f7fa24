"""Everything that is known of one issue: what happened, who had it, what was done, and what comes next."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from issues.commands.offers import Offer
from issues.commands.prospects import Outlook
from issues.models import Action, Custody, Escalation, Event, Issue, Report
from issues.rules.moves import Move, MoveKind, Standing, Whose
from issues.serializers.attachments import AttachmentSerializer
from issues.serializers.fields import Instant, RowSerializer, in_utc, named
from issues.serializers.issues import IssueSerializer
from issues.serializers.people import PersonSerializer


class NextMoveSerializer(serializers.Serializer[Outlook]):
    """The move that the issue waits for, whose it is, and by when."""

    kind = serializers.ChoiceField(source="move.kind", choices=[kind.value for kind in MoveKind])
    whose = serializers.ChoiceField(source="move.whose", choices=[whose.value for whose in Whose])
    people = PersonSerializer(source="movers", many=True)
    deadline = Instant(source="move.deadline")


class ToldSerializer(serializers.Serializer[Any]):
    person = PersonSerializer()
    post = serializers.CharField(
        source="as_what", help_text="as what they are told, such as “Head of Delivery”"
    )


class NoticeSerializer(serializers.Serializer[Any]):
    """What the engine does unless the move is made: a rung of the ladder, and whom it tells."""

    at = Instant()
    clock = serializers.CharField()
    rung = serializers.IntegerField()
    people = ToldSerializer(many=True)


class FirstMoveSerializer(serializers.Serializer[Move]):
    """The move that a new issue waits for; `holder` says whose it is."""

    kind = serializers.CharField(help_text="as in the issue itself: accept, unless it is late already")
    whose = serializers.CharField()
    deadline = Instant()


class ReceivedSerializer(serializers.Serializer[Issue]):
    """What whoever reports needs to know: the number, who has it, and by when they will act. The rest is at `Location`.

    Needs `move` in the context.
    """

    number = serializers.IntegerField()
    phase = serializers.ChoiceField(choices=Issue.Phases.choices)
    severity = serializers.ChoiceField(choices=Issue.Severities.choices)
    reported_at = Instant()
    accept_by = Instant()
    act_by = Instant()
    owner = serializers.CharField(help_text="the accountable owner")
    holder = serializers.CharField(help_text="the person or department that has it in hand")
    next_move = FirstMoveSerializer(allow_null=True, help_text="empty once the issue is closed")

    def to_representation(self, issue: Issue) -> dict[str, Any]:
        """The fields above, written out: to copy them for each report would take a third of the time to write it."""
        move: Move | None = self.context["move"]
        holder = issue.holder or issue.holder_department
        return {
            "number": issue.pk,
            "phase": issue.phase,
            "severity": issue.severity,
            "reported_at": in_utc(issue.reported_at),
            "accept_by": in_utc(issue.accept_by),
            "act_by": in_utc(issue.act_by),
            "owner": issue.point.owner.name,
            "holder": holder.name if holder is not None else "",
            "next_move": move and {"kind": move.kind, "whose": move.whose, "deadline": in_utc(move.deadline)},
        }


class ReportSerializer(RowSerializer):
    reporter = PersonSerializer(read_only=True, allow_null=True)
    attachments = AttachmentSerializer(many=True, read_only=True)
    client_key = serializers.SerializerMethodField(
        help_text="the key that you sent your own report under; null in every other"
    )

    class Meta:
        model = Report
        fields = [
            "id",
            "reporter",
            "received_at",
            "observed_at",
            "text",
            "customers",
            "channel",
            "client_key",
            "promised",
            "promised_by",
            "kept_at",
            "attachments",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_client_key(self, report: Report) -> UUID | None:
        """Whoever knows the key of a report without a name is answered its receipt code: it is given to nobody."""
        is_own = report.reporter_id is not None and report.reporter_id == self.context["request"].user.pk
        return report.client_key if is_own else None


class EventSerializer(RowSerializer):
    """One change. `facts` are what the event says, by its kind."""

    actor = PersonSerializer(read_only=True, allow_null=True)
    facts = serializers.DictField(source="payload", read_only=True)

    class Meta:
        model = Event
        fields = ["seq", "kind", "at", "recorded_at", "actor", "is_imported", "facts"]
        read_only_fields = fields


class ActionSerializer(RowSerializer):
    assignee = PersonSerializer(read_only=True)
    attachments = AttachmentSerializer(many=True, read_only=True)

    class Meta:
        model = Action
        fields = [
            "id",
            "kind",
            "description",
            "assignee",
            "due_at",
            "is_required",
            "planned_at",
            "started_at",
            "completed_at",
            "evidence",
            "attachments",
        ]
        read_only_fields = fields


class CustodySerializer(RowSerializer):
    person = PersonSerializer(read_only=True, allow_null=True)
    department = named("slug", allow_null=True)

    class Meta:
        model = Custody
        fields = ["person", "department", "since", "until", "reason", "acted"]
        read_only_fields = fields


class EscalationSerializer(RowSerializer):
    class Meta:
        model = Escalation
        fields = ["cycle", "clock", "rung", "due_at", "fired_at", "caught_up"]
        read_only_fields = fields


class IssueLifeSerializer(IssueSerializer):
    """An issue with its whole life. Needs `outlook` and `offered` in the context."""

    seen = serializers.IntegerField(
        source="last_seq",
        read_only=True,
        help_text="send it back, and nothing is done to an issue that moved on since",
    )
    standing = serializers.SerializerMethodField()
    next_move = serializers.SerializerMethodField(help_text="empty once the issue is closed")
    then = serializers.SerializerMethodField(help_text="what happens when the move is not made")
    may = serializers.SerializerMethodField(help_text="the commands that you may use on it now")
    reports = ReportSerializer(many=True, read_only=True)
    actions = ActionSerializer(many=True, read_only=True)
    custodies = CustodySerializer(many=True, read_only=True)
    escalations = EscalationSerializer(many=True, read_only=True)
    events = EventSerializer(many=True, read_only=True)

    class Meta(IssueSerializer.Meta):
        fields = [
            *IssueSerializer.Meta.fields,
            "seen",
            "root_cause",
            "standing",
            "next_move",
            "then",
            "may",
            "reports",
            "actions",
            "custodies",
            "escalations",
            "events",
        ]
        read_only_fields = fields

    @property
    def outlook(self) -> Outlook:
        found: Outlook = self.context["outlook"]
        return found

    @extend_schema_field(serializers.ChoiceField(choices=[standing.value for standing in Standing]))
    def get_standing(self, _issue: Issue) -> str:
        return self.outlook.standing

    @extend_schema_field(NextMoveSerializer(allow_null=True))
    def get_next_move(self, _issue: Issue) -> Any:
        return NextMoveSerializer(self.outlook).data if self.outlook.move else None

    @extend_schema_field(NoticeSerializer(allow_null=True))
    def get_then(self, _issue: Issue) -> Any:
        return NoticeSerializer(self.outlook.then).data if self.outlook.then else None

    @extend_schema_field(
        serializers.ListField(child=serializers.ChoiceField(choices=[offer.value for offer in Offer]))
    )
    def get_may(self, _issue: Issue) -> list[str]:
        return sorted(self.context["offered"])
