"""How smoothly it runs: reports given up, promises kept, rungs fired in time, what was opened again, why things are declined."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Value
from django.utils.translation import gettext as _

from insights.querysets.cohorts import cohort
from insights.querysets.declining import Reason, reasons
from insights.querysets.durations import times_again
from insights.querysets.escalating import escalation_lag
from insights.querysets.figures import figures
from insights.querysets.promises import blocked_by, promises
from insights.querysets.records import Recorded
from insights.querysets.reporting import lag_of_reports, reporting_gap, seconds_to_report
from insights.querysets.rolled import Timed
from insights.rules.bands import Band
from insights.rules.behind import Behind
from insights.rules.figures import REFERENCE_TOO_BUSY
from insights.rules.periods import Scope
from insights.rules.reporting import Blocked
from insights.rules.shares import Share
from insights.rules.survival import Duration
from insights.views.links import Links
from insights.views.tiles import hours, interval, percent
from people.models import Department, User
from people.templatetags.times import span

MOST_REASONS: Final = 8
_NOTHING: Final = Duration(n=0, ended=0)


@dataclass(frozen=True, slots=True)
class Holdup:
    """A department that had issues while promises at them were missed."""

    name: str
    url: str
    blocked: Blocked
    promises_url: str

    @property
    def percent(self) -> int:
        return round(100 * (self.blocked.share or 0))


@dataclass(frozen=True, slots=True)
class Given:
    """A reason for declining, and the issues for which it was given."""

    reason: Reason
    url: str


def of(scope: Scope, links: Links, reader: User, now: datetime) -> dict[str, Any]:
    """The context of the parts of the page."""
    return {
        "lists": _lists(links),
        **_coming_in(scope),
        **_promised(scope, links),
        **_going_back(scope),
        **_declined(scope, links, reader, now),
    }


def _coming_in(scope: Scope) -> dict[str, Any]:
    gap, took, late, lag = (
        reporting_gap(scope),
        seconds_to_report(scope),
        lag_of_reports(scope),
        escalation_lag(scope),
    )
    return {
        "gap": gap,
        "gap_words": _words(gap.share),
        "too_busy": REFERENCE_TOO_BUSY,
        "took": took,
        "took_words": _seconds(took.p50),
        "told_late": late,
        "told_late_words": _seconds(late.p50),
        "lag": lag,
        "lag_words": {"p50": _seconds(lag.p50), "p99": _seconds(lag.p99)},
    }


def _promised(scope: Scope, links: Links) -> dict[str, Any]:
    found = promises(scope)
    return {
        "promises": found,
        "promise_words": _words(found.keeping),
        "holdups": _holdups(scope, links) if found.missed else [],
    }


def _going_back(scope: Scope) -> dict[str, Any]:
    whole = figures(scope, Timed.NOTHING)
    all_of_it = (Value(""), Value(""))
    again = times_again(cohort(scope), all_of_it, scope.period.as_of).get(("", ""), _NOTHING)
    return {
        "bands": whole.bands,
        "declined_words": _words(whole.bands.declined_share),
        "reopening": whole.reopening,
        "reopening_words": _words(whole.reopening.share),
        "again": again,
        "again_words": hours(again.p50),
    }


def _declined(scope: Scope, links: Links, reader: User, now: datetime) -> dict[str, Any]:
    said = reasons(scope, reader, now)
    shown = said[:MOST_REASONS]
    return {
        "reasons": [Given(one, links.behind(Behind.DECLINED, reason=one.key)) for one in shown],
        "all_reasons": said,
        "has_more_reasons": len(said) > MOST_REASONS,
    }


def _words(share: Share) -> dict[str, str | None]:
    return {"percent": percent(share), "interval": interval(share)}


def _seconds(took: timedelta | None) -> str | None:
    """Below a minute in seconds, else as spans are said."""
    if took is None:
        return None
    if took < timedelta(minutes=1):
        return _("%(seconds)s s") % {"seconds": round(took.total_seconds())}
    return span(took)


def _lists(links: Links) -> dict[str, str]:
    records = {
        "begun": Recorded.BEGUN,
        "never_sent": Recorded.NEVER_SENT,
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
        "opened_again": links.behind(Behind.OPENED_AGAIN),
        "declined": links.behind(Band.DECLINED),
        "decided": links.behind(Behind.DECIDED),
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
