"""Who held an issue, drawn as a ribbon over the working time since it was reported."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final

from django.utils.translation import gettext as _

from inflection_points.rules.calendars import between
from inflection_points.rules.policies import calendar_for
from issues.commands.prospects import Outlook
from issues.models import Custody, Issue
from people.rules.kept import reread
from people.templatetags.joining import side_by_side
from people.templatetags.times import working_span

TONES: Final = 5


@dataclass(frozen=True, slots=True)
class Part:
    """One custody as a piece of the ribbon: `start` and `width` in percent of all working time so far."""

    start: float
    width: float
    tone: int
    holder: str
    length: str
    whose: str


def ribbon(issue: Issue, view: Outlook, now: datetime) -> dict[str, Any]:
    """Who held the issue, how long in working time, and in whose time; where the act target passed."""
    calendar = calendar_for(view.state.severity, issue.calendar.value())
    custodies = list(issue.custodies.select_related("person__department", "department"))
    held = [list(one) for _key, one in groupby(custodies, key=lambda c: (c.person_id, c.department_id))]
    lengths = [
        sum((between(calendar, c.since, max(c.since, c.until or now)) for c in one), timedelta())
        for one in held
    ]
    whole = sum(lengths, timedelta())
    if not held:
        return {"parts": [], "mark": None}
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
    if custody.department is None:
        return _("nobody")
    return _("%(department)s, nobody in person") % {"department": custody.department.name}


def _whose(custody: Custody, follower: Custody | None, *, acted: bool) -> str:
    department = custody.department or (custody.person.department if custody.person else None)
    words = [_("in %(department)s’s time") % {"department": department.name} if department else ""]
    if follower is not None and follower.is_reorganisation:
        words.append(reread(custody.reason))
    elif follower is not None and follower.is_correction:
        words.append(_("came here by mistake"))
    elif follower is not None and not acted:  # the last ends with the issue: nobody passed it on
        words.append(_("passed on without an act") if custody.reason != "declined" else "")
    return side_by_side(words)
