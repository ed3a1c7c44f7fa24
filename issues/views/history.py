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
from issues.views.names import Decoded, Names
from issues.views.rungs import escalation_words, rung_key, whom_it_tells
from people.templatetags.times import on_the_clock

ACT, ESCALATION, QUIET, PLAIN = "act", "escalation", "quiet", ""

_ICONS: Final[dict[type, str]] = {
    e.Reported: "megaphone",
    e.ReportAdded: "megaphone",
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
_CLOSURES: Final = {
    e.ClosureReason.FIXED: "fixed",
    e.ClosureReason.PARTLY_FIXED: "partly fixed",
    e.ClosureReason.NOT_REPRODUCIBLE: "it could not be found again",
    e.ClosureReason.OUTSIDE_OUR_CONTROL: "outside our control",
}


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
    words, _ = _words(event, names, now)
    return Moment(row.at, QUIET, _ICONS[e.Undone], f"{names.person(row.actor_id)} took it back: “{words}”")


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
            times, when = max(left[words], len(shown)), "now" if left[words] == spoken[words] else "then"
            left[words] -= len(shown)
            said = f"{words}, {times} times by {when}" if times > 1 else words
            shown = [replace(shown[0], words=said)]
        lines += shown
    return lines


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
    words, quote = _words(event, names, now)
    if isinstance(event, (e.PolicyMoved, e.CalendarChanged)) and row.actor_id:
        words = f"{names.person(row.actor_id)}: {words[0].lower()}{words[1:]}"
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


def _words(event: e.Event, names: Names, now: datetime) -> tuple[str, str]:
    match event:
        case e.Reported(reporter=reporter, is_confidential=is_confidential):
            return f"{names.person(reporter)} reported it{', in confidence' if is_confidential else ''}", ""
        case e.ReportAdded(reporter=reporter):
            return f"{names.person(reporter)}: this happened to me too", ""
        case e.Accepted(by=by):
            return f"{names.person(by)} accepted it", ""
        case e.HandedOver(to=to, to_department=department, reason=reason):
            return f"Handed over to {names.holder(to, department)}", reason
        case e.SeverityChanged(to=to_severity, reason=reason):
            return f"Severity changed to {to_severity}", reason
        case e.Commented(by=by, text=text):
            return f"{names.person(by)} commented", text
        case e.Undone(by=by):
            return f"{names.person(by)} took the last step back", ""
        case e.TakenOver(source=source):
            return f"Taken over from {source}; our own rules apply from here", ""
    return _judging_words(event, names) or _clock_words(event, names, now) or _work_words(event, names, now)


def _judging_words(event: e.Event, names: Names) -> tuple[str, str] | None:
    match event:
        case e.Resolved(by=by, reason=closure, note=note, root_cause=cause):
            quote = "\n".join(filter(None, [note, f"Cause: {cause}" if cause else ""]))
            return f"{names.person(by)} resolved it: {_CLOSURES[closure]}", quote
        case e.Verified(receipt=int()):
            return _("Somebody who reported it without a name says that it is fixed"), ""
        case e.Verified(by=by, is_reporter=is_reporter):
            instead = "" if is_reporter else ", as nobody who reported it is left to ask or answers"
            return f"{names.person(by)} says that it is fixed{instead}", ""
        case e.Reopened(receipt=int(), reason=reason):
            return _("Somebody who reported it without a name says that it is not fixed"), reason
        case e.Reopened(by=by, reason=reason):
            return f"{names.person(by)} says that it is not fixed", reason
        case e.Declined(by=by, reason=reason):
            return f"{names.person(by)} decided not to act", reason
        case e.CauseLinked(by=by, cause=cause):
            return f"{names.person(by)} found out why it happened", names.causes.get(cause, "")
        case e.CauseUnlinked(by=by, cause=cause):
            return f"{names.person(by)} says that this is not why it happened", names.causes.get(cause, "")
        case e.MadeConfidential(by=by, reason=reason):
            return f"{names.person(by)} made it confidential", reason
        case e.MadeOpen(by=by, reason=reason):
            return f"{names.person(by)} opened it to everybody", reason
        case e.AskedAgain():
            return "No answer yet: asked again whether it is fixed", ""
    return None


def _clock_words(event: e.Event, names: Names, now: datetime) -> tuple[str, str] | None:
    match event:
        case e.WaitStarted(by=by, waits_for=whom, name=name, until=until):
            until_when = on_the_clock(until, now)
            return f"{names.person(by)} waits for the {whom} {name}, until {until_when} at the latest", ""
        case e.WaitEnded(by=by, note=note):
            return f"{names.person(by)} ended the wait", note
        case e.WaitExpired():
            return "The wait was over, and nobody had answered: the time to resolve it runs on", ""
        case e.Nudged():
            return "Whoever it was handed to was reminded: nothing had been done with it since", ""
        case e.Snoozed(by=by, until=until):
            return f"{names.person(by)} hid it from the own list until {on_the_clock(until, now)}", ""
        case e.Merged(by=by, into=into):
            return f"{names.person(by)} merged it into #{into}, which tells the same problem", ""
        case e.Absorbed(issue=issue, reports=reports):
            told = "one report" if reports == 1 else f"{reports} reports"
            return f"#{issue} was merged into this issue, with {told}", ""
        case e.Unmerged(by=by, reason=reason):
            return f"{names.person(by)} took it out again: not the same problem", reason
        case e.Released(issue=issue):
            return f"#{issue} was taken out again, with its reports: not the same problem", ""
        case e.PolicyMoved(version=version, reason=reason):
            return f"Measured by “{names.policies.get(version, '')}” from here on", reason
        case e.CalendarChanged(calendar=calendar, reason=reason):
            return f"The calendar “{calendar}” was changed, and the deadlines with it", reason
    return None


def _work_words(event: e.Event, names: Names, now: datetime) -> tuple[str, str]:
    match event:
        case e.ActionPlanned(assignee=assignee, description=description, due_at=due_at):
            when = on_the_clock(due_at, now)
            return f"Action planned for {names.person(assignee)}, due {when}", description
        case e.ActionReassigned(to=to, action=action, reason=reason):
            return f"{names.person(to)} does it now: {names.action(action)}", reason
        case e.ActionStarted(by=by, action=action):
            return f"{names.person(by)} started: {names.action(action)}", ""
        case e.ActionCompleted(by=by, action=action, evidence=evidence):
            return f"{names.person(by)} finished: {names.action(action)}", evidence
        case e.ContainmentRecorded(by=by, evidence=evidence):
            return f"{names.person(by)} stopped the harm", evidence
        case e.ActedElsewhere(by=by):
            return f"{names.person(by)} acted, as the other system recorded", ""
    return e.kind_of(event).replace("_", " ").capitalize(), ""


def told(rows: Sequence[Event], now: datetime) -> list[tuple[str, str]]:
    """Some events of one issue, each in words and with what was said."""
    read = [(row, e.decode(row.kind, row.payload)) for row in rows]
    names = Names.of(read, Action.objects.filter(issue__in={row.issue_id for row in rows}), ())
    return [
        _words(event, names, now)
        if not isinstance(event, e.Undone)
        else (f"{names.person(row.actor_id)} took back what they had done", "")
        for row, event in read
    ]
