"""Taking in what somebody sends from a report page: the one way from the form to the command, for every door of it."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse

from inflection_points.commands.posters import token_of
from inflection_points.models import Poster
from issues import commands
from issues.commands import intake
from issues.commands.receipts import code_of
from issues.forms.reporting import ReportForm
from issues.models import Issue, Overflow, Report
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


def receive(request: HttpRequest, form: ReportForm, sender: Sender, now: datetime) -> Received:
    """Report what the valid form says, add it to the issue that it names, or set it aside.

    Without a name, the receipt opens with its code. Raises `SentBefore` when the same page was set aside before with other
    words, `ReportItAnew` when the named issue was closed meanwhile, `TryLater` when not even setting aside is possible.
    """
    telling = form.told_by(sender.poster)
    if form.reporter is not None:
        issue = _written(form, telling, now)
        return Received(reverse("issues:receipt", args=[issue.pk]), number=issue.pk)
    code = code_of(telling.client_key)
    receipt = reverse("issues:receipt_of_code", args=[code])
    if sender.person is None and sender.poster is not None:
        waits = _is_set_aside(form, sender.poster, telling, address=address_of(request), now=now)
        if waits is not None:
            return Received(receipt, code, set_aside=waits)
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


def _is_set_aside(
    form: ReportForm, poster: Poster, telling: commands.Telling, *, address: str, now: datetime
) -> bool | None:
    """Whether it waits to be taken in; None where it is to be reported at once.

    A key that is known already counts for no limit. Files are looked through by the worker, however little comes.
    """
    known = intake.is_known(telling.client_key)
    if not known and Report.objects.filter(client_key=telling.client_key).exists():
        return None
    is_crowded = not known and intake.is_crowded(poster=poster, address=address, now=now)
    if not known and not is_crowded and not form.cleaned_data["photos"]:
        return None
    row = _set_aside(form, poster, telling, now, is_too_fast=is_crowded)
    return row.state != Overflow.State.TAKEN


def _set_aside(
    form: ReportForm, poster: Poster, telling: commands.Telling, now: datetime, *, is_too_fast: bool
) -> Overflow:
    facts = form.facts()
    del facts["point"]  # that of the poster
    return intake.set_aside(
        **facts,
        poster=poster,
        telling=telling,
        files=form.cleaned_data["photos"],
        into=form.into,
        is_too_fast=is_too_fast,
        now=now,
    )
