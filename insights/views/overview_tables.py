"""The tables of the overview as files: read only when somebody asks for one, from the same figures as the page."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from insights.querysets.company import targets
from insights.querysets.figures import figures, figures_by
from insights.querysets.groups import By
from insights.querysets.inaction import inaction
from insights.rules.figures import REFERENCE_NOT_ACTED, Figures
from insights.rules.inaction import Inaction
from insights.rules.periods import Against, Scope, iso_name
from insights.rules.shares import Share
from insights.rules.survival import Duration
from insights.views.tables_out import Table, hours_cell, share_cell, share_cells, share_heads
from issues.views.spreadsheets import Value

Row = list[Value]


def overview_tables(scope: Scope) -> Iterator[Table]:
    """The four numbers, and all of them by week, point and department; made when one is asked for."""
    yield Table("numbers", _("The four numbers"), _number_heads(scope), _numbers(scope))
    yield Table("weeks", _("Week by week"), [_("Week"), _("Week of"), *place_heads()], _weeks(scope))
    yield Table("points", _("Points"), [_("Point"), *place_heads()], _places(scope, By.POINT))
    departments = [_("Department"), *place_heads()]
    yield Table("departments", _("Departments"), departments, _places(scope, By.DEPARTMENT))


def then_head(scope: Scope) -> str:
    """What the column is called that says what it was."""
    return _("A year before") if scope.against is Against.YEAR else _("The period before")


def _number_heads(scope: Scope) -> list[str]:
    return [
        *(_("Measure"), _("Value"), _("Unit"), "n", _("95 % from"), _("95 % to")),
        *(then_head(scope), _("Target"), _("Reference")),
    ]


def _numbers(scope: Scope) -> Iterator[Row]:
    now, aims = figures(scope), targets(scope.period.as_of)
    before = figures(scope.before) if scope.is_compared else Figures()
    acted, never = _hundredth(aims.action_rate), _hundredth(aims.not_acted_on)
    reference = REFERENCE_NOT_ACTED / 100
    yield _share(_("Acted on in time"), now.bands.action_rate, before.bands.action_rate, acted, None)
    yield _share(
        _("Reported, not acted on"), now.bands.not_acted_on, before.bands.not_acted_on, never, reference
    )
    yield _share(_("Declined"), now.bands.declined_share, before.bands.declined_share, None, None)
    yield _median(now.time_to_act, before.time_to_act, aims.hours_to_act)
    risk = inaction(scope)
    earlier = inaction(scope.before).assuming(risk.assumed) if scope.is_compared else None
    yield _at_risk(risk, earlier, aims.at_risk)


def _hundredth(percent: int | None) -> float | None:
    return percent / 100 if percent is not None else None


def _share(name: str, now: Share, before: Share, aim: float | None, reference: float | None) -> Row:
    value, n, low, high = share_cells(now)
    others = map(share_cell, (before.value, aim, reference))
    return [name, value, _("share"), n, low, high, *others]


def _median(now: Duration, before: Duration, aim: Decimal | None) -> Row:
    value, low, high = hours_cell(now.p50), hours_cell(now.low), hours_cell(now.high)
    told: Row = [_("Median time to act"), value, _("working h"), now.n, low, high]
    return [*told, hours_cell(before.p50), hours_cell(aim), None]


def _at_risk(now: Inaction, before: Inaction | None, aim: int | None) -> Row:
    told: Row = [_("Customers at risk"), round(now.at_risk, 2), _("people"), now.customers]
    was = None if before is None else round(before.at_risk, 2)
    return [*told, round(now.at_least, 2), round(now.at_most, 2), was, aim, None]


def place_heads() -> list[str]:
    """Of a week or place."""
    return [
        *(_("Reported"), _("In time"), _("Late"), _("Not acted on"), _("Declined"), _("Maturing")),
        *share_heads(_("Share acted on in time")),
        *share_heads(_("Share not acted on")),
        *(_("Median time to act, working hours"), _("Three quarters within"), _("Nine tenths within")),
    ]


def place_cells(found: Figures) -> Row:
    """What stands under `place_heads`."""
    bands, took = found.bands, found.time_to_act
    counts: Row = [bands.reported, bands.in_time, bands.late, bands.never, bands.declined, bands.maturing]
    times: Row = [hours_cell(took.p50), hours_cell(took.p75), hours_cell(took.p90)]
    return [*counts, *share_cells(bands.action_rate), *share_cells(bands.not_acted_on), *times]


def _weeks(scope: Scope) -> Iterator[Row]:
    """Every week of the period, whether or not anything was reported in it."""
    found = {line.key: line.figures for line in figures_by(scope, By.WEEK)}
    for monday in scope.period.cohorts:
        yield [iso_name(monday), monday.date(), *place_cells(found.get(monday, Figures()))]


def _places(scope: Scope, by: By) -> Iterator[Row]:
    """Those of the page: a department may have had something in hand of a place where nothing of its own was reported."""
    for line in figures_by(scope, by):
        if line.figures.bands.reported:
            yield [line.name, *place_cells(line.figures)]
