"""What an administrator says about a calendar: its week in words, its zone, its holidays."""

from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from inflection_points.models import Calendar, InflectionPoint, Site
from inflection_points.rules.calendars import InvalidSpan, Span
from inflection_points.rules.holidays import DayOff
from inflection_points.rules.weeks import WEEKDAYS, parse_spans, write_spans
from issues.forms.geography import countries, known_zone, regions
from issues.forms.sentences import Helpful, help_with

MOST_DAYS: Final = 300
BLANK_ROWS: Final = 3


class SpansField(forms.CharField):
    """The spans of one weekday."""

    def __init__(self, weekday: int) -> None:
        super().__init__(
            label=str(WEEKDAYS[weekday]),
            required=False,
            max_length=200,
            widget=forms.TextInput(attrs={"placeholder": _("closed"), "autocomplete": "off"}),
        )
        self.weekday = weekday

    def clean(self, value: Any) -> Any:
        try:
            return parse_spans(super().clean(value), self.weekday)
        except InvalidSpan as refused:
            raise ValidationError(str(refused)) from None


class CalendarForm(Helpful):
    """Name, zone, week and whose public holidays count. The holidays themselves are `HolidayRows`."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("Such as “Depot North, two shifts”."))
    zone = forms.CharField(
        label=_("Time zone"),
        max_length=64,
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Begin to type a city. Hours are in the wall time of this zone, summer and winter."),
    )
    reason = forms.CharField(
        label=_("Why is it changed?"),
        required=False,
        max_length=200,
        help_text=_("Whoever follows an open issue on it reads this."),
    )
    country = forms.ChoiceField(label=_("Country"), required=False, choices=countries)
    region = forms.CharField(label=_("Region"), required=False, max_length=40, widget=forms.Select)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day in range(7):
            self.fields[f"day_{day}"] = SpansField(day)
            help_with(self.fields[f"day_{day}"])
        said = self.data if self.is_bound else self.initial
        widget = self.fields["region"].widget
        assert isinstance(widget, forms.Select)  # noqa: S101  for the type checker
        widget.choices = regions(said.get("country") or "")

    @property
    def days(self) -> list[forms.BoundField]:
        """The fields of the week, Monday first."""
        return [self[f"day_{day}"] for day in range(7)]

    def clean_zone(self) -> str:
        return known_zone(self.cleaned_data["zone"])

    def clean_region(self) -> str:
        """A region of another country, left over from before, counts as none."""
        chosen = self.cleaned_data["region"]
        return chosen if chosen in dict(regions(self.cleaned_data.get("country") or "")) else ""

    def week(self) -> tuple[tuple[Span, ...], ...]:
        return tuple(self.cleaned_data[f"day_{day}"] for day in range(7))


class HolidayForm(forms.Form):
    """One holiday in the list. An empty row says nothing."""

    date = forms.DateField(
        label=_("Date"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write a day, such as 2026-12-24.")},
    )
    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"placeholder": _("Name of the day")}),
    )
    public_name = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)
    is_closed = forms.BooleanField(label=_("Closed"), required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        at, name = cleaned.get("date"), cleaned.get("name")
        if name and at is None and "date" not in self.errors:
            self.add_error("date", _("Say on which day."))
        if at is not None and not name:
            self.add_error("name", _("Give the day a name that people know."))
        if at is not None and not 1970 <= at.year <= 2100:
            self.add_error("date", _("This is too far away. Look at the year."))
        return cleaned

    def day(self) -> DayOff | None:
        """The holiday; None for an empty row and for an own day that was struck out."""
        at, public = self.cleaned_data.get("date"), self.cleaned_data.get("public_name", "")
        is_closed = bool(self.cleaned_data.get("is_closed"))
        if at is None or (not public and not is_closed):
            return None
        return DayOff(at, self.cleaned_data["name"], public, is_worked=not is_closed)


class HolidayRowsBase(forms.BaseFormSet):  # type: ignore[type-arg]  # not subscriptable at run time
    def clean(self) -> None:
        seen: set[date] = set()
        for row in self.forms:
            at = row.cleaned_data.get("date") if row.is_valid() else None
            if at in seen:
                row.add_error("date", _("This day stands in the list twice. Keep one of them."))
            elif at is not None:
                seen.add(at)

    def days(self) -> tuple[DayOff, ...]:
        found = [day for row in self.forms if (day := row.day()) is not None]
        return tuple(sorted(found, key=lambda day: day.date))


HolidayRows = forms.formset_factory(
    HolidayForm,
    formset=HolidayRowsBase,
    extra=BLANK_ROWS,
    max_num=MOST_DAYS,
    absolute_max=MOST_DAYS + BLANK_ROWS,
    validate_max=True,
)


def _now(name: str, calendar: object) -> str:
    return _("%(name)s (now %(calendar)s)") % {"name": name, "calendar": calendar}


class AssignForm(forms.Form):
    """Which point or site uses the calendar from now on."""

    to = forms.ChoiceField(
        label=_("Let this calendar count at"),
        error_messages={
            "required": _("Choose a point or a site."),
            "invalid_choice": _("It is gone. Choose another."),
        },
    )

    def __init__(self, calendar: Calendar, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        points = InflectionPoint.objects.active().exclude(calendar=calendar).select_related("calendar")
        sites = Site.objects.filter(is_active=True).exclude(calendar=calendar).select_related("calendar")
        self.found: dict[str, InflectionPoint | Site] = {f"point-{p.pk}": p for p in points}
        self.found |= {f"site-{s.pk}": s for s in sites}
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = [
            ("", _("Choose a point or a site")),
            (_("Inflection points"), [(f"point-{p.pk}", _now(p.name, p.calendar.name)) for p in points]),
            (
                _("Sites"),
                [(f"site-{s.pk}", _now(s.name, s.calendar or _("the points’ own"))) for s in sites],
            ),
        ]

    def chosen(self) -> InflectionPoint | Site:
        return self.found[self.cleaned_data["to"]]


def initial_of(name: str, zone: str, week: Any, country: str, region: str) -> dict[str, Any]:
    """What the form shows for a stored calendar."""
    days = {f"day_{day}": write_spans(spans) for day, spans in enumerate(week)}
    return {"name": name, "zone": zone, "country": country, "region": region} | days


def rows_of(days: tuple[DayOff, ...], year: int) -> list[dict[str, Any]]:
    """What the list of holidays shows: those from this year on."""
    return [
        {"date": day.date, "name": day.name, "public_name": day.public_name, "is_closed": not day.is_worked}
        for day in days
        if day.date.year >= year
    ]
