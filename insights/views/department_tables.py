"""The tables of the departments' pages, of all and of one, as plain values for files."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from insights.querysets.figures import Line
from insights.querysets.partners import Partner
from insights.rules.company import Targets
from insights.rules.figures import Figures
from insights.rules.reporting import Promises
from insights.views.measures import MEASURES, Measure
from insights.views.overview_tables import place_cells, place_heads
from insights.views.tables_out import Table, hours_cell, share_cell, share_cells, share_heads
from issues.views.spreadsheets import Value


def all_of(
    named: Iterable[tuple[str, str]],
    now: Mapping[str, Figures],
    *,
    before: Mapping[str, Figures] | None,
    then: str,
) -> Iterator[Table]:
    """Those of all departments; made when one is asked for."""
    yield _compared(named, now, before=before, then=then)


def _compared(
    named: Iterable[tuple[str, str]],
    now: Mapping[str, Figures],
    *,
    before: Mapping[str, Figures] | None,
    then: str,
) -> Table:
    """A department a row: every measure with its n and interval, the time to act in hours; all of it again as it was.

    `named` are names with short names, `then` is what the period is called that they are compared with.
    """
    heads = [
        *(_("Reported"), *(head for measure in MEASURES for head in share_heads(str(measure.label)))),
        _("Median time to act"),
    ]
    earlier = [] if before is None else [f"{then}: {head}" for head in heads]
    rows: list[Sequence[Value]] = [
        [
            name,
            *_measured(now.get(slug, Figures())),
            *([] if before is None else _measured(before.get(slug, Figures()))),
        ]
        for name, slug in named
    ]
    return Table("compared", _("Departments beside each other"), [_("Department"), *heads, *earlier], rows)


def _measured(figures: Figures) -> list[Any]:
    shares = [cell for measure in MEASURES for cell in share_cells(measure.share(figures))]
    return [figures.bands.reported, *shares, hours_cell(figures.time_to_act.p50)]


def scorecard(now: Figures, before: Figures, aims: Targets, then: str) -> Table:
    """A measure a row, with its n and interval, what it was, what is aimed at and what others admit."""
    columns = [
        *(_("Measure"), _("Value"), _("Unit"), "n", _("95 % from"), _("95 % to")),
        *(then, f"{then}: n", _("Target"), _("Reference")),
    ]
    return Table("scorecard", _("Scorecard"), columns, _scorecard(now, before, aims))


def _scorecard(now: Figures, before: Figures, aims: Targets) -> Iterator[Sequence[Value]]:
    for measure in MEASURES:
        yield _measure(measure, now, before, aims)
    took, earlier = now.time_to_act, before.time_to_act
    told: list[Value] = [_("Median time to act"), hours_cell(took.p50), _("working h"), took.n]
    limits = [hours_cell(took.low), hours_cell(took.high)]
    yield [*told, *limits, hours_cell(earlier.p50), earlier.n, hours_cell(aims.hours_to_act), None]


def _measure(measure: Measure, now: Figures, before: Figures, aims: Targets) -> Sequence[Value]:
    value, n, low, high = share_cells(measure.share(now))
    earlier = measure.share(before)
    aim = {"action_rate": aims.action_rate, "never": aims.not_acted_on}.get(measure.key)
    beside = [share_cell(each / 100) if each is not None else None for each in (aim, measure.reference)]
    return [
        str(measure.label),
        value,
        _("share"),
        n,
        low,
        high,
        share_cell(earlier.value),
        earlier.n,
        *beside,
    ]


def to_and_fro(found: Iterable[Partner]) -> Table:
    """With whom it passes issues to and fro."""
    columns = [_("With"), _("Passed to without acting"), _("Came back from")]
    rows: list[Sequence[Value]] = [[one.name, one.passed_to, one.back_from] for one in found]
    return Table("partners", _("To and fro"), columns, rows)


def felt(kept: Promises, blocked: int, felt_elsewhere: int) -> Table:
    """What others feel of it."""
    rows: list[Sequence[Value]] = [
        [_("Promises to customers at its points that were due"), kept.due],
        [_("of them kept by their date"), kept.kept],
        [_("Promises missed while it had the issue, whoever answers for the point"), blocked],
        [_("Problems that began at its points and were felt at those of others"), felt_elsewhere],
    ]
    return Table("felt", _("What others feel of it"), [_("What"), _("Counted")], rows)


def own_points(lines: Iterable[Line]) -> Table:
    """Its points at which something was reported."""
    rows = ([line.name, *place_cells(line.figures)] for line in lines if line.figures.bands.reported)
    return Table("points", _("Its points"), [_("Point"), *place_heads()], rows)
