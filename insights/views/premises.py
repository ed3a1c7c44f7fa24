"""Targets and assumptions: what counts now, who changed what when, and changing it."""

from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import localize_input, number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from insights.commands import premises as commands
from insights.forms.premises import AIMS, RATES, WORTH, PremisesForm, label_of
from insights.models import Premises
from insights.rules.company import SURVEY, Assumptions, Targets
from insights.rules.refusals import PremisesChangedMeanwhile
from issues.commands import clock
from people.models import User
from people.rules.permissions import Can
from people.views.unsent import kept
from people.views.viewers import viewer

NAMES: Final = (*AIMS, *RATES, *WORTH)
MOST: Final = 100  # changes that the page tells
_UNITS: Final = {"hours_to_act": " h", "at_risk": "", "value": "", "currency": ""}  # the others: percent


@dataclass(frozen=True, slots=True)
class Setting:
    """One target or assumption in words. `is_own`: the company's, not the survey's."""

    label: str
    value: str
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What one change turned into what."""

    at: datetime
    by: User | None
    why: str
    changes: list[tuple[str, str, str]]  # label, before, after


@require_safe
def targets(request: HttpRequest) -> HttpResponse:
    """What counts now, for everybody, and who changed what when."""
    newest = Premises.objects.select_related("by").first()
    values = _values(newest)
    context = {
        "newest": newest,
        "may_change": viewer(request).may(Can.SET_TARGETS),
        "aimed": [_setting(name, values) for name in AIMS],
        "assumed": [_setting(name, values) for name in (*RATES, *WORTH)],
        "steps": _steps(),
    }
    return render(request, "insights/targets.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def set_targets(request: HttpRequest) -> HttpResponse:
    """The form, for executives and administrators; and from then on what it says."""
    person = viewer(request)
    commands.must_set_targets(person)
    if request.method != "POST":
        newest = Premises.objects.first()
        stored = _values(newest) | {"seen": newest.number if newest else 0}
        return _page(request, PremisesForm(initial=kept(request) or stored))
    form = PremisesForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    said = form.cleaned_data
    try:
        commands.set_targets(
            targets=form.targets(),
            assumptions=form.assumptions(),
            seen=said["seen"] or 0,
            why=said["why"].strip(),
            actor=person,
            now=clock.now(),
        )
    except PremisesChangedMeanwhile as refusal:
        return _changed_meanwhile(request, said, refusal)
    messages.success(request, _("Saved. It counts from now on; what was counted before stays as it was."))
    return redirect("insights:targets")


def _changed_meanwhile(
    request: HttpRequest, mine: dict[str, Any], refusal: PremisesChangedMeanwhile
) -> HttpResponse:
    """The form with what the other changed where this person had not, and with what this person typed elsewhere."""
    newest = Premises.objects.first()
    base, theirs = _values(Premises.objects.filter(number=mine["seen"] or 0).first()), _values(newest)
    typed, changes = request.POST.copy(), []
    for name in (name for name in NAMES if theirs[name] != base[name]):
        if mine[name] == base[name]:
            typed[name] = "" if theirs[name] is None else str(localize_input(theirs[name]))
        is_contested = mine[name] not in {base[name], theirs[name]}
        changes.append((label_of(name), in_words(name, theirs[name]), is_contested))
    typed["seen"] = str(newest.number if newest is not None else 0)
    form = PremisesForm(typed)
    form.add_error(None, str(refusal))
    return _page(request, form, status=409, meanwhile=changes)


def _page(request: HttpRequest, form: PremisesForm, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "form": form,
        "aims": [form[name] for name in AIMS],
        "rates": [(form[name], getattr(SURVEY, name)) for name in RATES],
        "worth": [form[name] for name in WORTH],
        **more,
    }
    return render(request, "insights/set_targets.html", context, status=status)


def _steps() -> list[Step]:
    """Every change, the newest first."""
    rows = list(Premises.objects.select_related("by")[: MOST + 1])
    return [
        Step(row.at, row.by, row.why, _changes(_values(before), _values(row)))
        for row, before in zip_longest(rows[:MOST], rows[1:])
    ]


def _changes(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str, str]]:
    changed = [name for name in NAMES if before[name] != after[name]]
    return [(label_of(name), in_words(name, before[name]), in_words(name, after[name])) for name in changed]


def _values(row: Premises | None) -> dict[str, Any]:
    """What counts by name; the survey's figures where there is no row."""
    aims, assumed = (row.targets(), row.assumptions()) if row is not None else (Targets(), Assumptions())
    return {**asdict(aims), **asdict(assumed)}


def _setting(name: str, values: dict[str, Any]) -> Setting:
    is_own = name in RATES and values[name] != getattr(SURVEY, name)
    return Setting(label_of(name), in_words(name, values[name]), is_own)


def in_words(name: str, value: Any) -> str:
    """A target or an assumption with its unit."""
    if value is None:
        return _("none") if name in AIMS else _("not known")
    unit = _UNITS.get(name, " %")
    return f"{value if isinstance(value, str) else number_format(value, force_grouping=True)}{unit}"
