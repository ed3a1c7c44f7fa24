"""One door a command: the same names through command, view and address."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from issues import commands
from issues.api import examples
from issues.api.answers import life, viewer, visible_issue
from issues.api.issues import KEY
from issues.api.keys import is_new, key_of
from issues.api.seen import IF_MATCH, seen_by
from issues.commands import causes, clock
from issues.commands.meanwhile import unless_it_moved_on
from issues.models import Issue
from issues.serializers import moves as shapes
from issues.serializers.causes import LinkCauseSerializer, UnlinkCauseSerializer
from issues.serializers.lives import IssueLifeSerializer

Door = Callable[..., Response]


def door(
    summary: str, shape: type[shapes.Asked], *, keyed: bool = False, **more: Any
) -> Callable[[Door], Any]:
    """A POST that takes `shape`, answers with the issue's life, and is described with these words.

    `keyed` is what may be sent twice under a key.
    """
    refusals = {**examples.REFUSALS, **(examples.KEYED if keyed else {})}

    def made(view: Door) -> Any:
        described = extend_schema(
            summary=summary,
            operation_id=view.__name__,
            tags=["commands"],
            parameters=[IF_MATCH, KEY] if keyed else [IF_MATCH],
            request=shape if shape().fields else None,
            responses={200: IssueLifeSerializer, **refusals, 404: examples.NO_SUCH},
            **more,
        )
        return described(api_view(["POST"])(view))

    return made


def _move(
    request: Request, number: int, shape: type[shapes.Asked], command: Callable[..., Issue], **facts: Any
) -> Response:
    visible_issue(request, number)
    asked, seen = shape(data=request.data), seen_by(request)
    asked.is_valid(raise_exception=True)
    told = {**asked.facts(), **facts}
    if "client_key" in told:
        told["client_key"] = key_of(request, told["client_key"])
    if command in {commands.comment, commands.nudge, commands.snooze}:  # right whatever happened since
        seen = None
    unless_it_moved_on(command, issue=number, seen=seen, actor=viewer(request), now=clock.now(), **told)
    return Response(life(request, number))


@door("Say “mine”: the act clock runs on", shapes.AcceptSerializer)
def accept(request: Request, number: int) -> Response:
    return _move(request, number, shapes.AcceptSerializer, commands.accept)


@door("Give it to a person or a department", shapes.HandOverSerializer, examples=[examples.HAND_OVER])
def hand_over(request: Request, number: int) -> Response:
    return _move(request, number, shapes.HandOverSerializer, commands.hand_over)


@door("Plan an action", shapes.PlanActionSerializer, examples=[examples.PLAN_ACTION])
def plan_action(request: Request, number: int) -> Response:
    return _move(request, number, shapes.PlanActionSerializer, commands.plan_action)


@door("Start an action: an act", shapes.StartActionSerializer)
def start_action(request: Request, number: int, action: UUID) -> Response:
    return _move(request, number, shapes.StartActionSerializer, commands.start_action, action=action)


@door("Complete an action: an act", shapes.CompleteActionSerializer)
def complete_action(request: Request, number: int, action: UUID) -> Response:
    return _move(request, number, shapes.CompleteActionSerializer, commands.complete_action, action=action)


@door("Record that the harm was stopped: an act", shapes.RecordContainmentSerializer)
def record_containment(request: Request, number: int) -> Response:
    return _move(request, number, shapes.RecordContainmentSerializer, commands.record_containment)


@door("Comment: never an act", shapes.CommentSerializer, keyed=True)
def comment(request: Request, number: int) -> Response:
    return _move(request, number, shapes.CommentSerializer, commands.comment)


@door("Ask whoever has to move for the next move: never an act, once in 24 hours", shapes.NudgeSerializer)
def nudge(request: Request, number: int) -> Response:
    return _move(request, number, shapes.NudgeSerializer, commands.nudge)


@door("Raise or lower the severity", shapes.ChangeSeveritySerializer)
def change_severity(request: Request, number: int) -> Response:
    return _move(request, number, shapes.ChangeSeveritySerializer, commands.change_severity)


@door("Say that the required actions are done", shapes.ResolveSerializer, examples=[examples.RESOLVE])
def resolve(request: Request, number: int) -> Response:
    return _move(request, number, shapes.ResolveSerializer, commands.resolve)


@door("Say, as a reporter, that it is fixed", shapes.VerifySerializer)
def verify(request: Request, number: int) -> Response:
    return _move(request, number, shapes.VerifySerializer, commands.verify)


@door("Say that it is not fixed: a new cycle, one rung higher", shapes.ReopenSerializer)
def reopen(request: Request, number: int) -> Response:
    return _move(request, number, shapes.ReopenSerializer, commands.reopen)


@door("Decide, as the accountable owner, not to act", shapes.DeclineSerializer)
def decline(request: Request, number: int) -> Response:
    return _move(request, number, shapes.DeclineSerializer, commands.decline)


@door("Wait for a named customer or supplier: pauses resolve, never act", shapes.StartWaitSerializer)
def start_wait(request: Request, number: int) -> Response:
    return _move(request, number, shapes.StartWaitSerializer, commands.start_wait)


@door("Say that they answered", shapes.EndWaitSerializer)
def end_wait(request: Request, number: int) -> Response:
    return _move(request, number, shapes.EndWaitSerializer, commands.end_wait)


@door("Hide it from your own list for a while; no clock stops", shapes.SnoozeSerializer)
def snooze(request: Request, number: int) -> Response:
    return _move(request, number, shapes.SnoozeSerializer, commands.snooze)


@door("Close it as a duplicate of another issue", shapes.MergeSerializer)
def merge(request: Request, number: int) -> Response:
    return _move(request, number, shapes.MergeSerializer, commands.merge)


@door("Take a duplicate out of the issue that it was merged into", shapes.UnmergeSerializer)
def unmerge(request: Request, number: int) -> Response:
    return _move(request, number, shapes.UnmergeSerializer, commands.unmerge)


@door("Say that what a customer was promised with a report was done", shapes.KeepPromiseSerializer)
def keep_promise(request: Request, number: int, report: int) -> Response:
    return _move(request, number, shapes.KeepPromiseSerializer, commands.keep_promise, report=report)


@door("Follow it: be told what others do with it", shapes.WatchSerializer)
def watch(request: Request, number: int) -> Response:
    return _move(request, number, shapes.WatchSerializer, commands.watch)


@door("Follow it no longer", shapes.UnwatchSerializer)
def unwatch(request: Request, number: int) -> Response:
    return _move(request, number, shapes.UnwatchSerializer, commands.unwatch)


@door("Keep it to those who deal with it", shapes.MakeConfidentialSerializer)
def make_confidential(request: Request, number: int) -> Response:
    return _move(request, number, shapes.MakeConfidentialSerializer, commands.make_confidential)


@door("Open it to everybody who signs in", shapes.MakeOpenSerializer)
def make_open(request: Request, number: int) -> Response:
    return _move(request, number, shapes.MakeOpenSerializer, commands.make_open)


@door("Take back what you did last, within ten seconds", shapes.UndoSerializer)
def undo(request: Request, number: int, seq: int) -> Response:
    return _move(request, number, shapes.UndoSerializer, commands.undo, seq=seq)


@door("Say that a known root cause explains it", LinkCauseSerializer)
def link_cause(request: Request, number: int) -> Response:
    return _move(request, number, LinkCauseSerializer, causes.link_cause)


@door("Say that the root cause does not explain it after all", UnlinkCauseSerializer)
def unlink_cause(request: Request, number: int) -> Response:
    return _move(request, number, UnlinkCauseSerializer, causes.unlink_cause)


@extend_schema(
    summary="Say “this happened to me too”",
    operation_id="add_report",
    tags=["commands"],
    parameters=[KEY],
    request=shapes.AddReportSerializer,
    responses={
        201: IssueLifeSerializer,
        200: IssueLifeSerializer,
        **examples.REFUSALS,
        **examples.KEYED,
        404: examples.NO_SUCH,
    },
)
@api_view(["POST"])
def add_report(request: Request, number: int) -> Response:
    """201 when it is new, 200 when the same key was sent before."""
    visible_issue(request, number)
    asked, now = shapes.AddReportSerializer(data=request.data), clock.now()
    asked.is_valid(raise_exception=True)
    told = asked.telling(key_of(request, asked.validated_data["client_key"]))
    commands.add_report(issue=number, reporter=viewer(request), now=now, telling=told)
    new = is_new(told, viewer(request).pk, now, on=number, facts={})
    return Response(life(request, number), status=status.HTTP_201_CREATED if new else status.HTTP_200_OK)
