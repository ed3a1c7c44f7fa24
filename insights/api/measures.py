"""All measures, as of any instant."""

from datetime import datetime

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from insights.commands.keeping import counted
from insights.querysets.figures import Line, figures, figures_by
from insights.querysets.groups import By
from insights.querysets.where import read_once
from insights.rules.periods import Scope
from insights.serializers import MeasuresQuery, MeasuresSerializer


@extend_schema(
    parameters=[MeasuresQuery], responses=MeasuresSerializer, operation_id="measures", tags=["measures"]
)
@api_view(["GET"])
@read_once()
def measures(request: Request) -> Response:
    """All measures with n and intervals, in total and by one breakdown. What each counts stands in `docs/measures.md`."""
    kept = counted(timezone.now())
    query = MeasuresQuery(data=request.query_params, context={"now": kept.as_of})
    query.is_valid(raise_exception=True)
    scope, by = query.scope(), query.validated_data.get("by")
    found = {
        **_days(scope),
        "still_to_count": kept.waiting,
        "total": Line("", "", figures(scope)),
        "compared": _days(scope.before) | {"total": Line("", "", figures(scope.before))}
        if scope.is_compared
        else None,
        "groups": figures_by(scope, By(by)) if by else [],
    }
    return Response(MeasuresSerializer(found).data)


def _days(scope: Scope) -> dict[str, datetime | None]:
    period = scope.period
    return {"since": period.since, "until": period.until, "as_of": period.as_of}
