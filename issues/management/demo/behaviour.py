"""How each department behaves when a problem is reported: the story that the demo's figures tell."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Habits:
    """Shares between 0 and 1. What is neither ignored nor in time is acted on late."""

    ignores: float  # calm problems (normal, low) that nobody acts on while they are fresh
    ignores_urgent: float
    in_time: float  # of the acted ones
    declines: float
    accepts: float
    passes_on: float  # hands over at least once before anybody acts
    breaks_word: float  # plans an action and lets the date pass
    gives_in: float = 0.9  # of the ignored: acted on in the end, weeks late
    waits_for_pressure: float = 0.0  # of calm problems acted on: only after the severity is raised
    fixes: float = 0.8  # of the acted ones: resolved after a while
    reopened: float = 0.09  # of the resolved ones
    prevents: float = 0.08
    passes_to: tuple[str, ...] = ()
    ping_pong: float = 0.1  # of those passed on: comes back, at least once


HABITS: Final[dict[str, Habits]] = {
    "Showrooms": Habits(
        ignores=0.29,
        ignores_urgent=0.14,
        gives_in=0.9,
        in_time=0.74,
        declines=0.07,
        accepts=0.7,
        passes_on=0.18,
        breaks_word=0.08,
        passes_to=("Planning", "Finance"),
    ),
    # Promises dates and lets them pass.
    "Planning": Habits(
        ignores=0.3,
        ignores_urgent=0.2,
        gives_in=0.7,
        in_time=0.55,
        declines=0.05,
        accepts=0.85,
        passes_on=0.2,
        breaks_word=0.42,
        passes_to=("Production", "Showrooms"),
    ),
    # These two play ping-pong: made wrong, or packed wrong?
    "Production": Habits(
        ignores=0.36,
        ignores_urgent=0.2,
        gives_in=0.35,
        in_time=0.6,
        declines=0.06,
        accepts=0.6,
        passes_on=0.52,
        breaks_word=0.1,
        passes_to=("Warehouse",),
        ping_pong=0.55,
        prevents=0.12,
    ),
    "Warehouse": Habits(
        ignores=0.3,
        ignores_urgent=0.18,
        gives_in=0.5,
        in_time=0.62,
        declines=0.03,
        accepts=0.6,
        passes_on=0.5,
        breaks_word=0.08,
        passes_to=("Production",),
        ping_pong=0.5,
    ),
    # Acts when it is urgent, and only then.
    "Delivery": Habits(
        ignores=0.53,
        ignores_urgent=0.06,
        gives_in=0.12,
        in_time=0.82,
        declines=0.04,
        accepts=0.45,
        passes_on=0.14,
        breaks_word=0.06,
        waits_for_pressure=0.85,
        prevents=0.02,
        passes_to=("Warehouse", "Planning"),
    ),
    # Learns: see `ignored_share`.
    "Installation": Habits(
        ignores=0.26,
        ignores_urgent=0.12,
        gives_in=0.97,
        in_time=0.75,
        declines=0.03,
        accepts=0.8,
        passes_on=0.18,
        breaks_word=0.08,
        prevents=0.14,
        passes_to=("Warehouse", "Planning"),
    ),
    # Declines more than others.
    "Finance": Habits(
        ignores=0.34,
        ignores_urgent=0.18,
        gives_in=0.4,
        in_time=0.6,
        declines=0.2,
        accepts=0.5,
        passes_on=0.22,
        breaks_word=0.1,
        passes_to=("Customer Care", "Showrooms"),
    ),
    # Acts well.
    "Customer Care": Habits(
        ignores=0.07,
        ignores_urgent=0.03,
        gives_in=1.0,
        in_time=0.9,
        declines=0.02,
        accepts=0.95,
        passes_on=0.1,
        breaks_word=0.03,
        reopened=0.05,
        fixes=0.9,
        prevents=0.16,
        passes_to=("Finance", "Warehouse"),
    ),
}


def ignored_share(team: str, *, urgent: bool, progress: float) -> float:
    """How likely nobody acts on a problem reported at `progress` (0: 120 days ago, 1: now) while it is fresh.

    Installation learns: from twice its average to a quarter of it.
    """
    habits = HABITS[team]
    share = habits.ignores_urgent if urgent else habits.ignores
    return share * (2.0 - 1.75 * progress) if team == "Installation" else share


@dataclass(frozen=True, slots=True)
class Temper:
    """What becomes, at one point, of a problem that was ignored at first."""

    gives_in: float  # how likely somebody acts in the end
    days: float = 18.0  # working days after the target, at most, until then
    pace: float = 1.0  # of calm problems: a share of the usual time
    cared_for: bool = False  # somebody goes through the list there: nothing is forgotten


def _cared_for(days: float, pace: float) -> Temper:
    return Temper(1.0, days, pace, cared_for=True)


_TEMPERS: Final[dict[str, Temper]] = {
    "lindenholm-quote": _cared_for(6, 0.6),
    "lindenholm-order-confirmed": _cared_for(3, 0.4),
    "lindenholm-measure": _cared_for(4, 0.5),
    "lindenholm-fronts": Temper(0.15),
    "lindenholm-worktop": _cared_for(4, 0.5),
    "lindenholm-boxes-complete": Temper(0.25),
    "lindenholm-packed-to-survive": _cared_for(6, 0.6),
    "lindenholm-labels": _cared_for(9, 0.9),
    "lindenholm-slot-agreed": Temper(0.5, 8),
    "lindenholm-fitter-arrives": _cared_for(2, 0.3),
    "lindenholm-one-visit": _cared_for(3, 0.4),
    "lindenholm-connections": _cared_for(1, 0.2),
    "lindenholm-left-clean": _cared_for(5, 0.6),
    "lindenholm-first-invoice": _cared_for(5, 0.6),
    "lindenholm-refund": Temper(0.2),
    "lindenholm-call-answered": _cared_for(1, 0.2),
    "lindenholm-call-back": _cared_for(1, 0.2),
    "lindenholm-spare-part": _cared_for(2, 0.3),
    "lindenholm-repair-visit": _cared_for(1, 0.2),
}


def temper(slug: str, team: str) -> Temper:
    """The temper of a point; where nothing is said, that of its department."""
    return _TEMPERS.get(slug) or Temper(HABITS[team].gives_in)
