"""Taking in what somebody sends from a report page: the one way from the form to the command, for every door of it."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from inflection_points.commands.posters import token_of
from inflection_points.models import Poster
from issues import commands
from issues.commands.receipts import code_of
from issues.forms.reporting import ReportForm
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
    """Report what the valid form says. Without a name, the receipt opens with its code."""
    facts = form.facts(poster=sender.poster)
    issue = commands.report(reporter=form.reporter, now=now, **facts)
    if form.reporter is not None:
        return Received(reverse("issues:receipt", args=[issue.pk]), number=issue.pk)
    code = code_of(facts["telling"].client_key)
    return Received(reverse("issues:receipt_of_code", args=[code]), code)
