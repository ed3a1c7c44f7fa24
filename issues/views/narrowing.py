"""Which issues an address asks for: one answer for the list, for what is done with all of it, and for what is sent."""

from datetime import datetime
from typing import Final

from django.http import QueryDict

from issues.forms.filters import IssueFilter
from issues.models import Issue
from issues.querysets import IssueQuerySet
from people.models import User

_COLUMNS: Final = {
    "severity": "severity",
    "stage": "point__stage",
    "point": "point",
    "department": "point__department",
    "holder": "holder",
}


def narrow(query: QueryDict, person: User, now: datetime) -> tuple[IssueFilter, IssueQuerySet]:
    """The filters that were understood, and the issues that this person may see and that fit all of them."""
    form = IssueFilter(query)
    chosen = form.chosen()
    found = Issue.objects.visible_to(person, now)
    found = found.filter(**{column: chosen[name] for name, column in _COLUMNS.items() if name in chosen})
    if phase := chosen.get("phase"):
        found = found.open() if phase == "open" else found.filter(phase=phase)
    if "unacted" in chosen:
        found = found.not_acted_on(now)
    return form, found.matching(chosen["q"]) if "q" in chosen else found
