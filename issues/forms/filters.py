"""What the lists can be narrowed by. All of it stands in the address, so that a list can be sent to somebody."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import lazystr
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inflection_points.models import Kind
from inflection_points.rules.policies import Clock
from inflection_points.rules.wording import NAMES
from issues.commands.places import Places
from issues.forms.choices import FewField, PointField, StageField
from issues.forms.names import ME, HolderNameField, NameField, People, PersonNameField, SiteNameField
from issues.forms.numbers import WholeField
from issues.forms.sentences import Helpful
from issues.forms.several import Several
from issues.models import Issue
from issues.querysets.narrowing import OPEN
from issues.rules.moves import LAST_TOLD
from people.models import Department, User
from people.rules.words import english
from people.templatetags.joining import capital_lazy

LONGEST_QUERY = 100
MOST_CUSTOMERS: Final = 1_000_000
FIRST_DAY: Final = date(1970, 1, 1)
LAST_DAY: Final = date(2200, 1, 1)
RUNGS: Final = [(str(rung), capital_lazy(words)) for rung, words in enumerate(LAST_TOLD)]
YES, NO = "yes", "no"
# Beside the filters themselves: how the list is shown, and where in it one is.
SHOWN_BY: Final = ("sort", "columns", "view")
PLACES: Final = ("after", "before", "more", "all", "counted")

_SEVERAL: Final = ("phase", "severity")
_MORE: Final = {
    _("Where"): ("stage", "point", "kind", "site", "department"),
    _("Who"): ("holder", "owner", "assignee"),
    _("When"): ("since", "until", "overdue", "acted"),
    _("What became of it"): ("told", "cause", "imported", "customers", "waiting", "reopened"),
}


def _any(*choices: tuple[str, Any]) -> list[tuple[str, Any]]:
    return [("", _("Any")), *choices]


def _known(places: Places) -> dict[str, Callable[[], Iterable[Any]]]:
    """What the choices among places offer, read once for all of them."""
    return {
        "stage": places.active_stages,
        "point": places.active_points,
        "department": places.active_departments,
    }


class Mark(NamedTuple):
    """One filter that is in force: its name in the address, the value there, and what it says."""

    name: str
    value: str
    words: str


class IssueFilter(Helpful):
    q = forms.CharField(
        label=_("Words or number"),
        required=False,
        max_length=LONGEST_QUERY,
        widget=forms.TextInput(attrs={"type": "search", "data-key": "/"}),
    )
    phase = forms.MultipleChoiceField(
        label=_("State"),
        required=False,
        choices=[(OPEN, _("open")), *Issue.Phases.choices],
        widget=forms.CheckboxSelectMultiple,
    )
    severity = forms.MultipleChoiceField(
        label=_("How bad"),
        required=False,
        choices=Issue.Severities.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    unacted = forms.BooleanField(label=_("Not acted on"), required=False)
    stage = StageField(label=_("Stage"), required=False, empty_label=_("Any"))
    point = PointField(label=_("Point"), required=False, empty_label=_("Any"))
    kind = FewField(
        Kind.objects.select_related("point"), label=_("Kind"), required=False, empty_label=_("Any")
    )
    site = SiteNameField(label=_("Site"))
    department = FewField(
        Department.objects.active(),
        label=_("Department"),
        required=False,
        empty_label=_("Any"),
        to_field_name="slug",
    )
    holder = HolderNameField(label=_("In whose hands"))
    owner = PersonNameField(label=_("Who answers for it"))
    assignee = PersonNameField(label=_("Who works on it"))
    since = forms.DateField(
        label=_("Reported from"), required=False, widget=forms.DateInput({"type": "date"})
    )
    until = forms.DateField(
        label=_("Reported until"), required=False, widget=forms.DateInput({"type": "date"})
    )
    overdue = forms.ChoiceField(
        label=_("Too late to"),
        required=False,
        choices=_any(*((clock.value, lazystr(NAMES[clock])) for clock in Clock)),
    )
    acted = forms.ChoiceField(
        label=_("Acted on"), required=False, choices=_any((YES, _("yes")), (NO, _("not yet")))
    )
    told = forms.ChoiceField(label=_("Who was told last"), required=False, choices=_any(*RUNGS))
    cause = forms.ChoiceField(
        label=_("Root cause"), required=False, choices=_any((YES, _("known")), (NO, _("not known")))
    )
    imported = forms.ChoiceField(
        label=_("Imported"), required=False, choices=_any((YES, _("yes")), (NO, _("no")))
    )
    customers = WholeField(
        label=_("Customers, at least"), required=False, min_value=1, max_value=MOST_CUSTOMERS
    )
    waiting = forms.BooleanField(label=_("Waits for a customer or supplier"), required=False)
    reopened = forms.BooleanField(label=_("Reopened"), required=False)

    def __init__(self, query: QueryDict | Mapping[str, Any], *, viewer: User | None = None) -> None:
        """`viewer` is who is meant by "me"."""
        super().__init__(query)
        self.places = places = Places()
        for name, known in _known(places).items():
            self.fields[name].known = known  # type: ignore[attr-defined]  # a FewField
        self.fields["holder"].departments = places.active_departments  # type: ignore[attr-defined]  # a HolderNameField
        self._name_people(viewer)
        if point := self.data.get("point", ""):
            kinds = Kind.objects.filter(point__slug=point.replace("\x00", ""))
            self.fields["kind"].queryset = kinds  # type: ignore[attr-defined]  # a ModelChoiceField

    def _name_people(self, viewer: User | None) -> None:
        fields = {name: field for name, field in self.fields.items() if isinstance(field, NameField)}
        people = People(filter(None, (field.asked(self.data.get(name)) for name, field in fields.items())))
        address = reverse("issues:suggest_names")
        for name, field in fields.items():
            field.suggest(address, name, f"id_{name}_names")
            field.viewer, field.people = viewer, people

    @property
    def severals(self) -> list[Several]:
        """Those of the first that offer several to choose."""
        return [Several.of(self[name]) for name in _SEVERAL]

    @property
    def more(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The seldom needed ones in groups: those that are used, or all when the address asks for them.

        Kinds can be chosen once it is said of which point.
        """
        groups = [
            (str(group), [self[name] for name in names if self._is_shown(name)])
            for group, names in _MORE.items()
        ]
        return [(group, fields) for group, fields in groups if fields]

    @property
    def shows_all(self) -> bool:
        """Whether the seldom needed filters are all there: each takes time to write, and most lists use none."""
        return bool(self.data.get("more"))

    def _is_shown(self, name: str) -> bool:
        if name == "kind" and not self.data.get("kind"):
            return bool(self.cleaned_data.get("point"))
        return self.shows_all or bool(self.data.get(name)) or name in self.errors

    def clean(self) -> dict[str, Any]:
        """What cannot be read is left out; of several values only the ones that cannot."""
        chosen: dict[str, Any] = self.cleaned_data
        for name in _SEVERAL:
            field = self.fields[name]
            if name in self.errors and isinstance(field, forms.MultipleChoiceField):
                given = field.widget.value_from_datadict(self.data, self.files, name)
                chosen[name] = [value for value in given or [] if field.valid_value(value)]
        self._check_days(chosen)
        for name in sorted(set(self.data) - set(self.fields) - {*SHOWN_BY, *PLACES}):
            self.add_error(
                None, _("There is no filter “%(name)s”, or no longer.") % {"name": name[:LONGEST_QUERY]}
            )
        return chosen

    def _check_days(self, chosen: dict[str, Any]) -> None:
        for name in ("since", "until"):
            if (day := chosen.get(name)) and not FIRST_DAY <= day < LAST_DAY:
                self.add_error(name, _("Write a day of our time, such as 2026-03-05."))
        since, until = chosen.get("since"), chosen.get("until")
        if since and until and since > until:
            self.add_error("until", _("This day lies before the first. Write a later one."))

    def chosen(self) -> dict[str, Any]:
        """What was asked for and understood; what could not be read is left out and said beside its field."""
        self.is_valid()
        return {name: self.cleaned_data[name] for name in self.fields if self.cleaned_data.get(name)}

    def marks(self) -> list[Mark]:
        """The filters in force, in words."""
        return [
            Mark(name, self._raw(name, value), self._words(name, value))
            for name, given in self.chosen().items()
            for value in (given if isinstance(given, list) else [given])
        ]

    def _raw(self, name: str, value: Any) -> str:
        return value if isinstance(self.cleaned_data[name], list) else str(self.data.get(name, ""))

    def _words(self, name: str, value: Any) -> str:
        field = self.fields[name]
        if value is True:
            return str(field.label)
        if name == "q":
            return gettext("“%(words)s”") % {"words": value}
        if isinstance(field, NameField):
            is_me = str(self.data.get(name, "")).strip().lower() == ME
            said = ME if is_me and field.found is None else field.typed
        elif isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
            said = str(dict(field.choices)[value])  # type: ignore[arg-type]  # our choices are flat
            said = said.lower() if english() else said  # elsewhere a noun stays large
        else:
            said = date_format(value) if isinstance(value, date) else str(value)
        return gettext("%(name)s: %(sentence)s") % {"name": field.label, "sentence": said}


class NotActedOnFilter(Helpful):
    department = FewField(
        Department.objects.active(),
        label=_("Department"),
        required=False,
        empty_label=_("Any"),
        to_field_name="slug",
    )
    reached = forms.TypedChoiceField(
        label=_("Who was told last"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("Any")), *RUNGS],
    )

    def __init__(self, query: QueryDict | Mapping[str, Any]) -> None:
        super().__init__(query)
        self.places = Places()
        self.fields["department"].known = self.places.active_departments  # type: ignore[attr-defined]  # a FewField

    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in {None, ""}}
