"""The same issue seen from near and from far: one's own, that of others, and both in confidence."""

from enum import StrEnum
from typing import Any, Final

from inflection_points.models import InflectionPoint, Stage, ValueChain
from inflection_points.rules.policies import Severity
from issues import commands
from issues.models import Issue
from issues.rules.events import ActionKind
from people.models import Department
from people.rules.permissions import Role
from tests.cast import DAY, HOUR, REPORTED, Company, person

NOW = REPORTED + HOUR


class Scope(StrEnum):
    OWN = "own"  # reported by the reporter, held by the holder, answered for by the owner
    OTHERS = "others'"  # at a point where nobody of the cast has anything to do
    CONFIDENTIAL = "own, confidential"
    SECRET = "others', confidential"


def issues_of(company: Company, scope: Scope) -> dict[str, Any]:
    """What `issue`, `action` and `other` stand for in the addresses."""
    is_confidential = scope in {Scope.CONFIDENTIAL, Scope.SECRET}
    own = scope in {Scope.OWN, Scope.CONFIDENTIAL}
    point, reporter, holder = (
        (company.point, company.reporter, company.holder) if own else _elsewhere(company)
    )
    issue, other = (
        commands.report(
            point=point,
            severity=Severity.NORMAL,
            reporter=reporter,
            now=REPORTED,
            telling=commands.Telling(text="The fitter was drunk"),
            is_confidential=is_confidential,
        )
        for _ in range(2)
    )
    commands.hand_over(issue=issue.pk, actor=point.owner, to=holder, now=NOW)
    commands.plan_action(
        issue=issue.pk,
        actor=point.owner,
        kind=ActionKind.CORRECTIVE,
        description="Call",
        assignee=holder,
        due_at=NOW + DAY,
        now=NOW,
    )
    return {"issue": issue.pk, "action": Issue.objects.get(pk=issue.pk).actions.get().pk, "other": other.pk}


def _elsewhere(company: Company) -> tuple[InflectionPoint, Any, Any]:
    """A point of another chain with people of its own: it, who reports there, who has the issue."""
    department = Department.objects.create(name="Assembly", slug="assembly")
    owner = person("Petra Point", Role.MANAGER, department)
    department.head = owner
    department.save()
    chain = ValueChain.objects.create(
        name="Hidden chain", executive_sponsor=person("Quentin Sponsor", Role.EXECUTIVE)
    )
    stage = Stage.objects.create(chain=chain, name="Fitting", position=1)
    point = InflectionPoint.objects.create(
        stage=stage,
        name="Fitted right",
        slug="fitted-right",
        department=department,
        owner=owner,
        policy=company.version.policy,
        calendar=company.calendar,
    )
    return point, person("Ursula User", Role.FRONTLINE), person("Victor Fitter", Role.FRONTLINE, department)


WHO: Final = ("stranger", "reporter", "holder", "manager", "owner", "executive", "administrator")
OUTSIDE: Final = frozenset({"stranger", "manager", "administrator"})  # the executive sponsors the chain

# What each of `WHO` gets through the browser, for an issue of one's own and for that of others. 302 is done, 409 a
# rule that says no (not in this state, or not in this relation), 403 the role, 404 nothing there.
_READ: Final = ("200 200 200 200 200 200 200",) * 2
_TRIAGE: Final = ("403 403 302 302 302 302 302", "403 403 403 302 302 302 302")
_TRIAGE_LATER: Final = ("403 403 409 409 409 409 409", "403 403 403 409 409 409 409")
_ACT: Final = ("409 409 302 409 302 409 409", "409 409 409 409 409 409 409")
_ANSWER: Final = ("409 409 409 409 409 409 409",) * 2
_SPEAK: Final = ("302 302 302 302 302 302 302",) * 2

CELLS: Final[dict[str, tuple[str, str]]] = {
    "receipt": ("404 200 404 404 404 404 404", "404 404 404 404 404 404 404"),
    "issue": _READ,
    **dict.fromkeys(("hand_over", "plan_action", "change_severity", "start_wait", "snooze"), _TRIAGE),
    **dict.fromkeys(("link_cause", "unlink_cause", "make_confidential"), _TRIAGE),
    **dict.fromkeys(("accept", "resolve", "end_wait", "unmerge", "make_open"), _TRIAGE_LATER),
    "merge": ("403 403 403 409 409 409 409", "403 403 403 409 409 409 409"),  # work is under way
    **dict.fromkeys(("record_containment", "start_action", "complete_action"), _ACT),
    "decline": ("409 409 409 409 302 409 409", "409 409 409 409 409 409 409"),
    **dict.fromkeys(("verify", "reopen"), _ANSWER),  # it is not resolved yet
    **dict.fromkeys(("comment", "add_report"), _SPEAK),
    "nudge": ("302 302 409 302 302 302 302", _SPEAK[1]),  # the next move is the holder's
    **dict.fromkeys(("watch", "unwatch"), _SPEAK),
    "mentionable": _READ,
    "undo": _ANSWER,  # nobody has just done anything
}
_IN_CONFIDENCE: Final = {"make_confidential": _TRIAGE_LATER, "make_open": _TRIAGE}  # the other way round
_API: Final = {302: 200}


def expected(route: str, who: str, scope: Scope) -> int:
    """The status that `who` gets from this route for an issue in this scope."""
    space, name = route.split(":")
    if who == "signed out":
        return 401 if space == "api" else 302
    if scope is Scope.SECRET or (scope is Scope.CONFIDENTIAL and who in OUTSIDE):
        return 404
    if name == "merge" and who == "holder" and scope is Scope.CONFIDENTIAL:
        return 409  # the holder has one of the two in hand, and for the other is not let into the confidence
    own, others = {**CELLS, **(_IN_CONFIDENCE if scope is Scope.CONFIDENTIAL else {})}[name]
    status = int((others if scope is Scope.OTHERS else own).split()[WHO.index(who)])
    if space == "api" and name == "add_report":
        return 201
    if space == "api" and name == "unlink_cause" and status == 302:
        return 409  # it was never linked: the page says so on the issue, to which it leads back
    return _API.get(status, status) if space == "api" else status
