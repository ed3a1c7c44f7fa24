"""What was planned, by when, and for how long those further up wait for it."""

from datetime import datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from issues.models import Action, Issue
from people.templatetags.times import ago, due, on_the_clock

register = template.Library()


@register.simple_tag
def work_times(action: Action, now: datetime) -> SafeString:
    """How far an action is: "done 2 h ago, after its date", "started 1 h ago, due in 3 h"."""
    if action.completed_at is not None:
        when = {"when": ago(action.completed_at, now)}
        is_late = action.completed_at > action.due_at
        return format_html(_("done {when}, after its date") if is_late else _("done {when}"), **when)
    facts = {"due": due(action.due_at, now)}
    if action.started_at is None:
        return format_html(_("due {due}"), **facts) if action.due_at > now else facts["due"]
    facts["when"] = ago(action.started_at, now)
    return format_html(
        _("started {when}, due {due}") if action.due_at > now else _("started {when}, {due}"), **facts
    )


def plan_lead(until: datetime | None, now: datetime) -> str:
    """What a plan made now does to the ladder, and for how long at most."""
    if until is None:
        return _(
            "This issue has been put off for as long as plans can: those further up are told all the same."
        )
    return _(
        "Until it is due, nobody further up is told. That ends %(when)s at the latest, whatever date you choose: "
        "no plan holds longer. If it is not started by then, they are told."
    ) % {"when": on_the_clock(until, now)}


def planned(issue: Issue, now: datetime) -> str:
    """What the page says of an issue that was just planned for: until when the ladder waits."""
    said = [_("Planned. Whoever does it has been told.")]
    if issue.acted_at is not None:
        return said[0]
    if issue.held_until is None or issue.held_until <= now:
        said.append(_("Those further up do not wait for it: plans have put this issue off long enough."))
        return " ".join(said)
    when = on_the_clock(issue.held_until, now)
    said.append(_("Those further up are told %(when)s at the earliest.") % {"when": when})
    if issue.actions.filter(completed_at=None, due_at__gt=issue.held_until).exists():
        said.append(_("It is due later, but no plan holds them back for longer."))
    return " ".join(said)
