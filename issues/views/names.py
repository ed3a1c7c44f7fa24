"""The names of everybody whom some events mention."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime

from issues.models import Event
from issues.rules import events as e
from people.models import Department, User


@dataclass(frozen=True, slots=True)
class Names:
    """The names of everybody whom some events mention, read at once."""

    people: dict[int, User]
    departments: dict[int, Department]
    actions: dict[object, str]
    reopened: dict[datetime, str] = field(default_factory=dict)  # who reopened the issue, by when

    @classmethod
    def of(cls, events: Iterable[tuple[Event, e.Event]]) -> "Names":
        people: set[int] = set()
        departments: set[int] = set()
        actions: dict[object, str] = {}
        for row, event in events:
            people |= {row.actor_id or 0} | _ids(event, {"by", "to", "assignee", "reporter", "holder"})
            departments |= _ids(event, {"to_department", "holder_department"})
            if isinstance(event, e.ActionPlanned):
                actions[event.action] = event.description
        return cls(User.objects.in_bulk(people), Department.objects.in_bulk(departments), actions)

    def person(self, pk: int | None) -> str:
        person = self.people.get(pk) if pk else None
        return person.name if person else "Somebody"

    def holder(self, person: int | None, department: int | None) -> str:
        if person is not None:
            return self.person(person)
        found = self.departments.get(department) if department else None
        return found.name if found else "somebody"

    def action(self, key: object) -> str:
        return self.actions.get(key, "an action")


def _ids(event: e.Event, names: set[str]) -> set[int]:
    values = (getattr(event, field.name) for field in fields(event) if field.name in names)
    return {value for value in values if isinstance(value, int)}
