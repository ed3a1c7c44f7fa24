"""How many there are behind a number: what the rollups know is not counted again, one by one."""

from collections.abc import Callable
from dataclasses import replace
from operator import attrgetter
from typing import Any, Final

from insights.querysets.behind import Narrower, facts_behind
from insights.querysets.graph import escaped_pairs
from insights.querysets.records import KINDS, Recorded, Whose
from insights.querysets.rolled import Timed, origins, rolled
from insights.querysets.standing import Standing, standing
from insights.querysets.where import once, places, read_once
from insights.rules.bands import Band
from insights.rules.behind import Behind
from insights.rules.figures import Figures
from insights.rules.periods import Scope

_OF_BANDS: Final[dict[Behind, Callable[[Figures], Any]]] = {
    **{Behind(band): attrgetter(f"bands.{band}") for band in Band},
    Behind.REPORTED: attrgetter("bands.reported"),
    Behind.JUDGED: attrgetter("bands.matured"),
    Behind.DECIDED: attrgetter("bands.declined_share.n"),
}
_OF_ISSUES: Final[dict[Behind, Callable[[Figures], Any]]] = {
    **_OF_BANDS,
    Behind.ACTED: attrgetter("urgency.acted"),
    Behind.BORN_URGENT: attrgetter("urgency.born"),
    Behind.TRIGGERED: attrgetter("urgency.triggered"),
    Behind.URGENT_ONLY: attrgetter("urgency.bias.count"),
    Behind.ASKED: attrgetter("answers.asked"),
    Behind.SAID_YES: attrgetter("answers.yes"),
    Behind.NOT_YES: lambda figures: figures.answers.asked - figures.answers.yes,
    Behind.RESOLVED: attrgetter("reopening.resolved"),
    Behind.REOPENED: attrgetter("reopening.reopened"),
    Behind.KNOWN: attrgetter("escape.known"),
    Behind.ESCAPED: attrgetter("escape.escaped"),
    Behind.VALID: attrgetter("time_to_act.n"),
}
_OF_TURNS: Final[dict[Recorded, Callable[[Figures], Any]]] = {
    Recorded.RECEIVED: attrgetter("passing.received"),
    Recorded.PASSED: attrgetter("passing.passed"),
    Recorded.RETURNED: attrgetter("passing.returned"),
}
_OF_WORK: Final[dict[Recorded, Callable[[Figures], Any]]] = {
    Recorded.DONE: attrgetter("prevention.completed"),
    Recorded.PREVENTIVE: attrgetter("prevention.preventive"),
}
_OF_FIXES: Final = {
    Recorded.FIXES_30: ("recurrence_30", "quick", "rooted"),
    Recorded.AGAIN_30: ("recurrence_30", "quick_again", "rooted_again"),
    Recorded.FIXES_90: ("recurrence_90", "quick", "rooted"),
    Recorded.AGAIN_90: ("recurrence_90", "quick_again", "rooted_again"),
}
_OF_ORIGINS: Final = frozenset({Behind.KNOWN, Behind.ESCAPED, Behind.FELT_ELSEWHERE})
_STANDING: Final[dict[Behind, Callable[[Standing], int]]] = {
    Behind.OPEN: lambda one: one.open,
    Behind.UNACTED: lambda one: one.unacted,
    Behind.OPEN_ACTED: lambda one: one.open - one.unacted,
}


def how_many(scope: Scope, what: Behind, narrower: Narrower) -> int:
    """As many as the list has, before hands and `again` are asked about."""
    with read_once():
        known = _known(scope, what, narrower)
    return facts_behind(scope, what, narrower).count() if known is None else known


def how_many_records(scope: Scope, what: Recorded, whose: Whose) -> int:
    """As many as the list of what hangs on issues has."""
    known = None if whose.partner is not None else _records(scope, what, whose)
    return KINDS[what].rows(scope, whose).order_by().count() if known is None else known


def _records(scope: Scope, what: Recorded, whose: Whose) -> int | None:
    counts: dict[Recorded, Callable[[Figures], int]] = _OF_TURNS | _OF_WORK if whose.is_rooted is None else {}
    if what in _OF_FIXES:
        days, quick, rooted = _OF_FIXES[what]
        parts = [name for name, is_it in ((quick, False), (rooted, True)) if whose.is_rooted in (None, is_it)]
        counts = {what: lambda figures: sum(getattr(getattr(figures, days), part) for part in parts)}
    if what not in counts:
        return None
    is_of_holder = what in _OF_TURNS and whose.holder is not None
    asked = replace(scope, department=whose.holder) if is_of_holder else scope
    with read_once():
        found = rolled(asked, None, Timed.NOTHING)
    return None if found is None else counts[what](found.of(""))


def _known(scope: Scope, what: Behind, narrower: Narrower) -> int | None:
    """What the rollups say; None where they cannot."""
    is_whole = narrower == Narrower()
    if is_whole and what in _STANDING and (stand := standing(scope)) is not None:
        return sum(map(_STANDING[what], stand.values()))
    if is_whole and what in _OF_ISSUES:
        return _of_issues(scope, what)
    is_of_origins = narrower == Narrower(origin=narrower.origin, began_in=narrower.began_in)
    return _of_origins(scope, what, narrower) if is_of_origins and what in _OF_ORIGINS else None


def _of_issues(scope: Scope, what: Behind) -> int | None:
    timed = Timed.ACT if what is Behind.VALID else Timed.NOTHING
    found = rolled(scope, None, timed, bands_only=what in _OF_BANDS)
    return None if found is None else int(_OF_ISSUES[what](found.of("")))


def _of_origins(scope: Scope, what: Behind, narrower: Narrower) -> int | None:
    """Those that began where it was asked for, by where they were felt."""
    if (found := origins(scope)) is None:
        return None
    known, downstream = places(), once("downstream", escaped_pairs)
    return sum(
        n
        for (origin, felt), n in found.items()
        if narrower.origin in (None, origin)
        and narrower.began_in in (None, known[origin].department_id)
        and (what is not Behind.ESCAPED or (origin, felt) in downstream)
        and (what is not Behind.FELT_ELSEWHERE or known[origin].department_id != known[felt].department_id)
    )
