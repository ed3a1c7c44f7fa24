"""Root causes: the list, one of them, and one door a command."""

from typing import Any, Final

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import generics, status
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from issues.api import examples
from issues.api.answers import viewer, visible_issue
from issues.api.errors import KeyUsedForAnother
from issues.api.issues import KEY
from issues.api.keys import key_of
from issues.api.paging import NewestCause
from issues.commands import causes as commands
from issues.commands import clock
from issues.models import Event, Issue, Remedy, RootCause
from issues.serializers import causes as shapes

_Q = OpenApiParameter(
    "q", str, description="a part of the title, or of the name of the point where it begins"
)
SHOWN: Final = 50


def _written(shape: type[Serializer[Any]]) -> dict[Any, Any]:
    refused = {**examples.REFUSALS, **examples.KEYED, 404: examples.NO_CAUSE}
    return {201: shape, 200: shape, **refused}


@extend_schema(tags=["causes"])
@extend_schema_view(
    get=extend_schema(
        summary="List root causes, the newest first", operation_id="list_causes", parameters=[_Q]
    )
)
class Causes(generics.ListAPIView[Any]):
    """Why problems happen, and where a new reason is written down."""

    serializer_class = shapes.RootCauseSerializer
    pagination_class = NewestCause

    def get_queryset(self) -> QuerySet[RootCause]:
        words = self.request.GET.get("q", "").replace("\x00", "").strip()[:100]
        found: QuerySet[RootCause] = commands.counted(commands.with_words(_in_full(), words))
        return found

    @extend_schema(
        summary="Write down why problems happen",
        operation_id="note_cause",
        parameters=[KEY],
        request=shapes.NoteCauseSerializer,
        responses=_written(shapes.RootCauseInFullSerializer),
        examples=[examples.CAUSE],
    )
    def post(self, request: Request) -> Response:
        """201 when it is new, 200 when the same key was sent before."""
        actor, now = viewer(request), clock.now()
        commands.must_look_into(actor)
        asked = shapes.NoteCauseSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        told = asked.facts()
        if told["issue"] is not None:
            visible_issue(request, told["issue"])
        told["client_key"] = key_of(request, told["client_key"])
        made = commands.note_cause(actor=actor, now=now, **told)
        if not (new := made.noted_at == now) and not _says(made, told, actor.pk):
            raise KeyUsedForAnother
        return _answer(request, made.pk, new=new)


class OneCause(APIView):
    """One root cause with the work against it."""

    @extend_schema(
        summary="Look at one root cause",
        operation_id="cause",
        tags=["causes"],
        responses={200: shapes.RootCauseInFullSerializer, 404: examples.NO_CAUSE},
    )
    def get(self, request: Request, number: int) -> Response:
        """With its whys, its remedies and the issues that it explains."""
        return Response(_life(request, number))


@extend_schema(
    summary="Rewrite a root cause",
    operation_id="change_cause",
    tags=["causes"],
    request=shapes.ChangeCauseSerializer,
    responses={200: shapes.RootCauseInFullSerializer, **examples.REFUSALS, 404: examples.NO_CAUSE},
)
@api_view(["POST"])
def change_cause(request: Request, number: int) -> Response:
    """409 `changed_meanwhile` when somebody has changed it since the revision that you name as `seen`."""
    commands.must_look_into(viewer(request))
    _found(number)
    asked = shapes.ChangeCauseSerializer(data=request.data)
    asked.is_valid(raise_exception=True)
    commands.change_cause(cause=number, actor=viewer(request), now=clock.now(), **asked.facts())
    return Response(_life(request, number))


@extend_schema(
    summary="Plan work against a root cause",
    operation_id="plan_remedy",
    tags=["causes"],
    parameters=[KEY],
    request=shapes.PlanRemedySerializer,
    responses=_written(shapes.RootCauseInFullSerializer),
    examples=[examples.REMEDY],
)
@api_view(["POST"])
def plan_remedy(request: Request, number: int) -> Response:
    """201 when it is new, 200 when the same key was sent before. The assignee is told."""
    actor, now = viewer(request), clock.now()
    commands.must_look_into(actor)
    _found(number)
    asked = shapes.PlanRemedySerializer(data=request.data)
    asked.is_valid(raise_exception=True)
    told = asked.facts()
    told["client_key"] = key_of(request, told["client_key"])
    made = commands.plan_remedy(cause=number, actor=actor, now=now, **told)
    if not (new := made.planned_at == now) and not _asks_for(made, told, number, actor.pk):
        raise KeyUsedForAnother
    return _answer(request, number, new=new)


@extend_schema(
    summary="Say that the work is done",
    operation_id="complete_remedy",
    tags=["causes"],
    request=shapes.CompleteRemedySerializer,
    responses={200: shapes.RootCauseInFullSerializer, **examples.REFUSALS, 404: examples.NO_CAUSE},
)
@api_view(["POST"])
def complete_remedy(request: Request, number: int, remedy: int) -> Response:
    """For whoever does it, and for those who triage. 409 `action_ended` when it was done before."""
    if not Remedy.objects.filter(pk=remedy, cause=number).exists():
        raise Http404(_("There is no such work against this root cause."))
    asked = shapes.CompleteRemedySerializer(data=request.data)
    asked.is_valid(raise_exception=True)
    commands.complete_remedy(remedy=remedy, actor=viewer(request), now=clock.now(), **asked.facts())
    return Response(_life(request, number))


def _in_full() -> QuerySet[RootCause]:
    return RootCause.objects.select_related("origin", "noted_by__department", "changed_by__department")


def _found(number: int) -> RootCause:
    """Raises `Http404`."""
    work = ("remedies__assignee", "remedies__planned_by", "remedies__completed_by")
    found: QuerySet[RootCause] = commands.counted(_in_full()).prefetch_related(
        *(f"{who}__department" for who in work)
    )
    try:
        return found.get(pk=number)
    except RootCause.DoesNotExist:
        raise Http404(_("There is no root cause with this number.")) from None


def _life(request: Request, number: int) -> Any:
    visible = Issue.objects.visible_to(viewer(request), timezone.now()).filter(root_cause=number)
    issues = visible.order_by("-reported_at", "-pk").values_list("pk", flat=True)[:SHOWN]
    context = {"request": request, "issues": issues}
    return shapes.RootCauseInFullSerializer(_found(number), context=context).data


def _answer(request: Request, number: int, *, new: bool) -> Response:
    place = reverse("api:cause", args=[number], request=request)
    code = status.HTTP_201_CREATED if new else status.HTTP_200_OK
    return Response(_life(request, number), status=code, headers={"Location": place})


def _says(kept: RootCause, told: dict[str, Any], actor: int) -> bool:
    """Whether what was written under the key is what is told now; once rewritten, nobody can tell."""
    if kept.noted_by_id != actor:
        return False
    if told["issue"] is not None:
        linked = Event.objects.filter(issue=told["issue"], kind="cause_linked", payload__cause=kept.pk)
        if not linked.exists():
            return False
    words = (kept.title, kept.origin, kept.whys)
    return kept.revision > 1 or words == (told["title"], told["origin"], told["whys"])


def _asks_for(kept: Remedy, told: dict[str, Any], cause: int, actor: int) -> bool:
    mine = (kept.planned_by_id, kept.cause_id) == (actor, cause)
    return mine and all(
        getattr(kept, name) == told[name] for name in ("kind", "description", "assignee", "due_at")
    )
