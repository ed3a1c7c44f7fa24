"""A measured figure beside its floor and its target, and how it is printed."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from math import nan
from pathlib import Path
from statistics import median
from time import perf_counter

Clock = Callable[[], float]  # seconds


@dataclass(frozen=True, slots=True)
class Figure:
    """`ratio` is ours / floor; `n` says how many measurements the medians are of."""

    name: str
    ours: str
    floor: str
    ratio: float
    target: str
    met: bool
    n: int

    def __str__(self) -> str:
        verdict = "ok" if self.met else "missed"
        return f"{self.name}: {self.ours} / {self.floor} = {self.ratio:.3g} ({self.target}) {verdict}  n={self.n}"


def at_least(name: str, ours: float, floor: float, target: float, *, unit: str, n: int) -> Figure:
    """A figure that should be large: ours / floor ≥ target."""
    return _figure(name, (ours, floor, unit), f"≥ {target:g}", ours / floor >= target, n)


def at_most(name: str, ours: float, floor: float, target: float, *, unit: str, n: int) -> Figure:
    """A figure that should be small: ours / floor ≤ target."""
    return _figure(name, (ours, floor, unit), f"≤ {target:g}", ours / floor <= target, n)


def failed(name: str, why: str) -> Figure:
    """A figure that could not be measured: a missed target."""
    return Figure(name, why, "nothing", nan, "measured at all", met=False, n=0)


def _figure(name: str, values: tuple[float, float, str], target: str, met: bool, n: int) -> Figure:
    ours, floor, unit = values
    return Figure(name, f"{ours:,.4g} {unit}", f"{floor:,.4g} {unit}", ours / floor, target, met, n)


def milliseconds(what: Callable[[], object], clock: Clock = perf_counter) -> float:
    """How long one call takes; by `process_time`, how long the processor is busy with it in this process."""
    start = clock()
    what()
    return (clock() - start) * 1000


def interleaved(repeat: int, *calls: Callable[[], object], clock: Clock = perf_counter) -> list[float]:
    """The median milliseconds of each call, taken in turns so that what disturbs one disturbs all."""
    for call in calls:
        call()  # warm
    taken = [[milliseconds(call, clock) for call in calls] for _ in range(repeat)]
    return [median(column) for column in zip(*taken, strict=True)]


def save(path: Path, figures: Iterable[Figure], flat: dict[str, float]) -> None:
    """What one size measured; `flat` holds the values that must not grow with the size."""
    path.write_text(json.dumps({"figures": [asdict(f) for f in figures], "flat": flat}), encoding="utf-8")


def load(path: Path) -> tuple[list[Figure], dict[str, float]]:
    """What `save` wrote."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    return [Figure(**figure) for figure in kept["figures"]], kept["flat"]
