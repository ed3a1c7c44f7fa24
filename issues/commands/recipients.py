"""Whom a rung reaches, looked up when it fires: people change while timings are frozen."""

from collections.abc import Iterable

from inflection_points.models import InflectionPoint
from inflection_points.rules.policies import Recipient, Rung, Whom
from issues.models import Issue
from people.models import Department, User


def of_rung(issue: Issue, rung: Rung) -> list[User]:
    """The active people whom the rung tells, each once, in the order in which it names them."""
    return _active(person for recipient in rung.tells for person in _people(issue, recipient))


def _active(people: Iterable[User | None]) -> list[User]:
    return list({person.pk: person for person in people if person is not None and person.is_active}.values())


def _people(issue: Issue, recipient: Recipient) -> Iterable[User | None]:
    point = issue.point
    match recipient.whom:
        case Whom.HOLDER:
            return [issue.holder] if issue.holder_id else _answering(issue.holder_department)
        case Whom.OWNER:
            return [point.owner]
        case Whom.DEPUTY:
            return [point.deputy]
        case Whom.DEPARTMENT_HEAD:
            return _answering(point.department)
        case Whom.STAGE_SPONSOR:
            return [point.stage.sponsor]
        case Whom.EXECUTIVE_SPONSOR:
            return [sponsor(point)]
        case Whom.PERSON:
            return User.objects.filter(pk=recipient.person)
        case Whom.ROLE:
            return User.objects.active().filter(role=recipient.role)


def _answering(department: Department | None) -> list[User | None]:
    """The head of the department, or of the nearest one above that has an active head."""
    seen = set()
    while department is not None and department.pk not in seen:
        seen.add(department.pk)
        if department.head is not None and department.head.is_active:
            return [department.head]
        department = department.parent
    return []


def sponsor(point: InflectionPoint) -> User:
    """The senior person who answers for the whole chain."""
    return point.stage.chain.executive_sponsor
