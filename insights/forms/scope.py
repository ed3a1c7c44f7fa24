"""What the measures can be asked for. All of it stands in the address."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inflection_points.models import InflectionPoint, Stage
from insights.forms.selects import QuickSelect
from insights.querysets.where import company
from insights.rules.periods import Against, Period, Scope
from issues.forms.choices import FewField, PastPointField, StageField
from issues.forms.sentences import Helpful
from issues.models import Issue
from people.models import Department

WEEKS: Final = 12
LENGTHS: Final = (4, WEEKS, 26, 52)
FIRST_DAY: Final = datetime(2000, 1, 1, tzinfo=UTC)
ANY: Final = _("Any")
COMPARED: Final = [
    (Against.BEFORE, _("the weeks before")),
    (Against.YEAR, _("the same weeks a year before")),
    (Against.NOTHING, _("nothing")),
]


def _stages() -> Iterable[Stage]:
    return company().stages.values()


def _points() -> Iterable[InflectionPoint]:
    return company().ever_used()


def _departments() -> Iterable[Department]:
    return company().ever_there()


_KNOWN: Final = {"stage": _stages, "point": _points, "origin": _points, "department": _departments}


def _lengths() -> list[tuple[int, str]]:
    return [(n, _("%(n)d weeks") % {"n": n}) for n in LENGTHS]


class ScopeForm(Helpful):
    """Which issues: when reported, where, and as of when. `now` is the latest that can be looked back from."""

    keeps_views = True  # what is chosen here fits every page that is narrowed down like this one
    does_not_ask: tuple[str, ...] = ()  # views that were narrowed down by these do not fit

    weeks = forms.ChoiceField(label=_("Reported in"), required=False, choices=_lengths)
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
    as_of = forms.DateField(
        label=_("As it stood after"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, data: Any, *, now: datetime) -> None:
        super().__init__({"weeks": str(WEEKS)} | {name: data[name] for name in data})
        self.now = now
        self._read_once()
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField):
                field.widget.attrs["data-submit"] = ""
            if type(field.widget) is forms.Select:
                field.widget = QuickSelect(field.widget.attrs, field.widget.choices)

    def _read_once(self) -> None:
        """Choose among the places that the figures of the page are told of as well, as they are read for them."""
        for name, known in _KNOWN.items():
            if isinstance(field := self.fields.get(name), FewField):
                field.known = known

    def clean_weeks(self) -> int:
        return int(self.cleaned_data["weeks"] or WEEKS)

    def clean_compare(self) -> Against:
        return Against(self.cleaned_data["compare"] or Against.BEFORE)

    def clean_as_of(self) -> datetime | None:
        """The end of the day, in the viewer's zone; of today, now."""
        day = self.cleaned_data["as_of"]
        if day is None:
            return None
        if not FIRST_DAY.date() <= day <= timezone.localtime(self.now).date():
            raise ValidationError(_("Choose a day that is over, or today; nothing is known of later ones."))
        midnight = datetime.combine(day + timedelta(days=1), time(), timezone.get_current_timezone())
        return min(midnight, self.now)

    def scope(self) -> Scope:
        """What was asked for. Call it when the form is valid."""
        chosen = self.cleaned_data
        period = Period.of_weeks(chosen["weeks"], chosen["as_of"] or self.now)
        return Scope(
            period,
            stage=key_of(chosen["stage"]),
            point=key_of(chosen["point"]),
            department=key_of(chosen["department"]),
            severity=chosen["severity"] or None,
            against=chosen["compare"],
        )

    @property
    def chosen(self) -> list[str]:
        """What was chosen, in a few words each: what stands on a phone instead of the whole form."""
        chosen = self.cleaned_data if self.is_bound and self.is_valid() else {}
        weeks = dict(_lengths()).get(chosen.get("weeks") or WEEKS, "")
        places = [str(chosen[name]) for name in ("stage", "point", "department") if chosen.get(name)]
        severity = [Issue.Severities(chosen["severity"]).label] if chosen.get("severity") else []
        return [str(weeks), *places, *map(str, severity), *self._told_of_time(chosen)]

    def _told_of_time(self, chosen: dict[str, Any]) -> list[str]:
        said = []
        if chosen.get("compare", Against.BEFORE) is not Against.BEFORE:
            compared = {"with": dict(COMPARED)[chosen["compare"]]}
            said.append(_("compared with %(with)s") % compared)
        if self.last_day:
            said.append(_("as it stood after %(day)s") % {"day": date_format(self.last_day, "DATE_FORMAT")})
        return [str(one) for one in said]

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
        """What a column is called that shows what it is compared with. Call it when the form is valid."""
        if self.cleaned_data["compare"] is Against.YEAR:
            return str(_("A year before"))
        return gettext("%(weeks)s weeks before") % {"weeks": self.cleaned_data["weeks"]}

    @property
    def last_day(self) -> date | None:
        """The day that is looked back at; None when it is the present."""
        as_of = self.cleaned_data.get("as_of")
        return timezone.localdate(as_of - timedelta(microseconds=1)) if as_of and as_of < self.now else None

    def state(self) -> str:
        """What was chosen as an address says it, in one order and without what would count anyway."""
        usual = {"weeks": str(WEEKS), "compare": Against.BEFORE.value}
        asked = self.asked()
        return urlencode({name: value for name, value in asked.items() if usual.get(name) != value})

    def asked(self) -> dict[str, str]:
        """What the address said, as far as this form reads it; for addresses that keep it."""
        return {name: str(self.data[name]) for name in ScopeForm.base_fields if self.data.get(name)}


def key_of(row: Any) -> int | None:
    return row.pk if row is not None else None
