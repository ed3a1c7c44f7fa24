"""What happened to an issue, event by event, in words that a driver understands."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Final

from django.utils.translation import gettext as _

from inflection_points.models.policies import policy_value
from inflection_points.rules.policies import Policy
from issues.models import Action, Attachment, Event, Issue
from issues.rules import events as e
from issues.rules.comments import Known
from issues.rules.undoing import taken_back
from issues.views.event_words import words_of
from issues.views.names import Decoded, Names
from issues.views.rungs import escalation_words, rung_key, whom_it_tells
from people.templatetags.joining import after

ACT, ESCALATION, QUIET, PLAIN = "act", "escalation", "quiet", ""

_ICONS: Final[dict[type, str]] = {
    e.Reported: "megaphone",
    e.ReportAdded: "megaphone",
    e.PromiseKept: "handshake",
    e.Accepted: "hand",
    e.HandedOver: "arrow-right",
    e.ActionPlanned: "calendar-plus",
    e.ActionReassigned: "arrow-right",
    e.Commented: "message-square",
    e.SeverityChanged: "gauge",
    e.Resolved: "circle-check",
    e.Verified: "circle-check",
    e.Reopened: "rotate-ccw",
    e.Declined: "ban",
    e.AskedAgain: "circle-question-mark",
    e.TakenOver: "import",
    e.WaitStarted: "hourglass",
    e.WaitEnded: "hourglass",
    e.WaitExpired: "hourglass",
    e.Nudged: "bell",
    e.HolderNudged: "bell-ring",
    e.Snoozed: "eye-off",
    e.Merged: "merge",
    e.Absorbed: "merge",
    e.CauseLinked: "sprout",
    e.CauseUnlinked: "sprout",
    e.MadeConfidential: "lock",
    e.MadeOpen: "lock-open",
    e.Unmerged: "split",
    e.Released: "split",
    e.PolicyMoved: "scale",
    e.CalendarChanged: "calendar-clock",
    e.Undone: "undo-2",
}
_QUIET: Final = (
    e.Commented,
    e.AskedAgain,
    e.TakenOver,
    e.Nudged,
    e.Snoozed,
    e.PolicyMoved,
    e.CalendarChanged,
    e.Undone,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline."""

    at: datetime
    tone: str
    icon: str
    words: str
    quote: str = ""
    is_imported: bool = False
    files: tuple[Attachment, ...] = ()
    mentioned: tuple[Known, ...] = ()


def timeline(
    issue: Issue,
    events: Sequence[Decoded],
    names: Names,
    told: dict[tuple[str, int, str], list[str]],
    spoken: Counter[str],
    now: datetime,
) -> list[Moment]:
    """The events in words, the newest first. `told` names whom each rung reached: by clock, rung and due time; `spoken`
    says how often each of these lines stands in the whole history."""
    policies = _policies([event for _, event in events], issue.policy_version_id)
    gone = taken_back((row.seq, event) for row, event in events)
    by_number = {row.seq: event for row, event in events}
    moments = (
        _moment(row, event, names, policy, told, now)
        if not isinstance(event, e.Undone)
        else _back(row, by_number.get(row.seq - 1, event), names, now)
        for (row, event), policy in zip(events, policies, strict=True)
        if row.seq not in gone or isinstance(event, e.Undone)
    )
    return _without_repeats(moments, spoken)


def newest(issue: Issue, most: int | None = None) -> list[Decoded]:
    """The events of the issue, or the last `most` of them; the newest first."""
    return [(row, e.decode(row.kind, row.payload)) for row in issue.events.order_by("-seq")[:most]]


def _back(row: Event, event: e.Event, names: Names, now: datetime) -> Moment:
    """What was done and taken back stands as one quiet line."""
    words = words_of(event, names, now)[0]
    return Moment(
        row.at,
        QUIET,
        _ICONS[e.Undone],
        _("%(name)s took it back: “%(words)s”") % {"name": names.person(row.actor_id), "words": words},
    )


def _policies(events: Iterable[e.Event], version: int) -> Iterator[Policy]:
    """For each event, the newest first, the policy that counted when it happened; the last is `version`."""
    for event in events:
        yield policy_value(version)
        if isinstance(event, e.PolicyMoved):
            version = event.before


def _without_repeats(moments: Iterable[Moment], spoken: Counter[str]) -> list[Moment]:
    """The last rung speaks every working day; a hundred times the same line would hide everything else.

    `spoken` says how often it has spoken in all, also before the first line that is shown.
    """
    lines, left = [], Counter(spoken)
    for (tone, words), alike in groupby(moments, key=lambda moment: (moment.tone, moment.words)):
        shown = list(alike)
        if tone == ESCALATION:
            times, is_all = max(left[words], len(shown)), left[words] == spoken[words]
            left[words] -= len(shown)
            shown = [replace(shown[0], words=_so_often(words, times, is_all=is_all))]
        lines += shown
    return lines


def _so_often(words: str, times: int, *, is_all: bool) -> str:
    if times == 1:
        return words
    said = _("%(words)s, %(times)s times by now") if is_all else _("%(words)s, %(times)s times by then")
    return said % {"words": words, "times": times}


def _moment(
    row: Event,
    event: e.Event,
    names: Names,
    policy: Policy,
    told: dict[tuple[str, int, str], list[str]],
    now: datetime,
) -> Moment:
    if isinstance(event, e.Escalated):
        people = told.get(rung_key(event)) or whom_it_tells(policy, event.clock, event.rung)
        words = escalation_words(policy, event.clock, event.rung, people, names.reopened.get(event.due_at))
        return Moment(row.at, ESCALATION, "", words, is_imported=row.is_imported)
    words, quote = words_of(event, names, now)
    if isinstance(event, (e.PolicyMoved, e.CalendarChanged)) and row.actor_id:
        words = after(names.person(row.actor_id), words)
    tone = ACT if isinstance(event, e.ACTS) else QUIET if isinstance(event, _QUIET) else PLAIN
    return Moment(
        row.at,
        tone,
        _ICONS.get(type(event), ""),
        words,
        quote,
        row.is_imported,
        names.attached(event),
        names.mentioned(event),
    )


def told(rows: Sequence[Event], now: datetime) -> list[tuple[str, str]]:
    """Some events of one issue, each in words and with what was said."""
    read = [(row, e.decode(row.kind, row.payload)) for row in rows]
    names = Names.of(read, Action.objects.filter(issue__in={row.issue_id for row in rows}), ())
    return [
        words_of(event, names, now)
        if not isinstance(event, e.Undone)
        else (_("%(name)s took back what they had done") % {"name": names.person(row.actor_id)}, "")
        for row, event in read
    ]
