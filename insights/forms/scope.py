"""What the measures can be asked for. All of it stands in the address."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from insights.forms.addresses import of_no_page, of_other_pages
from insights.forms.lengths import OWN, OWN_FIELDS, WEEKS, in_weeks
from insights.forms.period import PeriodForm
from insights.forms.selects import QuickSelect
from insights.querysets.where import company
from insights.rules.periods import Against, Scope
from issues.forms.choices import FewField, PastPointField, StageField
from issues.models import Issue
from people.models import Department

TIME: Final = ("weeks", *OWN_FIELDS)
PLACES: Final = ("compare", "stage", "point", "department", "severity")
ANY: Final = _("Any")
COMPARED: Final = [
    (Against.BEFORE, _("the weeks before")),
    (Against.YEAR, _("the same weeks a year before")),
    (Against.NOTHING, _("nothing")),
]


def departments(label: Any, **more: Any) -> "forms.ModelChoiceField[Department]":
    """A choice of one of them by its short name, or of any."""
    everywhere = Department.objects.order_by("name")
    return forms.ModelChoiceField(
        everywhere, label=label, required=False, empty_label=ANY, to_field_name="slug", **more
    )


class ScopeForm(PeriodForm):
    """Which issues: when reported, where, and as of when. `now` is the latest that can be looked back from."""

    tells_days = True  # they are those of what the page shows
    keeps_views = True  # what is chosen here fits every page that is narrowed down like this one
    stays: tuple[str, ...] = ()  # what the page is of, and shows of all of it
    does_not_ask: tuple[str, ...] = ()  # views that were narrowed down by these do not fit
    is_about: Any = ""  # why it does not ask: what the page is of
    leafs: tuple[str, ...] = ()  # what the page is leafed through with
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
        self.subject: dict[str, str] = {}  # what the page itself is about, as an address says it
        super().__init__({name: data[name] for name in data if name not in self.does_not_ask}, now=now)
        self.passed_on = {name: str(data[name]) for name in self.does_not_ask if data.get(name)}
        self._taken = {*self.base_fields, *self.does_not_ask, *self.leafs}
        self._read_once()
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField):
                field.widget.attrs["data-submit"] = ""
            if isinstance(field.widget, forms.Select):
                field.widget = QuickSelect(field.widget.attrs, field.widget.choices)
        self.fields["weeks"].widget.attrs |= {"data-stays": OWN, "data-empties": " ".join(OWN_FIELDS)}

    def _read_once(self) -> None:
        """Choose among the places that the figures of the page are told of as well, as they are read for them."""
        there = company()
        known: dict[str, Callable[[], Iterable[Any]]] = {
            "stage": there.every_stage,
            "point": there.ever_used,
            "origin": there.ever_used,
            "department": there.ever_there,
        }
        for name, rows in known.items():
            if isinstance(field := self.fields.get(name), FewField):
                field.known = rows

    def clean(self) -> dict[str, Any]:
        """What narrows down another page is refused: this one would show more than was asked for."""
        chosen = super().clean()
        for name in of_other_pages(filter(self.data.get, self.data), self._taken):
            said = gettext("This page cannot be asked for “%(name)s”. Press “Show” to do without it.")
            self.add_error(None, said % {"name": name})
        return chosen

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

    def is_of(self, *, of_period: bool = True) -> str:
        """What a picture that leaves the page says that it is of. Of a valid form; `of_period` where the period counts."""
        return " · ".join([*([self.length_words] if of_period else []), *self._places()])

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
        return [
            gettext("as it stood after %(day)s")
            % {"day": self.last_day_words if self.is_instant else date_format(self.last_day, "DATE_FORMAT")}
        ]

    @property
    def excluded(self) -> str:
        """That there is nothing because what was chosen does not meet; empty when nothing speaks against it."""
        chosen = self.cleaned_data if self.is_bound and self.is_valid() else {}
        point, stage, department = (chosen.get(name) for name in ("point", "stage", "department"))
        if point is not None and stage is not None and point.stage_id != stage.pk:
            words = gettext("“%(point)s” is not in the stage “%(stage)s”: nothing is in both.")
        elif point is not None and department is not None and point.department_id != department.pk:
            words = gettext("“%(department)s” does not answer for “%(point)s”: nothing is of both.")
        elif stage is not None and department is not None and not _meet(stage, department):
            words = gettext("“%(department)s” answers for no point in “%(stage)s”: nothing is of both.")
        else:
            return ""
        return words % {"point": point, "stage": stage, "department": department}

    @property
    def before(self) -> str:
        """What a column is called that shows what it is compared with; empty where it is with nothing. Of a valid form."""
        return before_words(self.scope())

    @property
    def notes(self) -> list[str]:
        """What is asked for and does not count here, or not as it was typed, in sentences. Of a valid form."""
        said = [self.passed_over, self.excluded]
        if self.passed_on:
            names = ", ".join(str(ScopeForm.base_fields[name].label) for name in self.passed_on)
            said.append(
                gettext("%(about)s Not taken here: %(names)s.") % {"about": self.is_about, "names": names}
            )
        means_nothing = gettext("The address also says “%(name)s”, which means nothing here.")
        unknown = of_no_page(filter(self.data.get, self.data), self._taken)
        said += [means_nothing % {"name": name} for name in unknown]
        return [one for one in said if one]

    def state(self) -> str:
        """What was chosen as an address says it, in one order and without what would count anyway."""
        return urlencode(_unusual(self.asked()))

    @property
    def unnarrowed(self) -> str:
        """The query of the page without what narrows it down; empty where it is of everything."""
        return urlencode({name: self.data[name] for name in self.stays if self.data.get(name)})

    def carried(self, *, narrows: bool) -> dict[str, str]:
        """What another page of figures is asked for next: what was chosen, and what this page does not take.

        `narrows`: with what this page itself is about.
        """
        about = self.subject if narrows else {}
        return {**_unusual(ScopeForm.asked(self)), **self.passed_on, **about}

    def asked(self) -> dict[str, str]:
        """What the address said, as far as this form reads it; for addresses that keep it."""
        said = {name: str(self.data[name]) for name in (*PLACES, "as_of") if self.data.get(name)}
        return {**self.asked_of_time(), **said}


def _unusual(asked: dict[str, str]) -> dict[str, str]:
    """Without what would count anyway."""
    usual = {"weeks": str(WEEKS), "compare": Against.BEFORE.value}
    return {name: value for name, value in asked.items() if usual.get(name) != value}


def before_words(scope: Scope) -> str:
    """What that is called which the scope is compared with; empty where it is with nothing."""
    if not scope.is_compared:
        return ""
    if scope.against is Against.YEAR:
        return gettext("A year before")
    weeks = len(scope.period.cohorts)
    return ngettext("%(weeks)s week before", "%(weeks)s weeks before", weeks) % {"weeks": weeks}


def _meet(stage: Any, department: Any) -> bool:
    """Whether the department answers for a point in the stage, be it one that is not in use any more."""
    points = company().points.values()
    return any(one.stage_id == stage.pk and one.department_id == department.pk for one in points)


def key_of(row: Any) -> int | None:
    return row.pk if row is not None else None
