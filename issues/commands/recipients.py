"""Whom a rung reaches, looked up when it fires: people change while timings are frozen."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Self

from django.db.models import DateTimeField

from inflection_points.models import InflectionPoint
from inflection_points.rules.policies import Recipient, Rung, Whom
from issues.commands.places import Places
from issues.models import Issue
from issues.querysets import Claimed
from people.models import Absence, Department, User
from people.querysets.prepared import NUMBERS, Prepared, Slot, one_of
from people.rules import absences as rules
from people.rules.permissions import Role

AnyIssue = Issue | Claimed

_PEOPLE: Final = Prepared(lambda: User.objects.order_by().filter(one_of("pk", Slot("keys", NUMBERS))))
_ABSENCES: Final = Prepared(
    lambda: Absence.objects.not_over(Slot("since", DateTimeField())).select_related("deputy")
)
_ADMINISTRATORS: Final = Recipient(Whom.ROLE, role=Role.ADMINISTRATOR)


@dataclass(slots=True)
class Directory:
    """The people around some issues, read once for all of them: a few queries, however many issues."""

    points: dict[int, InflectionPoint]
    departments: dict[int, Department]
    people: dict[int, User]
    followed: frozenset[int] | None = (
        None  # of these issues, those that somebody follows; None: nobody has asked
    )
    _known: dict[Recipient, list[User]] = field(default_factory=dict)
    _away: list[Absence] = field(default_factory=list)
    _absent: set[int] = field(default_factory=set)
    _away_from: datetime | None = None  # since when the absences are known
    _reached: dict[object, list[User]] = field(default_factory=dict)
    _all_there: dict[object, tuple[Rung, list[User] | None]] = field(default_factory=dict)

    @classmethod
    def around(
        cls, issues: Iterable[AnyIssue], others: Iterable[int] = (), *, places: Places | None = None
    ) -> Self:
        """The people around these issues, and others by their keys. What is known of the `places` is not read again.

        Each is read once and stands at many places: to join them to the points would take PostgreSQL longer to plan
        than all of this takes to run.
        """
        issues = list(issues)
        places = places or Places()
        found, departments = places.at(issue.point_id for issue in issues), places.departments
        wanted: set[int | None] = {issue.holder_id for issue in issues} | set(others)
        wanted |= {department.head_id for department in departments.values()}
        wanted |= {key for point in found.values() for key in _keys_at(point)}
        people = {one.pk: one for one in _PEOPLE.models(keys=[key for key in wanted if key is not None])}
        for department in departments.values():
            department.head = people.get(department.head_id) if department.head_id is not None else None
        for point in found.values():
            _introduce(point, people, departments)
        return cls(found, departments, people)

    def of_rung(self, issue: AnyIssue, rung: Rung, at: datetime) -> list[User]:
        """The active people whom the rung tells at an instant, each once, in the order in which it names them.

        Whoever is away then is replaced by the deputy, or by nobody.
        """
        self.know_absences(at)
        asked = (issue.point_id, issue.holder_id, issue.holder_department_id, id(rung))
        if asked not in self._all_there:  # the rung is kept, so that no other gets its id
            self._all_there[asked] = (rung, self._unless_away(issue, rung))
        told = self._all_there[asked][1]
        if told is not None:
            return told
        if (asked, at) not in self._reached:
            self._reached[asked, at] = self._present(self._named(issue, rung), at)
        return self._reached[asked, at]

    def _unless_away(self, issue: AnyIssue, rung: Rung) -> list[User] | None:
        """Whom the rung tells whenever it fires; None when one of them is away at some time, and it depends."""
        if self.is_away_sometime(issue, rung):
            return None
        return list({person.pk: person for person in self._named(issue, rung) if person.is_active}.values())

    def is_away_sometime(self, issue: AnyIssue, rung: Rung) -> bool:
        """Whether anybody whom the rung names has an absence that is not over; those have to be known."""
        return bool(self._absent) and any(person.pk in self._absent for person in self._named(issue, rung))

    def _named(self, issue: AnyIssue, rung: Rung) -> Iterator[User]:
        found = (person for recipient in rung.tells for person in self._people(issue, recipient))
        return (person for person in found if person is not None)

    def climb(self, issue: AnyIssue, rungs: Iterable[Rung], at: datetime) -> tuple[list[User], list[Rung]]:
        """Whom the first of the rungs that reaches anybody tells, and the rungs before it, which reach nobody."""
        passed: list[Rung] = []
        for rung in rungs:
            if told := self.of_rung(issue, rung, at):
                return told, passed
            passed.append(rung)
        return [], passed

    def active(self, keys: Iterable[int | None]) -> list[User]:
        """Those of these people who have not left; who is not known yet is looked up."""
        wanted = [key for key in keys if key is not None]
        if unknown := {key for key in wanted if key not in self.people}:
            self.people |= User.objects.in_bulk(unknown)
        found = (self.people.get(key) for key in wanted)
        return [person for person in found if person is not None and person.is_active]

    def named_by(self, issue: AnyIssue, rung: Rung) -> list[User]:
        """The active people whom the rung names, whether they are away or not."""
        return [person for person in self._named(issue, rung) if person.is_active]

    def know_absences(self, since: datetime) -> None:
        """Read the absences that are not over at `since`, once for every later instant."""
        if self._away_from is None or since < self._away_from:
            self._away_from = since
            self._away = _ABSENCES.models(since=since)
            self._absent = {absence.person_id for absence in self._away}
            self._all_there.clear()

    def holders(self, issue: AnyIssue) -> list[User]:
        """The person who has the issue in hand, or the head of the department that has it; else who answers for it."""
        person = self.people.get(issue.holder_id) if issue.holder_id is not None else None
        holder = person or self.head_of(issue.holder_department_id)
        return [holder] if holder is not None and holder.is_active else self.answering(issue)

    def to_remind(self, issue: AnyIssue, at: datetime) -> list[User]:
        """Who has the issue in hand, or the deputy of whoever is away then; else the first who answers for it and is
        there. Never nobody while the company has an administrator."""
        holders = self._present(self.holders(issue), at)
        return holders or self._present(self._answerable(issue), at)[:1] or self.administrators()

    def answering(self, issue: AnyIssue) -> list[User]:
        """The accountable owner; has the owner left, then the deputy, the head of the department, the sponsor."""
        return [one for one in self._answerable(issue) if one is not None and one.is_active][:1]

    def _answerable(self, issue: AnyIssue) -> tuple[User | None, ...]:
        point = self.points[issue.point_id]
        sponsor = point.stage.chain.executive_sponsor
        return point.owner, point.deputy, self.head_of(point.department_id), sponsor

    def head_of(self, department: int | None) -> User | None:
        """The active head of the department, or of the nearest one above it that has one."""
        seen: set[int] = set()
        while department is not None and department not in seen:
            seen.add(department)
            here = self.departments[department]
            if here.head is not None and here.head.is_active:
                return here.head
            department = here.parent_id
        return None

    def administrators(self) -> list[User]:
        """Who is told when a rung reaches nobody."""
        return self._looked_up(_ADMINISTRATORS)

    def _people(self, issue: AnyIssue, recipient: Recipient) -> Iterable[User | None]:
        point = self.points[issue.point_id]
        match recipient.whom:
            case Whom.HOLDER:
                return self.holders(issue)
            case Whom.OWNER:
                return [point.owner]
            case Whom.DEPUTY:
                return [point.deputy]
            case Whom.DEPARTMENT_HEAD:
                return [self.head_of(point.department_id)]
            case Whom.STAGE_SPONSOR:
                return [point.stage.sponsor]
            case Whom.EXECUTIVE_SPONSOR:
                return [point.stage.chain.executive_sponsor]
            case Whom.PERSON | Whom.ROLE:
                return self._looked_up(recipient)

    def _present(self, people: Iterable[User | None], at: datetime) -> list[User]:
        found = (self._who_acts_for(person, at) for person in people if person is not None)
        return list({p.pk: p for p in found if p is not None and p.is_active}.values())

    def _who_acts_for(self, person: User, at: datetime) -> User | None:
        self.know_absences(at)
        if person.pk not in self._absent:
            return person
        acting = rules.stand_in(person.pk, at, [absence.value() for absence in self._away])
        deputies = (absence.deputy for absence in self._away if absence.deputy is not None)
        return next((one for one in (person, *deputies) if one.pk == acting), None)

    def _looked_up(self, recipient: Recipient) -> list[User]:
        if recipient not in self._known:
            people = User.objects.active()
            named = (
                people.filter(pk=recipient.person) if recipient.person else people.filter(role=recipient.role)
            )
            self._known[recipient] = list(named)
        return self._known[recipient]


def _keys_at(point: InflectionPoint) -> tuple[int | None, ...]:
    chain = point.stage.chain
    return point.owner_id, point.deputy_id, point.stage.sponsor_id, chain.executive_sponsor_id


def _introduce(
    point: InflectionPoint, people: Mapping[int, User], departments: Mapping[int, Department]
) -> None:
    """Fill in what would else be asked of the database one by one."""
    point.department = departments[point.department_id]
    point.owner = people[point.owner_id]
    point.deputy = people.get(point.deputy_id) if point.deputy_id is not None else None
    stage = point.stage
    stage.sponsor = people.get(stage.sponsor_id) if stage.sponsor_id is not None else None
    stage.chain.executive_sponsor = people[stage.chain.executive_sponsor_id]
