"""Action rate, reported but not acted on, and time to act, as of any instant."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from insights.commands.keeping import still_to_count
from insights.querysets.groups import By
from insights.querysets.measures import measure, measures_by
from insights.serializers import MeasuresQuery, MeasuresSerializer


@extend_schema(
    parameters=[MeasuresQuery], responses=MeasuresSerializer, operation_id="measures", tags=["measures"]
)
@api_view(["GET"])
def measures(request: Request) -> Response:
    """Action rate, *reported, not acted on* and time to act, with n and intervals; in total and by one breakdown."""
    now = timezone.now()
    query = MeasuresQuery(data=request.query_params, context={"now": now})
    query.is_valid(raise_exception=True)
    still_to_count(now)
    scope, by = query.scope(), query.validated_data.get("by")
    found = {
        "since": scope.period.since,
        "as_of": scope.period.as_of,
        "total": measure(scope),
        "groups": measures_by(scope, By(by)) if by else [],
    }
    return Response(MeasuresSerializer(found).data)
