"""What changed last week, in sentences; and the issues behind each of them."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from insights.commands.keeping import counted
from insights.forms.changes import WHATS, ChangedForm
from insights.querysets.changes import behind_change, ending, found, last_days
from insights.rules.changes import MONTH, WEEK, Change, Of, What, changes
from insights.rules.periods import Scope
from insights.views.leafing import can_be_listed
from insights.views.links import Links
from insights.views.listing import list_of
from insights.views.tables_out import Asked, chosen_of


@dataclass(frozen=True, slots=True)
class Sentence:
    """A change with the addresses of its place, if it has one, and of the issues that it counts."""

    change: Change
    place_url: str
    url: str

    @property
    def is_month(self) -> bool:
        return self.change.days == MONTH


def sentences(scope: Scope, links: Links) -> list[Sentence]:
    """At most six, the bad ones first."""
    return [sentence_of(change, links) for change in changes(found(scope))]


def days_of(scope: Scope, days: int = WEEK) -> dict[str, date]:
    """The first (`since`) and the last (`until`) of the days that a sentence is of; days in UTC."""
    monday = ending(scope)
    return {
        "since": last_days(monday, days).since.date(),
        "until": (monday - timedelta(days=1)).date(),
    }


@require_safe
def changed(request: HttpRequest) -> HttpResponseBase:
    """The issues behind a sentence, the newest first."""
    now = timezone.now()
    form = ChangedForm(request.GET, now=counted(now).as_of)
    if not can_be_listed(request, form):
        return render(request, "insights/issues.html", {"form": form}, status=400)
    what, days = What(form.cleaned_data["what"]), form.cleaned_data["days"]
    words = {"heading": dict(WHATS)[what], "lead": _lead(form.scope(), what, days)}
    found = behind_change(form.scope(), what, days)
    return list_of(request, form, found, now, words=words, said=_said(form, what, days))


def _said(form: ChangedForm, what: What, days: int) -> Asked:
    """What was asked, for a file: the days of the sentence, and not the period of the overview."""
    return [
        (_("Which"), _lead(form.scope(), what, days)),
        (_("What changed"), str(dict(WHATS)[what])),
        *chosen_of(form, "weeks", "compare", "days", "what"),
    ]


def sentence_of(change: Change, links: Links) -> Sentence:
    """The change with where it leads."""
    narrower: dict[str, str] = {}
    place_url = ""
    match change.place.of:
        case Of.POINT:
            narrower = {"point": change.place.key}
            place_url = links.point(change.place.key)
        case Of.DEPARTMENT:
            narrower = {"department": change.place.key}
            place_url = links.department(change.place.key)
    return Sentence(change, place_url, links.changed(change.what, change.days, **narrower))


def _lead(scope: Scope, what: What, days: int) -> str:
    told = {name: date_format(day, _("j F Y")) for name, day in days_of(scope, days).items()}
    return _lead_words(what, days) % told


def _lead_words(what: What, days: int) -> str:
    if what in (What.SPONSOR, What.DECLINED):
        return _(
            "In the last whole week, %(since)s to %(until)s, whenever it was reported. Each line shows how the issue stands now."
        )
    if what is What.QUEUE:
        return _(
            "When the last whole week, %(since)s to %(until)s, was over, whenever it was reported. Each line shows how the issue stands now."
        )
    if days == MONTH:
        return _(
            "Reported in the last four whole weeks, %(since)s to %(until)s. Each line shows how the issue stands now."
        )
    return _(
        "Reported in the last whole week, %(since)s to %(until)s. Each line shows how the issue stands now."
    )
