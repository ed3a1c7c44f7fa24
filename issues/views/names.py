"""The names of everybody and everything that the events of an issue mention, read at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime

from django.utils.translation import gettext as _

from inflection_points.models import PolicyVersion
from issues.commands.mentioning import known
from issues.models import Action, Attachment, Event, Issue, RootCause
from issues.rules import events as e
from issues.rules.comments import Known
from people.models import Department, User

Decoded = tuple[Event, e.Event]


@dataclass(frozen=True, slots=True)
class Names:
    """However many events: one query each for people, departments, causes and policies that they mention."""

    people: dict[int, User]
    departments: dict[int, Department]
    actions: dict[object, str]
    causes: dict[int, str]
    policies: dict[int, str]
    files: dict[object, Attachment] = field(default_factory=dict)
    reopened: dict[datetime, str] = field(default_factory=dict)  # who reopened the issue, by when

    @classmethod
    def of(cls, events: Iterable[Decoded], actions: Iterable[Action], files: Iterable[Attachment]) -> "Names":
        """For events of one issue, all of its actions and all of its files."""
        people: set[int] = set()
        departments: set[int] = set()
        causes: set[int] = set()
        policies: set[int] = set()
        for row, event in events:
            people |= {row.actor_id or 0} | _ids(event, {"by", "to", "assignee", "reporter", "holder"})
            departments |= _ids(event, {"to_department", "holder_department"})
            causes |= _ids(event, {"cause"})
            policies |= _ids(event, {"version"})
            if isinstance(event, e.Commented):
                people |= set(event.mentions)
            if isinstance(event, e.HolderNudged):
                people |= set(event.people)
        return cls(
            User.objects.in_bulk(people - {0}),
            Department.objects.in_bulk(departments),
            {action.pk: action.description for action in actions},
            {pk: str(cause) for pk, cause in RootCause.objects.in_bulk(causes).items()} if causes else {},
            _versions(policies),
            {file.pk: file for file in files},
        )

    def person(self, pk: int | None) -> str:
        person = self.people.get(pk) if pk else None
        return person.name if person else _("Somebody")

    def holder(self, person: int | None, department: int | None) -> str:
        if person is not None:
            return self.person(person)
        found = self.departments.get(department) if department else None
        return found.name if found else _("somebody")

    def action(self, key: object) -> str:
        return self.actions.get(key, _("an action"))

    def mentioned(self, event: e.Event) -> tuple[Known, ...]:
        """Whom a comment mentions."""
        if not isinstance(event, e.Commented):
            return ()
        return tuple(known(self.people[pk] for pk in event.mentions if pk in self.people))

    def attached(self, event: e.Event) -> tuple[Attachment, ...]:
        """The files that an event brought."""
        keys = getattr(event, "attachments", ())
        return tuple(self.files[key] for key in keys if key in self.files)


def _ids(event: e.Event, names: set[str]) -> set[int]:
    values = (getattr(event, field.name) for field in fields(event) if field.name in names)
    return {value for value in values if isinstance(value, int)}


def _versions(policies: set[int]) -> dict[int, str]:
    """What policy versions are called: "Standard v3"."""
    if not policies:
        return {}
    return {
        one.pk: str(one) for one in PolicyVersion.objects.select_related("policy").filter(pk__in=policies)
    }


def files_of(issue: Issue) -> list[Attachment]:
    """What was given at the issue, and what its reports brought, also those of duplicates."""
    given = Attachment.objects.given_at(Issue.objects.together_with(issue.pk))
    return [one for one in given if one.seen_with == issue.pk]
