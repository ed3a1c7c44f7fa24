"""Reporting a problem on one screen, and saying that it happened to me too."""

import uuid
from datetime import datetime, timedelta
from secrets import token_bytes
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from inflection_points.models import InflectionPoint, Kind, Poster, Site
from inflection_points.rules.policies import Severity
from issues.commands import Telling, intake
from issues.commands.attaching import AsSent, Kept
from issues.forms.choices import PointField
from issues.forms.files import FilesField
from issues.forms.moves import MoveForm, moment, words
from issues.forms.numbers import WholeField
from issues.forms.sentences import Helpful, help_with
from issues.models import Issue, Report
from issues.querysets import IssueQuerySet
from issues.rules.client_keys import RANDOM_BYTES, client_key
from people.models import User

MOST_CUSTOMERS = 1_000_000
CLOCK_AHEAD = timedelta(minutes=5)
LONGEST_TAKEN = 24 * 60 * 60  # seconds
SENT_BEFORE = _(
    "You have already sent this page as number %(number)s. If this is another problem, send it again."
)
SENT_BY_SOMEBODY = _("This page was sent before. If this is another problem, send it again.")
NOT_OPEN = _(
    "This problem is not open here any longer, so nothing can be added to it. Nothing that you typed is lost: say how bad "
    "it is, and report it."
)
KEPT_OPEN = _(
    "You want only those who deal with it to read this, and number %(number)s is read by everybody. Report it by itself, or "
    "take that wish back."
)


def new_key(now: datetime) -> uuid.UUID:
    """The key of a page that is opened now."""
    return client_key(now, token_bytes(RANDOM_BYTES))


class TellingForm(Helpful):
    """One person's telling of a problem. `client_key` is made with the page: sending it twice is sending it once."""

    text = words(_("In your words"), required=False, rows=3)
    customers = WholeField(
        label=_("How many customers?"),
        min_value=1,
        max_value=MOST_CUSTOMERS,
        initial=1,
        required=False,
        error_messages={"min_value": _("Write 1 or more; when you do not know, leave it at 1.")},
    )
    observed_at = moment(_("When was it?"), required=False, help_text=_("Empty means: just now."))
    photos = FilesField()
    client_key = forms.UUIDField(widget=forms.HiddenInput(attrs={"autocomplete": "off"}), initial=uuid.uuid4)

    now: datetime | None = None  # when it is told; the view says

    def clean_observed_at(self) -> datetime | None:
        """Nothing has happened in the future; a device's clock may be a little ahead."""
        at: datetime | None = self.cleaned_data["observed_at"]
        if at is not None and self.now is not None and at > self.now + CLOCK_AHEAD:
            raise forms.ValidationError(
                _("This lies in the future. Say when it was, or leave it empty for just now.")
            )
        return at

    def take_a_new_key(self) -> None:
        """The page was sent before with other words: the next sending is another one."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data["client_key"] = str(uuid.uuid4() if self.now is None else new_key(self.now))
        self.data = data

    def telling(self, **came: Any) -> Telling:
        """What the command takes; `came` says by what way."""
        told = self.cleaned_data
        return Telling(
            text=told["text"],
            customers=told["customers"] or 1,
            observed_at=told["observed_at"],
            client_key=told["client_key"],
            files=[one for one in told["photos"] if isinstance(one, Kept)],
            **came,
        )


class ReportForm(TellingForm):
    """A new problem. Kinds are those of the chosen point, so the form is made for one."""

    point = PointField(
        label=_("Where?"),
        empty_label=_("Choose a place in the chain"),
        error_messages={"required": _("Choose the place where it happened.")},
    )
    severity = forms.ChoiceField(
        label=_("How bad is it?"),
        choices=list(Issue.PLAIN_SEVERITIES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one: it decides how soon somebody has to act.")},
    )
    site = forms.ModelChoiceField(
        Site.objects.filter(is_active=True),
        label=_("At which site?"),
        required=False,
        empty_label=_("Not said"),
    )
    is_confidential = forms.BooleanField(
        label=_("Only those who deal with it may read this"),
        required=False,
        help_text=_("You, whoever has it or answers for it, and those whom the ladder tells."),
    )
    promised = forms.CharField(
        label=_("What was promised?"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    promised_by = moment(_("By when?"), required=False)
    without_name = forms.BooleanField(
        label=_("Without my name"),
        required=False,
        help_text=_(
            "Nobody sees who reported it, no administrator either. No message reaches you: you get a code, and only it "
            "shows what becomes of this."
        ),
    )
    # The phone offers its camera beside its pictures; what it cannot make small is judged here.
    photos = FilesField(accept="image/*,application/pdf")
    took = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))
    shown_for = forms.CharField(required=False, widget=forms.HiddenInput)
    # The button beside an issue that is the same.
    me_too = forms.CharField(required=False, widget=forms.HiddenInput)

    may_add_to: IssueQuerySet = Issue.objects.none()  # which issues were offered; the view says
    adds_to: Issue | None = None
    into: int | None = None  # the number of that issue, or of what it was when the report was set aside

    def __init__(
        self,
        *args: Any,
        point: InflectionPoint | None,
        reporter: User | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.reporter = self.sender = reporter  # the sender may report without a name
        if reporter is None:
            self._speak_to_guests()
        self.fields["severity"].required = not self.data.get("me_too")  # that of the issue stands
        self.at, self.is_guest = point, reporter is None
        photos = self.fields["photos"]
        if isinstance(photos, FilesField):
            photos.as_sent = self.is_guest  # no page waits for a stranger's pictures
        kinds = Kind.objects.filter(point=point) if point else Kind.objects.none()
        field = forms.ModelChoiceField(kinds, label=_("What happened?"), required=False)
        known = [(str(kind.pk), kind.name) for kind in kinds]
        field.widget = forms.RadioSelect(choices=[*known, ("", _("Something else"))])
        help_with(field)
        self.fields["kind"] = field

    def clean_took(self) -> int | None:
        """Seconds from opening the page to sending it, at most a day; nothing when the device says nonsense."""
        said: str = self.cleaned_data["took"]
        return (
            min(int(said), LONGEST_TAKEN) if said.isascii() and said.isdecimal() and len(said) < 10 else None
        )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("without_name"):
            self.reporter = None
        self._clean_promise(told)
        key, point = told.get("client_key"), told.get("point")
        if self.is_guest and key and intake.is_known(key):  # it is compared with what was set aside
            self.into = _number(told.get("me_too", ""))
            return told
        sent = Report.objects.filter(client_key=key).select_related("issue").first() if key else None
        if sent is not None and point is not None and self._tells_another(sent, point, told):
            self.take_a_new_key()
            raise self._sent_before(sent)
        if told.get("me_too"):
            self.adds_to = sent.issue if sent is not None else self._same(told)
            self.into = self.adds_to.pk
        return told

    def _same(self, told: dict[str, Any]) -> Issue:
        """The issue that the report is added to. What shall be kept in confidence is not told to everybody by it."""
        number = _number(told["me_too"])
        issue = self.may_add_to.filter(pk=number).first() if number is not None else None
        if issue is None:
            raise forms.ValidationError(NOT_OPEN)
        if told.get("is_confidential") and not issue.is_confidential:
            raise forms.ValidationError(KEPT_OPEN, params={"number": issue.pk})
        return issue

    def _clean_promise(self, told: dict[str, Any]) -> None:
        """What is still to be kept lies ahead of when the problem was seen; a report may have waited on its way."""
        by, seen = told.get("promised_by"), told.get("observed_at") or self.now
        if by is not None and seen is not None and by <= seen:
            self.add_error("promised_by", _("This lies in the past. Say by when it is still to be kept."))
        elif by is not None and not told.get("promised") and "promised" not in self.errors:
            self.add_error("promised", _("Say in a few words what was promised."))

    def _tells_another(self, sent: Report, point: InflectionPoint, told: dict[str, Any]) -> bool:
        """Whether the page, sent once, was changed and sent again: then it must not vanish into the first report."""
        if sent.reporter_id != getattr(self.reporter, "pk", None) or not _says_the_same(sent, told):
            return True
        if told.get("me_too") or sent.is_added:
            return False
        kind = getattr(told.get("kind"), "pk", None)
        return sent.issue.point_id != point.pk or sent.issue.kind_id != kind

    def _sent_before(self, sent: Report) -> forms.ValidationError:
        """Only who gave a name to the report is told its number."""
        if self.sender is None or sent.reporter_id != self.sender.pk:
            return forms.ValidationError(SENT_BY_SOMEBODY)
        return forms.ValidationError(SENT_BEFORE, params={"number": sent.issue_id})

    def facts(self) -> dict[str, Any]:
        """What the command `report` takes beside who tells it; added to another issue, it needs no severity."""
        told = self.cleaned_data
        return {
            "point": told["point"],
            "kind": told["kind"],
            "site": told["site"],
            "severity": self._called(),
            "is_confidential": told["is_confidential"],
        }

    def told_by(self, poster: Poster | None) -> Telling:
        """What was told, and that it came by this poster's link."""
        told = self.cleaned_data
        came: dict[str, Any] = {"poster": poster, "channel": "poster"} if poster is not None else {}
        return self.telling(
            took=told["took"],
            promised=told["promised"],
            promised_by=told["promised_by"],
            severity=self._called(),
            **came,
        )

    def _called(self) -> Severity | None:
        said: str = self.cleaned_data["severity"]
        return Severity(said) if said else None

    def _speak_to_guests(self) -> None:
        """Whoever stands at a poster has no customers and promised nobody anything."""
        del self.fields["without_name"]
        severity = self.fields["severity"]
        if isinstance(severity, forms.ChoiceField):
            severity.choices = list(Issue.GUEST_SEVERITIES.items())
        self.fields["customers"].label = _("How many people?")


def _number(said: str) -> int | None:
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 19 else None


def _says_the_same(sent: Report, told: dict[str, Any]) -> bool:
    files: list[Kept] | list[AsSent] = told.get("photos") or []
    return sent.text == told.get("text", "") and sent.digests == sorted(one.digest for one in files)


class AddReportForm(MoveForm, TellingForm):
    heading = _("This happened to me too")
    lead = _("You will be told what becomes of it, like everybody else who reported it.")
    button = _("Add my report")

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        key = told.get("client_key")
        sent = Report.objects.filter(client_key=key).first() if key else None
        if sent is not None and not _says_the_same(sent, told):
            self.take_a_new_key()
            raise forms.ValidationError(SENT_BY_SOMEBODY)
        return told

    def facts(self) -> dict[str, Any]:
        return {"telling": self.telling()}
