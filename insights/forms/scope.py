"""What the measures can be asked for. All of it stands in the address."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from insights.forms.lengths import OWN, OWN_FIELDS, WEEKS, PeriodForm, in_weeks
from insights.forms.selects import QuickSelect
from insights.querysets.hands import Hands, in_hands_of, told
from insights.rules.behind import Behind
from insights.rules.periods import Against, Scope, monday_of
from issues.forms.choices import FewField, PastPointField, StageField
from issues.models import Issue
from issues.querysets import IssueQuerySet
from people.models import Department, User

TIME: Final = ("weeks", *OWN_FIELDS)
PLACES: Final = ("compare", "stage", "point", "department", "severity")
ANY: Final = _("Any")
UNACTED: Final = Behind.UNACTED.value
COMPARED: Final = [
    (Against.BEFORE, _("the weeks before")),
    (Against.YEAR, _("the same weeks a year before")),
    (Against.NOTHING, _("nothing")),
]
AGAIN: Final = "again"
TOLD: Final = [("", ANY), ("once", _("reported once")), (AGAIN, _("reported again"))]
NAME_A_WEEK: Final = _("Name the week as 2026-W10, or leave it empty.")
BANDS: Final = [
    ("", _("Reported")),
    (Behind.REPORTED, _("Reported")),
    (Behind.IN_TIME, _("Acted on in time")),
    (Behind.LATE, _("Acted on late")),
    (Behind.NEVER, _("Reported, not acted on")),
    (Behind.DECLINED, _("Declined")),
    (Behind.MATURING, _("Still maturing")),
    (Behind.UNACTED, _("Open, and nobody ever acted")),
    (Behind.OPEN, _("Open")),
    (Behind.VALID, _("Reported and not declined")),
    (Behind.ACTED, _("Acted on in their first cycle")),
    (Behind.BORN_URGENT, _("Urgent from the beginning, and acted on")),
    (Behind.TRIGGERED, _("Acted on after they became urgent")),
    (Behind.ASKED, _("The reporter was asked whether it is fixed")),
    (Behind.SAID_YES, _("The reporter said that it is fixed")),
    (Behind.NOT_YES, _("The reporter did not say that it is fixed")),
    (Behind.RESOLVED, _("Resolved")),
    (Behind.REOPENED, _("Resolved, and reopened")),
    (Behind.RECEIVED, _("Received by a department")),
    (Behind.PASSED, _("Passed on, and nobody had acted")),
    (Behind.RETURNED, _("Came back to a department")),
    (Behind.FIXED_30, _("Fixed at least 30 days ago")),
    (Behind.AGAIN_30, _("Fixed, and reported again within 30 days")),
    (Behind.FIXED_90, _("Fixed at least 90 days ago")),
    (Behind.AGAIN_90, _("Fixed, and reported again within 90 days")),
    (Behind.KNOWN, _("Where it began is known")),
    (Behind.ESCAPED, _("Felt downstream of where it began")),
    (Behind.COMPLETED, _("With work completed in this period")),
    (Behind.PREVENTIVE, _("With preventive work completed in this period")),
]


class ScopeForm(PeriodForm):
    """Which issues: when reported, where, and as of when. `now` is the latest that can be looked back from."""

    tells_days = True  # they are those of what the page shows
    keeps_views = True  # what is chosen here fits every page that is narrowed down like this one
    does_not_ask: tuple[str, ...] = ()  # views that were narrowed down by these do not fit
    is_about: Any = ""  # why it does not ask: what the page is of
    field_order = (*TIME, *PLACES, "as_of")

    compare = forms.ChoiceField(label=_("Compared with"), required=False, choices=COMPARED)
    stage = StageField(label=_("Stage"), required=False, empty_label=ANY)
    point = PastPointField(label=_("Point"), required=False, empty_label=ANY)
    department = FewField(
        Department.objects.order_by("-is_active", "name"),  # what was dissolved since has a past
        label=_("Department"),
        required=False,
        empty_label=ANY,
        to_field_name="slug",
    )
    severity = forms.ChoiceField(
        label=_("How bad"), required=False, choices=[("", ANY), *Issue.Severities.choices]
    )

    def __init__(self, data: Any, *, now: datetime) -> None:
        super().__init__({name: data[name] for name in data if name not in self.does_not_ask}, now=now)
        self.ignored = [name for name in self.does_not_ask if data.get(name)]
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField):
                field.widget.attrs["data-submit"] = ""
            if type(field.widget) is forms.Select:
                field.widget = QuickSelect(field.widget.attrs, field.widget.choices)
        self.fields["weeks"].widget.attrs |= {"data-stays": OWN, "data-empties": " ".join(OWN_FIELDS)}

    def clean_compare(self) -> Against:
        return Against(self.cleaned_data["compare"] or Against.BEFORE)

    def scope(self) -> Scope:
        """What was asked for. Call it when the form is valid."""
        chosen = self.cleaned_data
        return Scope(
            self.period,
            stage=key_of(chosen.get("stage")),
            point=key_of(chosen.get("point")),
            department=key_of(chosen.get("department")),
            severity=chosen.get("severity") or None,
            against=chosen.get("compare") or Against.BEFORE,
        )

    @property
    def chosen(self) -> list[str]:
        """What was chosen, in a few words each."""
        if not (self.is_bound and self.is_valid()):
            return [in_weeks(WEEKS)]
        chosen = self.cleaned_data
        compare = chosen.get("compare") or Against.BEFORE
        compared = [] if compare is Against.BEFORE else [self._compared(compare)]
        return [self.length_words, *self._places(), *compared, *self._looks_back()]

    @property
    def in_force(self) -> list[str]:
        """The same with what counts unless something else is chosen: what stands on a phone instead of the whole form."""
        if not self.is_valid():
            return []
        is_compared = "compare" in self.fields and not self.fields["compare"].widget.is_hidden
        compared = [self._compared(self.cleaned_data["compare"])] if is_compared else []
        return [self.length_words, *self._places(), *compared, *self._looks_back()]

    def _places(self) -> list[str]:
        chosen = self.cleaned_data
        places = [str(chosen[name]) for name in ("stage", "point", "department") if chosen.get(name)]
        return [
            *places,
            *([str(Issue.Severities(chosen["severity"]).label)] if chosen.get("severity") else []),
        ]

    def _compared(self, compare: Against) -> str:
        return gettext("compared with %(with)s") % {"with": dict(COMPARED)[compare]}

    def _looks_back(self) -> list[str]:
        if self.last_day is None:
            return []
        return [gettext("as it stood after %(day)s") % {"day": date_format(self.last_day, "DATE_FORMAT")}]

    @property
    def excluded(self) -> str:
        """That there is nothing because the point is not in the stage; empty when nothing speaks against it."""
        chosen = self.cleaned_data if self.is_bound and self.is_valid() else {}
        point, stage = chosen.get("point"), chosen.get("stage")
        if point is None or stage is None or point.stage_id == stage.pk:
            return ""
        return gettext("“%(point)s” is not in the stage “%(stage)s”: nothing is in both.") % {
            "point": point,
            "stage": stage,
        }

    @property
    def before(self) -> str:
        """What a column is called that shows what it is compared with; empty where it is with nothing. Of a valid form."""
        if self.cleaned_data["compare"] is Against.NOTHING:
            return ""
        if self.cleaned_data["compare"] is Against.YEAR:
            return str(_("A year before"))
        return ngettext("%(weeks)s week before", "%(weeks)s weeks before", self.length) % {
            "weeks": self.length
        }

    @property
    def notes(self) -> list[str]:
        """What is asked for and does not count here, or not as it was typed, in sentences. Of a valid form."""
        said = [self.passed_over, self.excluded]
        if self.ignored:
            names = ", ".join(str(ScopeForm.base_fields[name].label) for name in self.ignored)
            said.append(
                gettext("%(about)s Not taken here: %(names)s.") % {"about": self.is_about, "names": names}
            )
        return [one for one in said if one]

    def state(self) -> str:
        """What was chosen as an address says it, in one order and without what would count anyway."""
        usual = {"weeks": str(WEEKS), "compare": Against.BEFORE.value}
        asked = self.asked()
        return urlencode({name: value for name, value in asked.items() if usual.get(name) != value})

    def asked(self) -> dict[str, str]:
        """What the address said, as far as this form reads it; for addresses that keep it."""
        said = {name: str(self.data[name]) for name in (*PLACES, "as_of") if self.data.get(name)}
        return {**self.asked_of_time(), **said}


class BehindForm(ScopeForm):
    """Which of those issues are behind a number: a band of one week, or of all."""

    tells_days = False
    keeps_views = False

    band = forms.ChoiceField(label=_("What became of them"), required=False, choices=BANDS)
    week = forms.CharField(label=_("Week"), required=False, max_length=8)
    origin = PastPointField(label=_("Where it began"), required=False, empty_label=ANY)

    # In whose hands they are, and how often they were reported: asked for by links alone.
    in_hand = forms.ModelChoiceField(
        User.objects.all(), label=_("In the hands of"), required=False, widget=forms.HiddenInput
    )
    in_hand_of = forms.ModelChoiceField(
        Department.objects.all(),
        label=_("In the hands of"),
        required=False,
        to_field_name="slug",
        widget=forms.HiddenInput,
    )
    told = forms.ChoiceField(
        label=_("How often reported"), required=False, choices=TOLD, widget=forms.HiddenInput
    )

    def __init__(self, data: Any, *, now: datetime) -> None:
        super().__init__(data, now=now)
        self.fields["compare"].widget = forms.HiddenInput()  # a list is compared with nothing

    def clean_week(self) -> datetime | None:
        name = self.cleaned_data["week"]
        try:
            return monday_of(name) if name else None
        except ValueError:
            raise ValidationError(NAME_A_WEEK) from None

    def scope(self) -> Scope:
        scope, week = super().scope(), self.cleaned_data["week"]
        if week is None:
            return scope
        if week > scope.period.as_of:
            week = scope.period.as_of
        return replace(scope, period=scope.period.cohort(week))

    def narrowed(self, issues: IssueQuerySet) -> IssueQuerySet:
        """Those of the issues that are in the hands, and were reported as often, as the address says."""
        person, department = self.cleaned_data.get("in_hand"), self.cleaned_data.get("in_hand_of")
        scope = self.scope()
        if person is not None or department is not None:
            issues = in_hands_of(issues, Hands(key_of(person), key_of(department)), scope.period.as_of)
        if self.cleaned_data.get("told"):
            issues = told(issues, scope, again=self.cleaned_data["told"] == AGAIN)
        return issues

    @property
    def is_of_any_time(self) -> bool:
        """Whether the list is of what was open then, whenever it was reported."""
        return self.cleaned_data["band"] in (Behind.UNACTED, Behind.OPEN)

    @property
    def asks_for_hands(self) -> bool:
        """Whether the address says in whose hands they are."""
        return bool(self.cleaned_data.get("in_hand") or self.cleaned_data.get("in_hand_of"))

    @property
    def narrowed_to(self) -> list[str]:
        """The same in words."""
        chosen = self.cleaned_data
        hands = [chosen[name].name for name in ("in_hand", "in_hand_of") if chosen.get(name)]
        said = [_("in the hands of %(name)s") % {"name": name} for name in hands]
        return [str(one) for one in [*said, *([dict(TOLD)[chosen["told"]]] if chosen.get("told") else [])]]

    def began_at(self) -> int | None:
        """The point where the issues must have begun; None is everywhere."""
        return key_of(self.cleaned_data.get("origin"))


def key_of(row: Any) -> int | None:
    return row.pk if row is not None else None
