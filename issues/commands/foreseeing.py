"""What leaving or dissolving would move to whom, before anybody decides. Reads, writes nothing."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count

from inflection_points.commands import succession
from issues.commands.leaving import why_not
from issues.models import Action, Issue
from people.commands import leaving
from people.models import Department, User
from people.rules.refusals import CannotDissolve


@dataclass(frozen=True, slots=True)
class Share:
    """What one person would take over."""

    heir: User
    points: list[str]
    departments: list[str]
    issues: int
    actions: int


@dataclass(frozen=True, slots=True)
class Leaving:
    """What would happen. With an obstacle nothing can; `headless` departments would have no head any more."""

    obstacle: str
    shares: list[Share]
    headless: list[str]
    alone: list[User]


def foresee_leaving(leaver: User, actor: User) -> Leaving:
    """What `leaving.deactivate_person` would do now."""
    left, heads = succession.bequests(leaver), leaving.headships(leaver)
    owners = {bequest.point.pk: bequest.heir.pk for bequest in left if bequest.heir is not None}
    issues, actions = _issues(leaver, owners), Counter(_doers(leaver, owners))
    heirs = {*owners.values(), *issues, *actions, *(h.heir.pk for h in heads if h.heir is not None)}
    shares = [
        Share(
            heir,
            [b.point.name for b in left if b.heir == heir],
            [h.department.name for h in heads if h.heir == heir],
            issues[heir.pk],
            actions[heir.pk],
        )
        for heir in User.objects.filter(pk__in=heirs)
    ]
    headless = [headship.department.name for headship in heads if headship.heir is None]
    alone = User.objects.active().filter(absences__deputy=leaver).distinct()
    return Leaving(why_not(leaver, actor, left), shares, headless, list(alone))


def _issues(leaver: User, owners: dict[int, int]) -> Counter[int]:
    """How many held issues each accountable owner would get."""
    held = Issue.objects.open().filter(holder=leaver).order_by().values_list("point", "point__owner")
    found: Counter[int] = Counter()
    for point, owner, number in held.annotate(number=Count("pk")):
        found[owners.get(point, owner)] += number
    return found


def _doers(leaver: User, owners: dict[int, int]) -> Iterator[int]:
    """Who would get each open action: whoever has the issue then."""
    work = Action.objects.filter(assignee=leaver, completed_at=None, issue__in=Issue.objects.open())
    for action in work.select_related("issue__point", "issue__holder_department"):
        issue = action.issue
        owner = owners.get(issue.point_id, issue.point.owner_id)
        if issue.holder_id is not None:
            yield owner if issue.holder_id == leaver.pk else issue.holder_id
            continue
        department = issue.holder_department
        head = department.head_without(leaver.pk) if department is not None else None
        yield head.pk if head is not None else owner


@dataclass(frozen=True, slots=True)
class Dissolving:
    """What would move, and where to; with an obstacle nothing can."""

    obstacle: str
    into: Department | None
    points: int
    members: int
    below: int
    issues: int


def foresee_dissolving(department: Department, into: Department | None) -> Dissolving:
    """What `leaving.dissolve_department` would do now."""
    try:
        into = leaving.must_be_able_to_dissolve(department, into)
        obstacle = ""
    except CannotDissolve as refusal:
        obstacle = str(refusal)
    held = Issue.objects.open().filter(holder=None, holder_department=department)
    return Dissolving(
        obstacle,
        into,
        department.points.count(),
        department.members.count(),
        department.children.count(),
        held.count(),
    )
