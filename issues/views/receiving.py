"""Taking in what somebody sends from a report page: the one way from the form to the command, for every door of it."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from inflection_points.commands.posters import token_of
from inflection_points.models import Poster
from issues import commands
from issues.commands.receipts import code_of
from issues.forms.reporting import ReportForm
from issues.models import Issue, Report
from issues.rules.refusals import SentBefore
from people.models import User


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends, and by which poster's link. Nobody is signed in where a poster allows it."""

    person: User | None
    poster: Poster | None = None

    @property
    def path(self) -> str:
        """Where the page sends to."""
        if self.poster is None:
            return reverse("issues:report")
        return reverse("issues:report_at_poster", args=[token_of(self.poster)])

    @property
    def slug(self) -> str:
        """The point at which the poster hangs; empty without one."""
        return self.poster.point.slug if self.poster is not None else ""

    @property
    def site(self) -> int | None:
        return self.poster.site_id if self.poster is not None else None


@dataclass(frozen=True, slots=True)
class Received:
    """What is answered: the address of the receipt, and the code that opens it for somebody without a name."""

    path: str
    code: str = ""
    number: int | None = None


def receive(form: ReportForm, sender: Sender, now: datetime) -> Received:
    """Report what the valid form says, or add it to the issue that it names. Without a name, the receipt opens with its code.

    Raises `ReportItAnew` when that issue was closed meanwhile.
    """
    if form.adds_to is not None:
        issue = _added(form, form.adds_to, sender, now)
    else:
        issue = commands.report(reporter=form.reporter, now=now, **form.facts(poster=sender.poster))
    if form.reporter is not None:
        return Received(reverse("issues:receipt", args=[issue.pk]), number=issue.pk)
    code = code_of(form.cleaned_data["client_key"])
    return Received(reverse("issues:receipt_of_code", args=[code]), code)


def _added(form: ReportForm, issue: Issue, sender: Sender, now: datetime) -> Issue:
    """The same page sent before as a report of its own stays that one: nothing is told twice."""
    telling = form.told_by(sender.poster)
    try:
        return commands.add_report(issue=issue.pk, reporter=form.reporter, now=now, telling=telling)
    except SentBefore:
        return Report.objects.select_related("issue").get(client_key=telling.client_key).issue
