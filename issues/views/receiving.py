"""Taking in what somebody sends from a report page: the one way from the form to the command, for every door of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from inflection_points.commands.posters import token_of
from inflection_points.models import Poster
from issues import commands
from issues.commands import intake
from issues.commands.receipts import code_of
from issues.forms.reporting import ReportForm
from issues.models import Issue, Report
from issues.rules.refusals import SentBefore
from people.models import User
from people.views.addresses import address_of


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
    set_aside: bool = False


def is_crowded(request: HttpRequest, sender: Sender, now: datetime) -> bool:
    """Count what somebody who is not signed in sends, and say whether it has to be set aside. Raises `TryLater`."""
    if sender.person is not None or sender.poster is None:
        return False
    return intake.is_crowded(poster=sender.poster, address=address_of(request), now=now)


def receive(form: ReportForm, sender: Sender, now: datetime) -> Received:
    """Report what the valid form says, add it to the issue that it names, or set it aside.

    Without a name, the receipt opens with its code. Raises `SentBefore` when the same page was set aside before with other
    words, `ReportItAnew` when the named issue was closed meanwhile.
    """
    telling = form.told_by(sender.poster)
    if form.reporter is not None:
        issue = _written(form, telling, now)
        return Received(reverse("issues:receipt", args=[issue.pk]), number=issue.pk)
    code = code_of(telling.client_key)
    receipt = reverse("issues:receipt_of_code", args=[code])
    if sender.poster is not None and _must_wait(form, telling.client_key):
        _set_aside(form, sender.poster, telling, now)
        return Received(receipt, code, set_aside=True)
    if not form.is_aside:
        _written(form, telling, now)
    return Received(receipt, code)


def _written(form: ReportForm, telling: commands.Telling, now: datetime) -> Issue:
    """Sent before as a report by itself, it stays that one: nothing is told twice."""
    if form.adds_to is None:
        return commands.report(reporter=form.reporter, now=now, telling=telling, **form.facts())
    try:
        return commands.add_report(issue=form.adds_to.pk, reporter=form.reporter, now=now, telling=telling)
    except SentBefore:
        return Report.objects.select_related("issue").get(client_key=telling.client_key).issue


def _set_aside(form: ReportForm, poster: Poster, telling: commands.Telling, now: datetime) -> None:
    facts = form.facts()
    del facts["point"]  # that of the poster
    into = form.adds_to.pk if form.adds_to is not None else None
    intake.set_aside(
        **facts, poster=poster, telling=telling, files=form.cleaned_data["photos"], into=into, now=now
    )


def _must_wait(form: ReportForm, client_key: UUID) -> bool:
    """Whether this is set aside: too many came, or it was before. Once it is reported, it is."""
    if Report.objects.filter(client_key=client_key).exists():
        return False
    return form.is_aside or intake.is_known(client_key)
