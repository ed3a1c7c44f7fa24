"""Choosing people, departments and points from grouped lists, and issues by their number."""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceField, ModelChoiceIterator
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from inflection_points.models import InflectionPoint, Stage
from people.models import Department, User

Option = tuple[str, str]
Grouped = tuple[str, list[Option]]


class _OfThoseRead(ModelChoiceIterator):  # type: ignore[type-arg]  # not subscriptable at run time
    field: "FewField"

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        yield from (self.choice(row) for row in self.field.rows())


class _DrawnOnce(forms.Select):
    """Written once for the same options, of which every list has the same."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002  Django's signature
        given = tuple(self.build_attrs(self.attrs, attrs).items())
        return _select(name, tuple(self.format_value(value)), given, tuple(map(_plain, self.choices)))


Plain = tuple[str, Any]  # the value and its words, or a group and its options


def _plain(choice: Any) -> Plain:
    """An option, or a group of them, as words alone."""
    first, second = choice
    if isinstance(second, list | tuple):
        return str(first), tuple(map(_plain, second))
    return str(first), str(second)


@lru_cache(maxsize=256)
def _select(
    name: str, chosen: tuple[str, ...], attrs: tuple[tuple[str, Any], ...], options: tuple[Plain, ...]
) -> SafeString:
    return forms.Select(attrs=dict(attrs), choices=options).render(name, chosen)


class FewField(ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    """A choice among few rows. They are read once, to understand the answer and to write the options."""

    iterator = _OfThoseRead
    widget = _DrawnOnce
    known: Callable[[], Iterable[Any]] | None = (
        None  # the same rows, of somebody who reads them once for several
    )

    def rows(self) -> Iterable[Any]:
        if self.known is not None:
            return self.known()
        return self.queryset if self.queryset is not None else ()

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        name = self.to_field_name or "pk"
        found = next((row for row in self.rows() if str(getattr(row, name)) == str(value)), None)
        if found is None:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return found


class _ByStage(_OfThoseRead):
    def __iter__(self) -> Iterator[Any]:
        yield ("", self.field.empty_label or "")
        for stage, points in groupby(self.field.rows(), key=lambda point: point.stage.name):
            yield (stage, [self.choice(point) for point in points])


class PointField(FewField):
    """An inflection point by its short name, listed under its stage."""

    iterator = _ByStage

    def __init__(self, **kwargs: Any) -> None:
        points = InflectionPoint.objects.along_the_chain()
        super().__init__(points, to_field_name="slug", **kwargs)


class _InUseFirst(_OfThoseRead):
    def __iter__(self) -> Iterator[Any]:
        yield ("", self.field.empty_label or "")
        for (used, stage), points in groupby(self.field.rows(), key=_used_at):
            name = stage if used else _("%(stage)s, not in use any more") % {"stage": stage}
            yield (name, [self.choice(point) for point in points])


def _used_at(point: InflectionPoint) -> tuple[bool, str]:
    return point.is_active, point.stage.name


class PastPointField(FewField):
    """A point that is or was in use, with what its options say: what is counted has a past."""

    iterator = _InUseFirst

    def __init__(self, **kwargs: Any) -> None:
        points = InflectionPoint.objects.ever_used().only("slug", "name", "is_active", "stage__name")
        super().__init__(points, to_field_name="slug", **kwargs)


class StageField(FewField):
    """A stage of the value chain."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Stage.objects.order_by("position"), **kwargs)


def people_by_department(people: Iterable[User]) -> list[Grouped]:
    """People as options, grouped by department, both in the order of their names."""
    rows = sorted((p.department.name if p.department else "", p.name, p.pk) for p in people)
    return [
        (department or _("Without a department"), [(str(pk), name) for _, name, pk in group])
        for department, group in groupby(rows, key=lambda row: row[0])
    ]


class PersonField(forms.TypedChoiceField):
    """An active person, listed under the department, by name; see `put_first` for those who are likely."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=self._options, coerce=_person, empty_value=None, **kwargs)

    @staticmethod
    def _options() -> list[Option | Grouped]:
        return [("", _("Choose a person")), *people_by_department(User.objects.who_can_hold())]

    def put_first(self, likely: Iterable[User], me: User) -> None:
        """List these before the departments, as far as they can be chosen; `me` is called so."""
        people = list(User.objects.who_can_hold())
        can_hold = {one.pk for one in people}
        first = {one.pk: one for one in likely if one.pk in can_hold}
        named = [
            (str(pk), _("%(name)s (you)") % {"name": one.name} if pk == me.pk else one.name)
            for pk, one in first.items()
        ]
        others = people_by_department(one for one in people if one.pk not in first)
        self.choices = [("", _("Choose a person")), *named, *others]


def _person(value: str) -> User:
    person: User = User.objects.active().get(pk=value)
    return person


class HolderField(forms.ChoiceField):
    """Whoever can hold an issue: a person or a department. Cleans to a `User` or a `Department`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=self._options, **kwargs)

    @staticmethod
    def _options() -> list[Option | Grouped]:
        departments = [(f"department-{d.pk}", d.name) for d in Department.objects.active()]
        people = [
            (group, [(f"person-{pk}", name) for pk, name in options])
            for group, options in people_by_department(User.objects.who_can_hold())
        ]
        return [("", _("Choose a person or a department")), (_("A whole department"), departments), *people]

    def clean(self, value: Any) -> User | Department:
        kind, _, pk = super().clean(value).partition("-")
        try:
            return (
                User.objects.active().get(pk=pk)
                if kind == "person"
                else Department.objects.active().get(pk=pk)
            )
        except (User.DoesNotExist, Department.DoesNotExist):
            raise ValidationError(_("They are no longer here. Choose somebody else.")) from None


class NumberField(forms.IntegerField):
    """The number of an issue, as people write it: 261 or #261."""

    def to_python(self, value: Any) -> int | None:
        return super().to_python(value.strip().lstrip("#").strip() if isinstance(value, str) else value)


def issue_number(field: forms.Field, typed: Any) -> int | None:
    """What the field makes of what was typed; None when that is no number."""
    try:
        number: int | None = field.clean(typed)
    except ValidationError:
        return None
    return number
