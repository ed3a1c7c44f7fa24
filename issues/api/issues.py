"""Looking at issues and reporting new ones."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from issues import commands
from issues.api import examples
from issues.api.answers import life, viewer
from issues.api.filters import IssueFilter
from issues.api.keys import HEADER, is_new, key_of
from issues.api.paging import LongestOverdue, Newest
from issues.commands import clock
from issues.models import Issue
from issues.querysets import IssueQuerySet
from issues.rules.memory import thaw
from issues.rules.moves import next_move
from issues.serializers.issues import IssueSerializer
from issues.serializers.lives import IssueLifeSerializer, ReceivedSerializer
from issues.serializers.moves import ReportIssueSerializer

KEY = OpenApiParameter(
    HEADER, str, OpenApiParameter.HEADER, description="your own key; the same key again writes nothing more"
)


@extend_schema(tags=["issues"])
@extend_schema_view(
    get=extend_schema(summary="List issues, the newest report first", operation_id="list_issues")
)
class Issues(generics.ListAPIView[Any]):
    """The issues, and where a new problem is reported."""

    queryset = Issue.objects.none()  # for the schema; `get_queryset` asks for the viewer
    serializer_class = IssueSerializer
    pagination_class = Newest
    filter_backends = [DjangoFilterBackend]
    filterset_class = IssueFilter

    def get_queryset(self) -> IssueQuerySet:
        return listed(self.request)

    @extend_schema(
        summary="Report a problem",
        operation_id="report",
        parameters=[KEY],
        request=ReportIssueSerializer,
        responses={201: ReceivedSerializer, 200: ReceivedSerializer, **examples.REFUSALS, **examples.KEYED},
        examples=[examples.REPORT],
    )
    def post(self, request: Request) -> Response:
        """Record a new problem and start its clocks. 201 when it is new, 200 when the same key was sent before."""
        asked, now = ReportIssueSerializer(data=request.data), clock.now()
        asked.is_valid(raise_exception=True)
        key = key_of(request, asked.validated_data["client_key"])
        told, facts = asked.telling(key), asked.facts()
        issue = commands.report(reporter=viewer(request), now=now, telling=told, **facts)
        new = key is None or is_new(told, viewer(request).pk, now, on=None, facts=facts)
        return _received(request, issue, now, new=new)


def listed(request: Request) -> IssueQuerySet:
    """The issues that this person may see, with what a row shows."""
    return (
        Issue.objects.visible_to(viewer(request), timezone.now())
        .in_full()
        .select_related("kind", "point__owner__department", "holder__department")
    )


def _received(request: Request, issue: Issue, now: datetime, *, new: bool) -> Response:
    """Told from what the command has in hand: to read the whole life again would take longer than to write it."""
    if issue.holder_id == issue.point.owner_id:
        issue.holder = issue.point.owner
    move = next_move(thaw(issue.memory), now)
    return Response(
        ReceivedSerializer(issue, context={"request": request, "move": move}).data,
        status=status.HTTP_201_CREATED if new else status.HTTP_200_OK,
        headers={"Location": reverse("api:issue", args=[issue.pk], request=request)},
    )


class OneIssue(APIView):
    """One issue with everything that is known of it."""

    @extend_schema(
        summary="Look at one issue",
        operation_id="issue",
        tags=["issues"],
        responses={200: IssueLifeSerializer, 404: examples.NO_SUCH},
    )
    def get(self, request: Request, number: int) -> Response:
        """With its events, reports, actions, custodies, escalations, next move, and what you may do with it."""
        return Response(life(request, number))


@extend_schema_view(
    get=extend_schema(
        summary="List what nobody acted on, the longest overdue first",
        operation_id="not_acted_on",
        tags=["issues"],
    )
)
class NotActedOn(generics.ListAPIView[Any]):
    """Issues past their act target without an act."""

    queryset = Issue.objects.none()  # for the schema; `get_queryset` asks for the viewer
    serializer_class = IssueSerializer
    pagination_class = LongestOverdue
    filter_backends = [DjangoFilterBackend]
    filterset_class = IssueFilter

    def get_queryset(self) -> IssueQuerySet:
        return listed(self.request).not_acted_on(timezone.now())
