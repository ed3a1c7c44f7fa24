"""The measures as JSON, and what may be asked of them."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from inflection_points.models import InflectionPoint, Stage
from inflection_points.rules.policies import Severity
from insights.querysets.figures import Line
from insights.querysets.groups import By
from insights.rules.figures import Answers, Escape, Passing, Prevention, Recurrence, Reopening, Urgency
from insights.rules.periods import WEEK, Against, Period, Scope, iso_name
from insights.rules.shares import Share
from insights.rules.survival import Duration
from issues.serializers.fields import Instant
from people.models import Department

WEEKS: Final = 12
MOST_WEEKS: Final = 104
LONGEST: Final = MOST_WEEKS * WEEK


class MeasuresQuery(serializers.Serializer[Any]):
    """`now`, in the context, is the latest instant that can be asked about."""

    as_of = Instant(required=False, help_text="As it stood at this instant; now, when left out.")
    since = Instant(
        required=False,
        help_text="Only what was reported from here on; the Monday eleven weeks before the week of as_of, when left out.",
    )
    until = Instant(required=False, help_text="Only what was reported before; up to as_of, when left out.")
    weeks = serializers.IntegerField(
        min_value=1,
        max_value=MOST_WEEKS,
        required=False,
        help_text="Instead of since: the week of as_of and those before it, so many in all.",
    )
    compare = serializers.ChoiceField(
        choices=list(Against),
        required=False,
        help_text="The same in the weeks directly before, or in the same weeks a year before; nothing, when left out.",
    )
    by = serializers.ChoiceField(choices=list(By), required=False, help_text="Break down by this.")
    stage = serializers.PrimaryKeyRelatedField(queryset=Stage.objects.all(), required=False)
    point = serializers.SlugRelatedField(
        slug_field="slug", queryset=InflectionPoint.objects.all(), required=False
    )
    department = serializers.SlugRelatedField(
        slug_field="slug", queryset=Department.objects.all(), required=False
    )
    severity = serializers.ChoiceField(choices=list(Severity), required=False)

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Whole weeks up to `as_of` where nothing else was asked for. What is not known is refused, not passed over."""
        if unknown := sorted(set(self.initial_data) - set(self.fields) - {"format"}):
            known = ", ".join(self.fields)
            raise serializers.ValidationError(
                dict.fromkeys(unknown, f"This cannot be asked for. What can be: {known}.")
            )
        now: datetime = self.context["now"]
        as_of = asked.setdefault("as_of", now)
        if as_of > now:
            raise serializers.ValidationError(
                {"as_of": "This lies in the future. Leave it out to ask about now."}
            )
        if "since" in asked and "weeks" in asked:
            raise serializers.ValidationError({"weeks": "Ask for weeks or for since, not for both."})
        if "since" not in asked:
            whole = Period.of_weeks(asked.get("weeks", WEEKS), as_of)
            asked |= {"since": whole.since} | ({"until": whole.until} if whole.until else {}) | asked
        since = asked["since"]
        if since > as_of:
            raise serializers.ValidationError({"since": "This lies after as_of. Choose an earlier instant."})
        if as_of - since > LONGEST:
            raise serializers.ValidationError({"since": f"Ask for {MOST_WEEKS} weeks at most at a time."})
        if asked.get("until", as_of) < since:
            raise serializers.ValidationError({"until": "This lies before since. Choose a later instant."})
        return asked

    def scope(self) -> Scope:
        """What was asked for. Call it when the query is valid."""
        asked = self.validated_data
        places = {name: asked[name].pk for name in ("stage", "point", "department") if name in asked}
        return Scope(
            Period(asked["since"], asked["as_of"], asked.get("until")),
            severity=asked.get("severity"),
            against=Against(asked.get("compare", Against.NOTHING)),
            **places,
        )


class ShareSerializer(serializers.Serializer[Share]):
    count = serializers.IntegerField()
    n = serializers.IntegerField()
    share = serializers.FloatField(source="value", allow_null=True, help_text="0 to 1; null of nothing.")
    low = serializers.FloatField(help_text="Wilson 95 % interval.")
    high = serializers.FloatField()
    small = serializers.BooleanField(help_text="n < 20: too few to judge or rank.")


class BandsSerializer(serializers.Serializer[Any]):
    reported = serializers.IntegerField(help_text="Of all counted issues reported in the period.")
    matured = serializers.IntegerField(
        help_text="Valid, and their time to act is over: n of the three shares."
    )
    maturing = serializers.IntegerField()
    declined = serializers.IntegerField()
    action_rate = ShareSerializer(help_text="Acted on within the act target.")
    acted_late = ShareSerializer()
    not_acted_on = ShareSerializer(help_text="Reported, never acted on.")
    declined_share = ShareSerializer(help_text="Of what was decided: acted on or declined.")


@extend_schema_field(float)
class WorkingHoursField(serializers.Field[timedelta, Any, float, Any]):
    """A duration as hours."""

    def to_representation(self, value: timedelta) -> float:
        return round(value / timedelta(hours=1), 4)


class DurationSerializer(serializers.Serializer[Duration]):
    """Kaplan–Meier, in working hours; null where so many have not been acted on yet."""

    n = serializers.IntegerField()
    acted = serializers.IntegerField(source="ended")
    p50 = WorkingHoursField(allow_null=True)
    p75 = WorkingHoursField(allow_null=True)
    p90 = WorkingHoursField(allow_null=True)
    p50_low = WorkingHoursField(source="low", allow_null=True)
    p50_high = WorkingHoursField(source="high", allow_null=True)
    small = serializers.BooleanField()


class UrgencySerializer(serializers.Serializer[Urgency]):
    acted = serializers.IntegerField(help_text="In their first cycle, and not declined.")
    born_urgent = serializers.IntegerField(source="born", help_text="Critical or high when reported.")
    triggered = serializers.IntegerField(
        help_text="Acted on after they were raised to urgent, or a rung at or past the act target was reached."
    )
    bias = ShareSerializer(help_text="Urgent-only bias: both of these of all that were acted on.")
    born_share = ShareSerializer()


class PreventionSerializer(serializers.Serializer[Prevention]):
    completed = serializers.IntegerField(help_text="Actions and remedies completed in the period.")
    preventive = serializers.IntegerField()
    proactive = ShareSerializer()


class AnswersSerializer(serializers.Serializer[Answers]):
    asked = serializers.IntegerField(
        help_text="Whether it is fixed, for the first time seven days ago or longer."
    )
    yes = serializers.IntegerField(help_text="No answer is never a yes.")
    verified = ShareSerializer()


class ReopeningSerializer(serializers.Serializer[Reopening]):
    resolved = serializers.IntegerField()
    reopened = serializers.IntegerField()
    share = ShareSerializer()


class PassingSerializer(serializers.Serializer[Passing]):
    received = serializers.IntegerField(
        help_text="Turns of departments; by department, those of the one whose turn it was."
    )
    passed = serializers.IntegerField(help_text="To another department, and nobody had acted.")
    returned = serializers.IntegerField(help_text="To a department that had had it before.")
    pass_rate = ShareSerializer()
    buck_index = serializers.FloatField(allow_null=True, help_text="Passed on per hundred received.")


class RecurrenceSerializer(serializers.Serializer[Recurrence]):
    share = ShareSerializer(
        help_text="Of all fixes old enough, those after which the same was observed again."
    )
    quick = ShareSerializer(source="quick_share", help_text="Without a root cause or a preventive action.")
    rooted = ShareSerializer(source="rooted_share")


class EscapeSerializer(serializers.Serializer[Escape]):
    known = serializers.IntegerField(help_text="Issues whose root cause says where it began.")
    escaped = serializers.IntegerField(help_text="Felt downstream of there.")
    share = ShareSerializer()


class MeasureSerializer(serializers.Serializer[Line]):
    key = serializers.SerializerMethodField(help_text="Slug, severity or ISO week; empty for the total.")
    name = serializers.CharField()
    acting = BandsSerializer(source="figures.bands")
    time_to_act = DurationSerializer(source="figures.time_to_act")
    urgency = UrgencySerializer(source="figures.urgency")
    prevention = PreventionSerializer(source="figures.prevention")
    answers = AnswersSerializer(source="figures.answers")
    reopening = ReopeningSerializer(source="figures.reopening")
    time_to_act_again = DurationSerializer(source="figures.time_to_act_again")
    passing = PassingSerializer(source="figures.passing")
    recurrence_30 = RecurrenceSerializer(source="figures.recurrence_30")
    recurrence_90 = RecurrenceSerializer(source="figures.recurrence_90")
    escape = EscapeSerializer(source="figures.escape")

    def get_key(self, line: Line) -> str:
        return iso_name(line.key) if isinstance(line.key, datetime) else line.key


class ComparedSerializer(serializers.Serializer[Any]):
    since = serializers.DateTimeField(default_timezone=UTC)
    until = serializers.DateTimeField(default_timezone=UTC, allow_null=True)
    as_of = serializers.DateTimeField(default_timezone=UTC)
    total = MeasureSerializer()


class MeasuresSerializer(serializers.Serializer[Any]):
    since = serializers.DateTimeField(default_timezone=UTC)
    until = serializers.DateTimeField(default_timezone=UTC, allow_null=True)
    as_of = serializers.DateTimeField(default_timezone=UTC)
    still_to_count = serializers.IntegerField(
        help_text="Changes that these figures do not know yet, 10,000 at the most; they will within minutes."
    )
    total = MeasureSerializer()
    compared = ComparedSerializer(allow_null=True, help_text="What it is compared with, as it stood then.")
    groups = MeasureSerializer(
        many=True, help_text="One a group that anything is counted of; weeks oldest first."
    )
