"""Computing issues from their events: what the auditor compares with, and what another calendar makes of them."""

from issues.commands.pasts import fold_by, histories_of
from issues.commands.recording import Locked, project, terms_of
from issues.models import Issue
from issues.rules import events as e
from issues.rules.state import State


def refold(issue: int) -> State:
    """The state of an issue computed from its events alone. Raises `ValueError` when it has none."""
    row = Issue.objects.select_related("calendar", "policy_version").get(pk=issue)
    return fold_by(histories_of([issue])[issue], terms_of(row))


def reckon_by_calendar_of_now(locked: Locked) -> None:
    """Bring a closed issue in step with its calendar, if that was changed since: it is about to be open again.

    What it was counted by stands; its timeline says why the rest moved.
    """
    issue, calendar = locked.issue, locked.issue.calendar
    if issue.closed_at is None or calendar.changed_at is None or calendar.changed_at <= issue.closed_at:
        return
    event = e.CalendarChanged(calendar.name, locked.state.first_act_by)
    locked.append(event, at=locked.now)
    locked.state = refold(issue.pk)
    project(issue, locked.state)
