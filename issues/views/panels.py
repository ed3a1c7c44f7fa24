"""Everything that stands on the page of one issue."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from itertools import groupby
from typing import Any

from django.db.models import F
from django.http import Http404, HttpRequest
from django.utils import timezone

from inflection_points.models.policies import policy_value
from inflection_points.rules.calendars import between
from inflection_points.rules.policies import calendar_for
from issues.commands.causes import suggested_causes
from issues.commands.likening import Similar, similar_to, traits_of
from issues.commands.offers import Offer, offered, work_offered
from issues.commands.permissions import can_triage
from issues.commands.prospects import Outlook, outlook
from issues.commands.telling import about
from issues.commands.watching import watchers_of
from issues.forms.comments import CommentForm
from issues.models import Action, Attachment, Custody, Issue, Report
from issues.rules import events as e
from issues.rules.comments import numbers
from issues.rules.guards import needs_root_cause
from issues.rules.moves import MoveKind, Whose
from issues.rules.state import Phase
from issues.templatetags.moves import whom_it_warns
from issues.views.history import Moment, newest, timeline
from issues.views.names import Names, files_of
from issues.views.rows import status_word
from issues.views.rungs import escalation_words, whom_it_tells
from notifications.commands.reaching import channels_of
from notifications.commands.reading import mark_read
from notifications.models import Message
from people.models import User
from people.templatetags.times import working_span
from people.views.viewers import viewer

TONES = 5
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
        raise Http404("There is no such issue.") from None


@dataclass(frozen=True, slots=True)
class Work:
    """An action, and what this person may do with it."""

    action: Action
    offers: frozenset[Offer]
    files: list[Attachment]


@dataclass(frozen=True, slots=True)
class Told:
    """A report with what came along."""

    report: Report
    files: list[Attachment]


@dataclass(frozen=True, slots=True)
class Part:
    """One custody as a piece of the ribbon: `start` and `width` in percent of all working time so far."""

    start: float
    width: float
    tone: int
    holder: str
    length: str
    whose: str


def panel(request: HttpRequest, issue: Issue, now: datetime) -> dict[str, Any]:
    """The context of `issues/_issue.html`. Whoever opens an issue has read the messages about it."""
    person = viewer(request)
    mark_read(recipient=person, about=about(issue.pk), now=now)
    view = outlook(issue, now)
    told, reopened = whom_rungs_reached(issue), reopenings(issue)
    move = view.move.kind if view.move else None
    files, actions = files_of(issue), _pressing_first(issue)
    work = [
        Work(
            action,
            work_offered(issue, view.state, person, action=action.pk, now=now),
            [file for file in files if file.action_id == action.pk and action.completed_at],
        )
        for action in actions
    ]
    reports = [
        Told(report, [file for file in files if file.report_id == report.pk])
        for report in issue.reports.select_related("reporter")
    ]
    shown = None if "all" in request.GET else NEWEST
    events = newest(issue, shown)
    names = replace(Names.of(events, actions, files), reopened=reopened)
    moments = timeline(issue, events, names, told, now)
    watchers = watchers_of(issue.pk)
    return {
        "now": now,
        "issue": issue,
        "outlook": view,
        "reached": channels_of(whom_it_warns(view), is_confidential=issue.is_confidential),
        "status_word": status_word(view),
        "offers": {offer.value for offer in offered(issue, view.state, person, now)},
        "is_accept_first": move is MoveKind.ACCEPT,
        "is_plan_first": move in {MoveKind.PLAN, MoveKind.ACT} and not view.state.actions,
        "work": work,
        "own_work": _own(work, view, person),
        "hidden_until": Issue.objects.hidden_until(issue, person, now),
        "reopen_label": "Open it again" if view.state.phase is Phase.DECLINED else "It is not fixed",
        "reports": reports,
        "linkable": _linkable(moments, reports, actions, person, now),
        **_why(issue, view, person),
        "timeline": moments,
        "events_left": issue.last_seq - len(events),
        "escalations": escalations(issue, told, reopened),
        "comment_form": CommentForm(auto_id="comment_%s"),
        "watchers": watchers,
        "is_watching": person.pk in {one.pk for one in watchers},
        "similar": cache(lambda: _similar(issue, view, person, now)),
        **ribbon(issue, view, now),
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


def whom_rungs_reached(issue: Issue) -> dict[tuple[str, int, str], list[str]]:
    """The names to which each rung was told: by clock, rung and due time."""
    told: dict[tuple[str, int, str], list[str]] = {}
    sent = Message.objects.filter(key__startswith=f"escalated:{issue.pk}:").select_related("recipient")
    for message in sent.order_by("pk"):
        facts = message.context
        key = (str(facts.get("clock")), int(facts.get("rung", 0)), str(facts.get("due_at")))
        told.setdefault(key, []).append(message.recipient.name)
    return told


def reopenings(issue: Issue) -> dict[datetime, str]:
    """Who reopened the issue, by the instant: the rung that is due then fires because of it."""
    rows = issue.events.filter(kind=e.kind_of(e.Reopened)).select_related("actor")
    return {row.at: row.actor.name if row.actor else "Somebody" for row in rows}


def escalations(
    issue: Issue, told: dict[tuple[str, int, str], list[str]], reopened: dict[datetime, str]
) -> list[dict[str, Any]]:
    """The rungs reached so far, the latest first, each with why and who was told; repeats of a rung are one line."""
    lines: list[dict[str, Any]] = []
    for row in issue.escalations.order_by(F("fired_at").desc(), "-rung"):
        people = told.get((row.clock, row.rung, row.due_at.isoformat()))
        policy = policy_value(row.policy_version_id)
        if not people and not row.caught_up:
            people = whom_it_tells(policy, row.clock, row.rung)
        line = {
            "caught_up": row.caught_up,
            "words": escalation_words(policy, row.clock, row.rung, people or [], reopened.get(row.due_at)),
        }
        if lines and {key: lines[-1][key] for key in line} == line:
            lines[-1]["times"] += 1
        else:
            lines.append({**line, "at": row.fired_at, "times": 1})
    return lines


def ribbon(issue: Issue, view: Outlook, now: datetime) -> dict[str, Any]:
    """Who held the issue, how long in working time, and in whose time; where the act target passed."""
    calendar = calendar_for(view.state.severity, issue.calendar.value())
    custodies = list(issue.custodies.select_related("person__department", "department"))
    held = [list(one) for _, one in groupby(custodies, key=lambda c: (c.person_id, c.department_id))]
    lengths = [
        sum((between(calendar, c.since, max(c.since, c.until or now)) for c in one), timedelta())
        for one in held
    ]
    whole = sum(lengths, timedelta())
    if not whole:  # reported outside working hours: nothing has counted yet
        return {"parts": _parts(held, lengths, [100 / len(lengths)] * len(lengths)), "mark": None}
    passed = between(calendar, view.state.reported_at, max(view.state.first_act_by, view.state.reported_at))
    parts = _parts(held, lengths, [100 * length / whole for length in lengths])
    return {"parts": parts, "mark": round(100 * passed / whole, 2) if passed < whole else None}


def _parts(held: list[list[Custody]], lengths: list[timedelta], widths: list[float]) -> list[Part]:
    """A part for all custodies that follow on each other in the same hands."""
    parts: list[Part] = []
    tones: dict[int | None, int] = {}
    start = 0.0
    followers = [*(one[0] for one in held[1:]), None]
    for custodies, follower, length, width in zip(held, followers, lengths, widths, strict=True):
        custody = custodies[-1]
        tone = tones.setdefault(custody.department_id, len(tones) % TONES + 1)
        parts.append(
            Part(
                round(start, 2),
                round(width, 2),
                tone,
                _holder(custody),
                working_span(length),
                _whose(custody, follower, acted=any(one.acted for one in custodies)),
            )
        )
        start += width
    return parts


def _holder(custody: Custody) -> str:
    if custody.person is not None:
        return str(custody.person.name)
    return f"{custody.department.name}, nobody in person" if custody.department else "nobody"


def _whose(custody: Custody, follower: Custody | None, *, acted: bool) -> str:
    department = custody.department or (custody.person.department if custody.person else None)
    words = [f"in {department.name}’s time" if department else ""]
    if follower is not None and follower.is_reorganisation:
        words.append(custody.reason)
    elif follower is not None and follower.is_correction:
        words.append("came here by mistake")
    elif follower is not None and not acted:  # the last ends with the issue: nobody passed it on
        words.append("passed on without an act" if custody.reason != "declined" else "")
    return ", ".join(filter(None, words))
