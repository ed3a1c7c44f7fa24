"""The addresses of reporting, moving and looking at issues."""

from django.urls import path

from issues.views import (
    causes,
    home,
    importing,
    inbox,
    issue,
    lists,
    me,
    moves,
    people,
    reporting,
    value_chain,
)

app_name = "issues"

_ISSUE = "issues/<int:number>"
_IMPORT = "import/<int:run>"
_CAUSE = "causes/<int:number>"

urlpatterns = [
    path("", home.home, name="home"),
    path("my-reports/", home.my_reports, name="my_reports"),
    path("report/", reporting.report, name="report"),
    path("report/<int:number>/receipt/", reporting.receipt, name="receipt"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("issues/", lists.issues, name="issues"),
    path("not-acted-on/", lists.not_acted_on, name="not_acted_on"),
    path("value-chain/", value_chain.value_chain, name="value_chain"),
    path("points/<slug:slug>/", value_chain.point, name="point"),
    path(f"{_ISSUE}/", issue.issue, name="issue"),
    path(f"{_ISSUE}/accept/", moves.accept, name="accept"),
    path(f"{_ISSUE}/hand-over/", moves.hand_over, name="hand_over"),
    path(f"{_ISSUE}/plan-action/", moves.plan_action, name="plan_action"),
    path(f"{_ISSUE}/actions/<uuid:action>/start/", moves.start_action, name="start_action"),
    path(f"{_ISSUE}/actions/<uuid:action>/complete/", moves.complete_action, name="complete_action"),
    path(f"{_ISSUE}/record-containment/", moves.record_containment, name="record_containment"),
    path(f"{_ISSUE}/comment/", moves.comment, name="comment"),
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
    path("me/", me.me, name="me"),
    path("me/change-profile/", me.change_profile, name="change_profile"),
    path("me/announce-absence/", me.announce_absence, name="announce_absence"),
    path("me/absences/<int:absence>/end/", me.end_absence, name="end_absence"),
    path("people/", people.people, name="people"),
    path("people/<int:number>/", people.person, name="person"),
    path("people/<int:number>/deactivate/", people.deactivate, name="deactivate"),
    path("people/<int:number>/reactivate/", people.reactivate, name="reactivate"),
    path("departments/<slug:slug>/dissolve/", people.dissolve, name="dissolve"),
    path(f"{_ISSUE}/link-cause/", causes.link_cause, name="link_cause"),
    path(f"{_ISSUE}/unlink-cause/", causes.unlink_cause, name="unlink_cause"),
    path("causes/", causes.causes, name="causes"),
    path("causes/note/", causes.note_cause, name="note_cause"),
    path(f"{_CAUSE}/", causes.cause, name="cause"),
    path(f"{_CAUSE}/change/", causes.change_cause, name="change_cause"),
    path(f"{_CAUSE}/plan-remedy/", causes.plan_remedy, name="plan_remedy"),
    path(f"{_CAUSE}/remedies/<int:remedy>/complete/", causes.complete_remedy, name="complete_remedy"),
    path("import/", importing.imports, name="imports"),
    path(f"{_IMPORT}/", importing.import_run, name="import"),
    path(f"{_IMPORT}/mapping/", importing.change_import_mapping, name="change_import_mapping"),
    path(f"{_IMPORT}/start/", importing.start_import, name="start_import"),
    path(f"{_IMPORT}/discard/", importing.discard_import, name="discard_import"),
    path(f"{_IMPORT}/refused.csv", importing.import_refusals, name="import_refusals"),
]
