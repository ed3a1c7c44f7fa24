"""How smoothly it runs: reports given up, promises kept, rungs fired in time, what was opened again, why things are declined."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Value

from insights.querysets.cohorts import cohort
from insights.querysets.declining import Reason, reasons
from insights.querysets.durations import times_again
from insights.querysets.escalating import escalation_lag
from insights.querysets.figures import figures
from insights.querysets.listed import Listed
from insights.querysets.promises import blocked_by, promises
from insights.querysets.records import Recorded
from insights.querysets.reporting import lag_of_reports, reporting_gap, seconds_to_report
from insights.rules.bands import Band
from insights.rules.behind import Behind
from insights.rules.figures import REFERENCE_TOO_BUSY
from insights.rules.periods import Scope
from insights.rules.reporting import Blocked
from insights.rules.survival import Duration
from insights.views.links import Links
from issues.querysets import IssueQuerySet
from people.models import Department

MOST_REASONS: Final = 8
_NOTHING: Final = Duration(n=0, ended=0)


@dataclass(frozen=True, slots=True)
class Holdup:
    """A department that had issues while promises at them were missed."""

    name: str
    url: str
    blocked: Blocked
    promises_url: str


@dataclass(frozen=True, slots=True)
class Given:
    """A reason for declining, and the issues for which it was given."""

    reason: Reason
    url: str


def of(scope: Scope, links: Links, reading: IssueQuerySet) -> dict[str, Any]:
    """The context of the parts of the page; `reading` are the issues that the viewer may read."""
    whole = figures(scope)
    said = reasons(scope, reading)
    return {
        "gap": reporting_gap(scope),
        "too_busy": REFERENCE_TOO_BUSY,
        "took": seconds_to_report(scope),
        "told_late": lag_of_reports(scope),
        "promises": promises(scope),
        "holdups": _holdups(scope, links),
        "lag": escalation_lag(scope),
        "bands": whole.bands,
        "reopening": whole.reopening,
        "again": times_again(cohort(scope), (Value(""), Value("")), scope.period.as_of).get(("", ""), _NOTHING),
        "reasons": [
            Given(one, links.listed(Listed.DECLINED, reason=one.key)) for one in said[:MOST_REASONS]
        ],
        "more_reasons": sum(one.count for one in said[MOST_REASONS:]),
        "lists": _lists(links),
    }


def _lists(links: Links) -> dict[str, str]:
    records = {
        "timed": Recorded.TIMED,
        "told": Recorded.TOLD,
        "due": Recorded.DUE,
        "kept": Recorded.KEPT,
        "missed": Recorded.MISSED,
        "rungs": Recorded.RUNGS,
    }
    return {
        **{name: links.records(what) for name, what in records.items()},
        "resolved": links.behind(Behind.RESOLVED),
        "reopened": links.behind(Behind.REOPENED),
        "opened_again": links.listed(Listed.OPENED_AGAIN),
        "declined": links.behind(Band.DECLINED),
        "decided": links.listed(Listed.DECIDED),
    }


def _holdups(scope: Scope, links: Links) -> list[Holdup]:
    """Whoever answers for the point: a department can hold up what another one promised."""
    found = blocked_by(scope)
    known = Department.objects.in_bulk(found)
    worst = sorted(found, key=lambda key: (-found[key].held, known[key].name))
    return [
        Holdup(
            known[key].name,
            links.department(known[key].slug),
            found[key],
            links.records(Recorded.BLOCKED, holder=known[key].slug),
        )
        for key in worst
    ]
