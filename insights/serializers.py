"""The measures as JSON, and what may be asked of them."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from inflection_points.models import InflectionPoint, Stage
from inflection_points.rules.policies import Severity
from insights.querysets.groups import By
from insights.querysets.measures import Measure
from insights.rules.periods import WEEK, Period, Scope, iso_name
from insights.rules.shares import Share
from insights.rules.survival import Duration
from issues.serializers.fields import Instant
from people.models import Department

WEEKS: Final = 12
LONGEST: Final = 53 * WEEK


class MeasuresQuery(serializers.Serializer[Any]):
    """`now`, in the context, is the latest instant that can be asked about."""

    as_of = Instant(required=False, help_text="As it stood at this instant; now, when left out.")
    since = Instant(
        required=False,
        help_text="Only what was reported from here on; the Monday eleven weeks before the week of as_of, when left out.",
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
        """Whole weeks up to `as_of` where nothing else was asked for."""
        now: datetime = self.context["now"]
        as_of = asked.setdefault("as_of", now)
        if as_of > now:
            raise serializers.ValidationError(
                {"as_of": "This lies in the future. Leave it out to ask about now."}
            )
        since = asked.setdefault("since", Period.of_weeks(WEEKS, as_of).since)
        if since > as_of:
            raise serializers.ValidationError({"since": "This lies after as_of. Choose an earlier instant."})
        if as_of - since > LONGEST:
            raise serializers.ValidationError({"since": "Ask for 53 weeks at most at a time."})
        return asked

    def scope(self) -> Scope:
        """What was asked for. Call it when the query is valid."""
        asked = self.validated_data
        places = {name: asked[name].pk for name in ("stage", "point", "department") if name in asked}
        return Scope(Period(asked["since"], asked["as_of"]), severity=asked.get("severity"), **places)


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


class MeasureSerializer(serializers.Serializer[Measure]):
    key = serializers.SerializerMethodField(help_text="Slug, severity or ISO week; empty for the total.")
    name = serializers.CharField()
    acting = BandsSerializer(source="bands")
    time_to_act = DurationSerializer()

    def get_key(self, measure: Measure) -> str:
        return iso_name(measure.key) if isinstance(measure.key, datetime) else measure.key


class MeasuresSerializer(serializers.Serializer[Any]):
    since = serializers.DateTimeField(default_timezone=UTC)
    as_of = serializers.DateTimeField(default_timezone=UTC)
    total = MeasureSerializer()
    groups = MeasureSerializer(
        many=True, help_text="One a group that anything was reported in; weeks oldest first."
    )
