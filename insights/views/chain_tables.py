"""The tables of the value chain and of one point, as plain values for files."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from insights.rules.covering import Covered, Lack
from insights.views.mending import HAS
from insights.views.tables_out import Table, share_cell, share_cells, share_heads
from issues.views.spreadsheets import Value

if TYPE_CHECKING:
    from insights.views.chain_cards import Chain
    from insights.views.matrix import Matrix
    from insights.views.point_figures import Figure

_DAY: Final = timedelta(days=1)


def all_of(drawn: "Chain", found: "Matrix", points: Iterable[Covered], then: str) -> Iterator[Table]:
    """Those of the value chain, made when one is asked for; `then` is what the period is called that is compared with."""
    yield cards(drawn, then)
    yield origins(found)
    yield covered(points)


def cards(drawn: "Chain", then: str) -> Table:
    """A point a row: what waits there, and how often it is acted on in time."""
    columns = [
        *(
            _("Stage"),
            _("Point"),
            _("Open"),
            _("Open, and nobody ever acted"),
            _("The oldest waits, in days"),
        ),
        *(*share_heads(_("Share acted on in time")), then, _("Customers a month")),
        _("Depends on"),
    ]
    return Table("cards", _("The value chain, stage by stage"), columns, _cards(drawn))


def _cards(drawn: "Chain") -> Iterator[Sequence[Value]]:
    for card in drawn.cards:
        stands, oldest = card.waiting, card.waiting.oldest
        yield [
            *(card.point.stage.name, card.point.name, stands.open, stands.unacted),
            round(oldest / _DAY, 2) if oldest is not None else None,
            *share_cells(card.figures.bands.action_rate),
            *(share_cell(card.before.bands.action_rate.value), card.point.exposure),
            ", ".join(name for _url, name in card.needs),
        ]


def origins(found: "Matrix") -> Table:
    """A row for each point where issues began, a column for each at which they were felt."""
    felt = [_("Felt at: %(point)s") % {"point": point.name} for point in found.felt]
    columns = [_("Where it began"), *share_heads(_("Felt downstream of its origin")), *felt]
    rows: list[Sequence[Value]] = [
        [row.origin.name, *share_cells(row.escaped), *(cell.count for cell in row.cells)]
        for row in found.rows
    ]
    return Table("origins", _("Where it begins, and where it is felt"), columns, rows)


def covered(points: Iterable[Covered]) -> Table:
    """A point a row, with what it has and what it lacks."""
    rows: list[Sequence[Value]] = [
        [point.name, *(_("no") if lack in point.lacks else _("yes") for lack in Lack)] for point in points
    ]
    columns = [_("Point"), *(str(HAS[lack]) for lack in Lack)]
    return Table("coverage", _("What is covered"), columns, rows)


def lasting(figures: Iterable["Figure"], then: str) -> Table:
    """The measures of a point, each with its n and interval and what it was in the period before."""
    columns = [
        *(_("Measure"), _("What is counted"), _("Share"), "n", _("95 % from"), _("95 % to")),
        *(then, f"{then}: n", _("Reference")),
    ]
    return Table("lasting", _("Whether it lasts, and where it comes from"), columns, _lasting(figures))


def _lasting(figures: Iterable["Figure"]) -> Iterator[Sequence[Value]]:
    for one in figures:
        before = [share_cell(one.before.value), one.before.n] if one.before is not None else [None, None]
        reference = share_cell(one.reference / 100) if one.reference is not None else None
        yield [one.name, one.says, *share_cells(one.share), *before, reference]
