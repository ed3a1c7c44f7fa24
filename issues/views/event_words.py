"""Each event as a sentence, and what was said with it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from issues.commands.calendars import HOLIDAYS_ADDED
from issues.commands.confiding import SAME_PROBLEM
from issues.models import Issue
from issues.rules import events as e
from issues.views.names import Names
from people.rules.kept import reread
from people.rules.words import listed
from people.templatetags.times import on_the_clock

_RESOLVED: Final = {
    e.ClosureReason.FIXED: gettext_lazy("%(name)s resolved it: fixed"),
    e.ClosureReason.PARTLY_FIXED: gettext_lazy("%(name)s resolved it: partly fixed"),
    e.ClosureReason.NOT_REPRODUCIBLE: gettext_lazy("%(name)s resolved it: it could not be found again"),
    e.ClosureReason.OUTSIDE_OUR_CONTROL: gettext_lazy("%(name)s resolved it: outside our control"),
}
_WAITS: Final = {
    e.WaitsFor.CUSTOMER: gettext_lazy(
        "%(name)s waits for the customer %(whom)s, until %(when)s at the latest"
    ),
    e.WaitsFor.SUPPLIER: gettext_lazy(
        "%(name)s waits for the supplier %(whom)s, until %(when)s at the latest"
    ),
}

Said = tuple[str, str]


def words_of(event: e.Event, names: Names, now: datetime) -> Said:
    """The sentence, and the words that somebody wrote, if any; or that we wrote, in the reader's language."""
    by = {"name": names.person(getattr(event, "by", None))}
    said, quote = (
        _custody_words(event, names, by)
        or _judging_words(event, names, by)
        or _waiting_words(event, by, now)
        or _merging_words(event, names, by)
        or _work_words(event, names, by, now)
    )
    return said, _reread(event, quote)


def _reread(event: e.Event, quote: str) -> str:
    """In the reader's language where the product gave the reason; never what somebody wrote."""
    match event:
        case e.HandedOver(is_reorganisation=True) | e.ActionReassigned():
            return reread(quote)
        case e.Reopened(by=None, receipt=None):  # imported
            return reread(quote)
        case e.CalendarChanged():
            return HOLIDAYS_ADDED.reread(quote)
        case e.MadeConfidential() | e.MadeOpen():
            return SAME_PROBLEM.reread(quote)
    return quote


def _custody_words(event: e.Event, names: Names, by: Mapping[str, str]) -> Said | None:
    match event:
        case e.Reported(reporter=reporter, is_confidential=is_confidential):
            who = {"name": names.person(reporter)}
            said = _("%(name)s reported it, in confidence") if is_confidential else _("%(name)s reported it")
            return said % who, ""
        case e.ReportAdded(reporter=reporter):
            return _("%(name)s: this happened to me too") % {"name": names.person(reporter)}, ""
        case e.Accepted():
            return _("%(name)s accepted it") % by, ""
        case e.HandedOver(to=to, to_department=department, reason=reason):
            return _("Handed over to %(name)s") % {"name": names.holder(to, department)}, reason
        case e.SeverityChanged(to=to_severity, reason=reason):
            word = Issue.Severities(to_severity).label
            return _("Severity changed to %(severity)s") % {"severity": word}, reason
        case e.Commented(text=text):
            return _("%(name)s commented") % by, text
        case e.HolderNudged(people=people):
            return _("%(name)s nudged %(whom)s") % {**by, "whom": listed(map(names.person, people))}, ""
        case e.Undone():
            return _("%(name)s took the last step back") % by, ""
        case e.TakenOver(source=source):
            return _("Taken over from %(source)s; our own rules apply from here") % {"source": source}, ""
    return None


def _answer_words(event: e.Verified | e.Reopened, by: Mapping[str, str]) -> Said:
    match event:
        case e.Reopened(receipt=int(), reason=reason):
            return _("Somebody who reported it without a name says that it is not fixed"), reason
        case e.Reopened(reason=reason):
            return _("%(name)s says that it is not fixed") % by, reason
        case e.Verified(receipt=int()):
            return _("Somebody who reported it without a name says that it is fixed"), ""
        case e.Verified(is_reporter=True):
            return _("%(name)s says that it is fixed") % by, ""
    return _("%(name)s says that it is fixed, as nobody who reported it is left to ask, or answers") % by, ""


def _judging_words(event: e.Event, names: Names, by: Mapping[str, str]) -> Said | None:
    match event:
        case e.Resolved(reason=closure, note=note, root_cause=cause):
            because = _("Cause: %(cause)s") % {"cause": cause} if cause else ""
            return _RESOLVED[closure] % by, "\n".join(filter(None, [note, because]))
        case e.PromiseKept(note=note):
            return _("%(name)s kept what the customer was promised") % by, note
        case e.Verified() | e.Reopened():
            return _answer_words(event, by)
        case e.Declined(reason=reason):
            return _("%(name)s decided not to act") % by, reason
        case e.CauseLinked(cause=cause):
            return _("%(name)s found out why it happened") % by, names.causes.get(cause, "")
        case e.CauseUnlinked(cause=cause):
            return _("%(name)s says that this is not why it happened") % by, names.causes.get(cause, "")
        case e.MadeConfidential(reason=reason):
            return _("%(name)s made it confidential") % by, reason
        case e.MadeOpen(reason=reason):
            return _("%(name)s opened it to everybody") % by, reason
        case e.AskedAgain():
            return _("No answer yet: asked again whether it is fixed"), ""
    return None


def _waiting_words(event: e.Event, by: Mapping[str, str], now: datetime) -> Said | None:
    match event:
        case e.WaitStarted(waits_for=whom, name=name, until=until):
            facts = {**by, "whom": name, "when": on_the_clock(until, now)}
            return _WAITS[whom] % facts, ""
        case e.WaitEnded(note=note):
            return _("%(name)s ended the wait") % by, note
        case e.WaitExpired():
            return _("The wait was over, and nobody had answered: the time to resolve it runs on"), ""
        case e.Nudged():
            return _("Whoever it was handed to was reminded: nothing had been done with it since"), ""
        case e.Snoozed(until=until):
            facts = {**by, "when": on_the_clock(until, now)}
            return _("%(name)s hid it from the own list until %(when)s") % facts, ""
    return None


def _merging_words(event: e.Event, names: Names, by: Mapping[str, str]) -> Said | None:
    match event:
        case e.Merged(into=into):
            facts: dict[str, Any] = {**by, "number": into}
            return _("%(name)s merged it into #%(number)s, which tells the same problem") % facts, ""
        case e.Absorbed(issue=issue, reports=reports):
            facts = {"number": issue, "count": reports}
            said = ngettext(
                "#%(number)s was merged into this issue, with one report",
                "#%(number)s was merged into this issue, with %(count)s reports",
                reports,
            )
            return said % facts, ""
        case e.Unmerged(reason=reason):
            return _("%(name)s took it out again: not the same problem") % by, reason
        case e.Released(issue=issue):
            said = _("#%(number)s was taken out again, with its reports: not the same problem")
            return said % {"number": issue}, ""
        case e.PolicyMoved(version=version, reason=reason):
            facts = {"policy": names.policies.get(version, "")}
            return _("Measured by “%(policy)s” from here on") % facts, reason
        case e.CalendarChanged(calendar=calendar, reason=reason):
            said = _("The calendar “%(calendar)s” was changed, and the deadlines with it")
            return said % {"calendar": calendar}, reason
    return None


def _work_words(event: e.Event, names: Names, by: Mapping[str, str], now: datetime) -> Said:
    match event:
        case e.ActionPlanned(assignee=assignee, description=description, due_at=due_at):
            facts = {"name": names.person(assignee), "when": on_the_clock(due_at, now)}
            return _("Action planned for %(name)s, due %(when)s") % facts, description
        case e.ActionReassigned(to=to, action=action, reason=reason):
            facts = {"name": names.person(to), "action": names.action(action)}
            return _("%(name)s does it now: %(action)s") % facts, reason
        case e.ActionStarted(action=action):
            return _("%(name)s started: %(action)s") % {**by, "action": names.action(action)}, ""
        case e.ActionCompleted(action=action, evidence=evidence):
            return _("%(name)s finished: %(action)s") % {**by, "action": names.action(action)}, evidence
        case e.ContainmentRecorded(evidence=evidence):
            return _("%(name)s stopped the harm") % by, evidence
        case e.ActedElsewhere():
            return _("%(name)s acted, as the other system recorded") % by, ""
    return e.kind_of(event).replace("_", " ").capitalize(), ""
