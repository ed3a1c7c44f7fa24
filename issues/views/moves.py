"""One view a command: the same names through command, view and address."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from issues import commands
from issues.commands.nudging import whom_to_nudge
from issues.commands.prospects import holds_until, latest_wait, outlook
from issues.forms import moves as forms
from issues.forms.comments import CommentForm
from issues.forms.confiding import MakeConfidentialForm, MakeOpenForm
from issues.forms.merging import MergeForm, UnmergeForm
from issues.forms.moves import MoveForm
from issues.forms.promises import KeepPromiseForm
from issues.forms.reporting import AddReportForm
from issues.forms.sentences import NAME_NOBODY
from issues.models import Issue
from issues.rules.guards import needs_root_cause
from issues.rules.memory import thaw
from issues.rules.refusals import RootCauseMissing
from issues.rules.state import Phase
from issues.templatetags.plans import plan_lead, planned
from issues.views.doors import door
from people.models import User
from people.rules.words import listed
from people.views.viewers import viewer


def accept(request: HttpRequest, number: int) -> HttpResponse:
    said = _("You have it now. The clock runs on until you act.")
    return door(request, number, forms.AcceptForm, commands.accept, said=said)


def hand_over(request: HttpRequest, number: int) -> HttpResponse:
    said = _("Handed over. The clock runs on, and they have been told.")
    return door(request, number, forms.HandOverForm, commands.hand_over, said=said)


def plan_action(request: HttpRequest, number: int) -> HttpResponse:
    def initial(issue: Issue) -> dict[str, object]:
        return {"assignee": viewer(request).pk, "due_at": forms.suggested_due(issue, timezone.now())}

    def worded(issue: Issue, form: MoveForm) -> None:
        form.lead = plan_lead(holds_until(issue, timezone.now()), timezone.now())
        if isinstance(form, forms.PlanActionForm):
            form.put_first([viewer(request), *([issue.holder] if issue.holder else [])], viewer(request))

    return door(
        request,
        number,
        forms.PlanActionForm,
        commands.plan_action,
        said=lambda issue: planned(issue, timezone.now()),
        initial=initial,
        worded=worded,
    )


def start_action(request: HttpRequest, number: int, action: UUID) -> HttpResponse:
    said = _("Started: the issue is acted on.")
    return door(request, number, forms.StartActionForm, commands.start_action, said=said, action=action)


def complete_action(request: HttpRequest, number: int, action: UUID) -> HttpResponse:
    said = _("Done, and written down.")
    return door(request, number, forms.CompleteActionForm, commands.complete_action, said=said, action=action)


def record_containment(request: HttpRequest, number: int) -> HttpResponse:
    said = _("Written down: the issue is acted on.")
    return door(request, number, forms.RecordContainmentForm, commands.record_containment, said=said)


def comment(request: HttpRequest, number: int) -> HttpResponse:
    def worded(issue: Issue, form: MoveForm) -> None:
        if isinstance(form, CommentForm):
            form.issue, form.now = issue, timezone.now()

    said = _("Your comment stands in the timeline.")
    return door(request, number, CommentForm, commands.comment, said=said, worded=worded)


def nudge(request: HttpRequest, number: int) -> HttpResponse:
    def worded(issue: Issue, form: MoveForm) -> None:
        if whom := whom_to_nudge(outlook(issue, timezone.now()), viewer(request)):
            form.heading = _("Nudge %(names)s?") % {"names": listed(one.name for one in whom)}

    said = _("Nudged: they read that you ask for their next move. You can again in 24 hours.")
    return door(request, number, forms.NudgeForm, commands.nudge, said=said, worded=worded)


def change_severity(request: HttpRequest, number: int) -> HttpResponse:
    def worded(issue: Issue, form: MoveForm) -> None:
        is_now = _("It is %(severity)s now.") % {"severity": issue.get_severity_display()}
        form.lead = f"{is_now} {form.lead}"

    said, form = _("Changed. The deadlines have moved with it."), forms.ChangeSeverityForm
    return door(request, number, form, commands.change_severity, said=said, worded=worded)


def resolve(request: HttpRequest, number: int) -> HttpResponse:
    def worded(issue: Issue, form: MoveForm) -> None:
        field = form.fields["root_cause"]
        if needs_root_cause(thaw(issue.memory), Issue.objects.fixed_before(issue).count()):
            field.required = field.widget.is_required = True
            field.error_messages["required"] = str(RootCauseMissing.sentence)
            field.help_text = _("The cause, not the symptom. This issue is not resolved without it.")
        if issue.is_confidential:
            field.help_text = f"{field.help_text} {NAME_NOBODY}"

    said = _("Resolved. Those who reported it are asked whether it is fixed.")
    return door(request, number, forms.ResolveForm, commands.resolve, said=said, worded=worded)


def verify(request: HttpRequest, number: int) -> HttpResponse:
    said = _("Thank you. The issue is closed because you said that it is fixed.")
    return door(request, number, forms.VerifyForm, commands.verify, said=said)


def reopen(request: HttpRequest, number: int) -> HttpResponse:
    def worded(issue: Issue, form: MoveForm) -> None:
        if issue.phase == Phase.DECLINED:
            form.heading = _("Open it again")
            form.fields["reason"].label = _("Why should it be acted on after all?")

    said = _("Open again, one step higher than before.")
    return door(request, number, forms.ReopenForm, commands.reopen, said=said, worded=worded)


def decline(request: HttpRequest, number: int) -> HttpResponse:
    said = _("Declined. Those who reported it can read why.")
    return door(request, number, forms.DeclineForm, commands.decline, said=said)


def start_wait(request: HttpRequest, number: int) -> HttpResponse:
    def initial(issue: Issue) -> dict[str, object]:
        return {"until": latest_wait(issue, timezone.now())}

    said = _("Waiting. Should they not answer, whoever has the issue is reminded.")
    return door(request, number, forms.StartWaitForm, commands.start_wait, said=said, initial=initial)


def end_wait(request: HttpRequest, number: int) -> HttpResponse:
    said = _("The wait is over. The time to resolve runs on.")
    return door(request, number, forms.EndWaitForm, commands.end_wait, said=said)


def snooze(request: HttpRequest, number: int) -> HttpResponse:
    def initial(_issue: Issue) -> dict[str, object]:
        return {"until": timezone.now() + timedelta(days=1)}

    said = _("Hidden from your list. It comes back by itself.")
    return door(request, number, forms.SnoozeForm, commands.snooze, said=said, initial=initial)


def merge(request: HttpRequest, number: int) -> HttpResponse:
    def initial(_issue: Issue) -> dict[str, object]:
        return {"into": request.GET.get("into", "")}

    def worded(_issue: Issue, form: MoveForm) -> None:
        if isinstance(form, MergeForm):
            form.name_the_other(Issue.objects.visible_to(viewer(request), timezone.now()))

    def said(issue: Issue) -> str:
        other = issue.merged_into
        if other is None:
            return _("Merged. Those who reported it follow the other issue now.")
        facts = {"number": other.pk, "title": other.title}
        return _("Merged. Those who reported it follow #%(number)s, “%(title)s” now.") % facts

    return door(request, number, MergeForm, commands.merge, said=said, initial=initial, worded=worded)


def unmerge(request: HttpRequest, number: int) -> HttpResponse:
    said = _("Open again, with its own reports.")
    return door(request, number, UnmergeForm, commands.unmerge, said=said)


def make_confidential(request: HttpRequest, number: int) -> HttpResponse:
    said = _("Confidential. Only those who deal with it see it now.")
    return door(request, number, MakeConfidentialForm, commands.make_confidential, said=said)


def make_open(request: HttpRequest, number: int) -> HttpResponse:
    said = _("Open. Everybody who signs in can read it.")
    return door(request, number, MakeOpenForm, commands.make_open, said=said)


def add_report(request: HttpRequest, number: int) -> HttpResponse:
    def worded(_issue: Issue, form: MoveForm) -> None:
        if isinstance(form, AddReportForm):
            form.now = timezone.now()

    said, then = _("Your report is added. You will be told what becomes of it."), "issues:receipt"
    return door(request, number, AddReportForm, _add_report, said=said, then=then, worded=worded)


def _add_report(*, actor: User, **facts: object) -> Issue:
    """The command calls whoever tells it the reporter."""
    return commands.add_report(reporter=actor, **facts)  # type: ignore[arg-type]


def keep_promise(request: HttpRequest, number: int, report: int) -> HttpResponse:
    said = _("Written down: the promise was kept.")
    return door(request, number, KeepPromiseForm, commands.keep_promise, said=said, report=report)
