"""The figures of a scope as plain values, kept with a mail: it says the same however often and late it is sent."""

from dataclasses import asdict
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from insights.querysets.changes import found
from insights.querysets.company import targets
from insights.querysets.figures import Line, figures, figures_by
from insights.querysets.groups import By
from insights.querysets.inaction import inaction
from insights.rules.bands import Bands
from insights.rules.changes import Change, Of, Place, What, changes
from insights.rules.company import Targets
from insights.rules.periods import Scope, iso_name
from insights.rules.ranking import worst_first
from insights.rules.survival import Duration

MOST_PLACES: Final = 5
_TIMES: Final = ("p50", "p75", "p90", "low", "high")

Plain = dict[str, Any]


def snapshot(scope: Scope, *, most: int | None = MOST_PLACES) -> Plain:
    """The four numbers now and in the period before, week by week, and where it is worst; JSON can hold it.

    At `most` so many points and departments, of those with enough to judge; None: all of them, also those with too few.
    """
    now, before = figures(scope), figures(scope.before)
    risk = inaction(scope)
    risk_before = inaction(scope.before).assuming(risk.assumed)
    weeks = {line.key: line for line in figures_by(scope, By.WEEK)}
    return {
        "against": scope.against.value,
        "now": {"bands": asdict(now.bands), "took": plain_duration(now.time_to_act)},
        "before": {"bands": asdict(before.bands), "took": plain_duration(before.time_to_act)},
        "risk": {
            "issues": risk.issues,
            "customers": risk.customers,
            "at_risk": risk.at_risk,
            "before": risk_before.at_risk if risk_before.issues else None,  # of nothing, nothing is known
        },
        "targets": _targets(scope),
        "changes": [asdict(change) for change in changes(found(scope))],
        "weeks": [_week(monday, weeks.get(monday)) for monday in scope.period.cohorts],
        "points": _worst(scope, By.POINT, most),
        "departments": _worst(scope, By.DEPARTMENT, most),
    }


def plain_duration(took: Duration) -> Plain:
    """Quantiles in seconds."""
    found = {name: getattr(took, name) for name in _TIMES}
    return {
        "n": took.n,
        "ended": took.ended,
        **{name: value.total_seconds() if value is not None else None for name, value in found.items()},
    }


def read_duration(plain: Plain) -> Duration:
    """What `plain_duration` made."""
    seconds = {name: plain[name] for name in _TIMES}
    times = {name: timedelta(seconds=value) if value is not None else None for name, value in seconds.items()}
    return Duration(plain["n"], plain["ended"], **times)


def read_change(plain: Plain) -> Change:
    """What `snapshot` holds of a change."""
    place = plain["place"]
    return Change(
        **{**plain, "what": What(plain["what"]), "place": Place(**{**place, "of": Of(place["of"])})}
    )


def read_targets(plain: Plain) -> Targets:
    """What `snapshot` holds of the targets."""
    hours = plain["hours_to_act"]
    return Targets(**{**plain, "hours_to_act": Decimal(str(hours)) if hours is not None else None})


def _targets(scope: Scope) -> Plain:
    """That for customers is of everybody: a part of them is not held against it."""
    aims = targets(scope.period.as_of)
    return {
        "action_rate": aims.action_rate,
        "not_acted_on": aims.not_acted_on,
        "hours_to_act": float(aims.hours_to_act) if aims.hours_to_act is not None else None,
        "at_risk": aims.at_risk if scope.is_everything else None,
    }


def _week(monday: datetime, line: Line | None) -> Plain:
    bands = line.figures.bands if line is not None else Bands()
    took = line.figures.time_to_act if line is not None else Duration(n=0, ended=0)
    return {"week": iso_name(monday), "bands": asdict(bands), "took": plain_duration(took)}


def _worst(scope: Scope, by: By, most: int | None) -> list[Plain]:
    """Those where anything was reported, the worst first; those with too few after all others."""
    reported = [line for line in figures_by(scope, by) if line.figures.bands.reported]
    ranked, few = worst_first(reported, lambda line: line.figures.bands.not_acted_on)
    return [
        {
            "key": str(line.key),
            "name": line.name,
            "bands": asdict(line.figures.bands),
            "took": plain_duration(line.figures.time_to_act),
        }
        for line in (ranked[:most] if most is not None else [*ranked, *few])
    ]
