"""The addresses of the API, under /api/v1/."""

from django.urls import path

from issues.api import causes, choices, issues, moves, pages

app_name = "api"

_ISSUE = "issues/<int:number>"
_CAUSE = "causes/<int:number>"

urlpatterns = [
    path("", pages.reference, name="reference"),
    path("schema/", pages.schema, name="schema"),
    path("issues/", issues.Issues.as_view(), name="issues"),
    path("not-acted-on/", issues.NotActedOn.as_view(), name="not_acted_on"),
    path("points/", choices.Points.as_view(), name="points"),
    path("departments/", choices.Departments.as_view(), name="departments"),
    path("people/", choices.People.as_view(), name="people"),
    path(f"{_ISSUE}/", issues.OneIssue.as_view(), name="issue"),
    path(f"{_ISSUE}/accept/", moves.accept, name="accept"),
    path(f"{_ISSUE}/hand-over/", moves.hand_over, name="hand_over"),
    path(f"{_ISSUE}/plan-action/", moves.plan_action, name="plan_action"),
    path(f"{_ISSUE}/actions/<uuid:action>/start/", moves.start_action, name="start_action"),
    path(f"{_ISSUE}/actions/<uuid:action>/complete/", moves.complete_action, name="complete_action"),
    path(f"{_ISSUE}/record-containment/", moves.record_containment, name="record_containment"),
    path(f"{_ISSUE}/comment/", moves.comment, name="comment"),
    path(f"{_ISSUE}/nudge/", moves.nudge, name="nudge"),
    path(f"{_ISSUE}/change-severity/", moves.change_severity, name="change_severity"),
    path(f"{_ISSUE}/resolve/", moves.resolve, name="resolve"),
    path(f"{_ISSUE}/verify/", moves.verify, name="verify"),
    path(f"{_ISSUE}/reopen/", moves.reopen, name="reopen"),
    path(f"{_ISSUE}/decline/", moves.decline, name="decline"),
    path(f"{_ISSUE}/add-report/", moves.add_report, name="add_report"),
    path(f"{_ISSUE}/start-wait/", moves.start_wait, name="start_wait"),
    path(f"{_ISSUE}/end-wait/", moves.end_wait, name="end_wait"),
    path(f"{_ISSUE}/snooze/", moves.snooze, name="snooze"),
    path(f"{_ISSUE}/merge/", moves.merge, name="merge"),
    path(f"{_ISSUE}/unmerge/", moves.unmerge, name="unmerge"),
    path(f"{_ISSUE}/promises/<int:report>/keep/", moves.keep_promise, name="keep_promise"),
    path(f"{_ISSUE}/watch/", moves.watch, name="watch"),
    path(f"{_ISSUE}/unwatch/", moves.unwatch, name="unwatch"),
    path(f"{_ISSUE}/make-confidential/", moves.make_confidential, name="make_confidential"),
    path(f"{_ISSUE}/make-open/", moves.make_open, name="make_open"),
    path(f"{_ISSUE}/link-cause/", moves.link_cause, name="link_cause"),
    path(f"{_ISSUE}/unlink-cause/", moves.unlink_cause, name="unlink_cause"),
    path("causes/", causes.Causes.as_view(), name="causes"),
    path(f"{_CAUSE}/", causes.OneCause.as_view(), name="cause"),
    path(f"{_CAUSE}/change/", causes.change_cause, name="change_cause"),
    path(f"{_CAUSE}/plan-remedy/", causes.plan_remedy, name="plan_remedy"),
    path(f"{_CAUSE}/remedies/<int:remedy>/complete/", causes.complete_remedy, name="complete_remedy"),
    path(f"{_ISSUE}/undo/<int:seq>/", moves.undo, name="undo"),
]
