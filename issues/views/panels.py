"""Everything that stands on the page of one issue."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from issues.commands.causes import suggested_causes
from issues.commands.likening import Similar, similar_to, traits_of
from issues.commands.offers import offered
from issues.commands.permissions import can_triage
from issues.commands.prospects import Outlook, outlook
from issues.commands.telling import about
from issues.commands.watching import watchers_of
from issues.forms.comments import CommentForm
from issues.models import Action, Attachment, Issue, Report
from issues.rules.comments import numbers
from issues.rules.guards import needs_root_cause
from issues.rules.moves import MoveKind, Whose
from issues.rules.state import Phase
from issues.templatetags.moves import whom_it_warns
from issues.views.history import Moment, newest, timeline
from issues.views.names import Names, files_of
from issues.views.nudges import nudge_of
from issues.views.promises import Promise, leading_promise, promises_of
from issues.views.ribbons import ribbon
from issues.views.rows import status_word
from issues.views.rungs import escalations, how_often, reopenings, whom_rungs_reached
from issues.views.work import Work, actions_before_resolving, work_of
from notifications.commands.reaching import channels_of
from notifications.commands.reading import mark_read
from people.models import User
from people.views.viewers import viewer

NEWEST = 50  # lines of the timeline, unless all are asked for


def visible_issue(request: HttpRequest, number: int) -> Issue:
    """The issue with what its page shows. Raises `Http404` for what this person may not see."""
    found = (
        Issue.objects.visible_to(viewer(request), timezone.now())
        .in_full()
        .select_related("kind", "calendar", "policy_version__policy")
    )
    try:
        return found.select_related("point__stage", "point__deputy", "root_cause__origin").get(pk=number)
    except Issue.DoesNotExist:
        raise Http404(_("There is no such issue.")) from None


@dataclass(frozen=True, slots=True)
class Told:
    """A report with what came along."""

    report: Report
    files: list[Attachment]


def panel(request: HttpRequest, issue: Issue, now: datetime) -> dict[str, Any]:
    """The context of `issues/_issue.html`. Whoever opens an issue has read the messages about it."""
    person = viewer(request)
    mark_read(recipient=person, about=about(issue.pk), now=now)
    view = outlook(issue, now)
    watchers = watchers_of(issue.pk)
    past = _past(issue, view, person, now, most=None if "all" in request.GET else NEWEST)
    return {
        "now": now,
        "issue": issue,
        "outlook": view,
        "reached": channels_of(whom_it_warns(view), is_confidential=issue.is_confidential),
        "status_word": status_word(view),
        "offers": {offer.value for offer in offered(issue, view.state, person, now)},
        "nudge": nudge_of(view, person, now),
        **_first_of_all(view, past["promises"]),
        "hidden_until": Issue.objects.hidden_until(issue, person, now),
        "resolved_after": actions_before_resolving(issue, view.state, person, past["work"], now),
        **_why(issue, view, person),
        **past,
        "comment_form": CommentForm(auto_id="comment_%s"),
        "watchers": watchers,
        "is_watching": person.pk in {one.pk for one in watchers},
        "similar": cache(lambda: _similar(issue, view, person, now)),
        **ribbon(issue, view, now),
    }


def _first_of_all(view: Outlook, promises: list[Promise]) -> dict[str, Any]:
    """Which of the offers is the next move, and whether a customer's promise is due before it."""
    move = view.move.kind if view.move else None
    leading = leading_promise(promises, view.move.deadline if view.move else None)
    return {
        "leading": leading,
        "to_keep": leading or next((one for one in promises if one.can_keep), None),
        "is_accept_first": move is MoveKind.ACCEPT and leading is None,
        "is_plan_first": move in {MoveKind.PLAN, MoveKind.ACT} and not view.state.actions and leading is None,
        "reopen_label": _("Open it again") if view.state.phase is Phase.DECLINED else _("It is not fixed"),
    }


def _past(issue: Issue, view: Outlook, person: User, now: datetime, *, most: int | None) -> dict[str, Any]:
    """What was told, planned, done and said, with at most so many lines of the timeline."""
    told, reopened = whom_rungs_reached(issue), reopenings(issue)
    files, actions = files_of(issue), _pressing_first(issue)
    work = [work_of(action, files, view, person, now) for action in actions]
    reports = [
        Told(report, [file for file in files if file.report_id == report.pk])
        for report in issue.reports.select_related("reporter", "kept_by")
    ]
    events = newest(issue, most)
    names = replace(Names.of(events, actions, files), reopened=reopened)
    rungs = escalations(issue, told, reopened)
    moments = timeline(issue, events, names, told, how_often(rungs), now)
    return {
        "work": work,
        "own_work": _own(work, view, person),
        "reports": reports,
        "promises": promises_of(issue, [one.report for one in reports], person, now),
        "linkable": _linkable(moments, reports, actions, person, now),
        "timeline": moments,
        "events_left": issue.last_seq - len(events),
        "escalations": rungs,
    }


def _pressing_first(issue: Issue) -> list[Action]:
    """What is still to be done by its date, then what is done."""
    actions = issue.actions.select_related("assignee")
    return sorted(actions, key=lambda action: (action.completed_at is not None, action.due_at))


def _linkable(
    moments: list[Moment], reports: list[Told], actions: list[Action], person: User, now: datetime
) -> frozenset[int]:
    """The issues that the words on the page name and this person may see."""
    said = [moment.quote for moment in moments] + [told.report.text for told in reports]
    if not (named := numbers([*said, *(action.evidence for action in actions)])):
        return frozenset()
    return frozenset(Issue.objects.visible_to(person, now).filter(pk__in=named).values_list("pk", flat=True))


def _similar(issue: Issue, view: Outlook, person: User, now: datetime) -> list[Similar]:
    """Asked for by the page alone: beside a list there is no room for it."""
    if view.move is None:
        return []
    return similar_to(
        traits_of(issue), among=Issue.objects.visible_to(person, now), now=now, besides=issue.pk
    )


def _why(issue: Issue, view: Outlook, person: User) -> dict[str, Any]:
    """Why it happened, as far as anybody knows, and whether it has to be known before it can be resolved."""
    fixed_before = Issue.objects.fixed_before(issue).count()
    return {
        "fixed_before": fixed_before,
        "asks_for_a_cause": needs_root_cause(view.state, fixed_before),
        "may_triage": can_triage(issue, person),
        "suggested": [] if issue.root_cause_id else list(suggested_causes(issue)),
    }


def _own(work: list[Work], view: Outlook, person: User) -> Work | None:
    """The action that is this person's next move."""
    if view.move is None or view.move.whose is not Whose.ASSIGNEE or person.pk not in view.move.people:
        return None
    return next((one for one in work if one.action.assignee_id == person.pk and one.offers), None)
