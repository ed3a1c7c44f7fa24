"""What is said of counts: shares with their intervals, and whether one has changed. Z is that of the interval."""

from math import sqrt
from typing import Any

from tests.insights.plain.figures import Figures

Z95, Z99 = 1.959963984540054, 2.575829303548901
FEW = 20
Rate = tuple[int, int]  # count and n


def rates(figures: Figures) -> dict[str, Rate]:
    """Every share that is made of the counts of a group."""
    bands, work = figures["bands"], figures["prevention"]
    acted = bands["in_time"] + bands["late"]
    judged = acted + bands["never"]
    urgent, again = figures["urgency"], figures["reopening"]
    passing, answers, escape = figures["passing"], figures["answers"], figures["escape"]
    found = {
        "action_rate": (bands["in_time"], judged),
        "late_share": (bands["late"], judged),
        "not_acted_on": (bands["never"], judged),
        "declined_share": (bands["declined"], bands["declined"] + acted),
        "urgent_only": (urgent["born"] + urgent["triggered"], urgent["acted"]),
        "born_urgent": (urgent["born"], urgent["acted"]),
        "proactive": (work["preventive"], work["completed"]),
        "verified": (answers["yes"], answers["asked"]),
        "reopened": (again["reopened"], again["resolved"]),
        "pass_rate": (passing["passed"], passing["received"]),
        "escaped": (escape["escaped"], escape["known"]),
    }
    for days in (30, 90):
        found |= _recurring(figures[f"recurrence_{days}"], days)
    return found


def _recurring(fixes: dict[str, int], days: int) -> dict[str, Rate]:
    parts = ("quick", "rooted")
    found = {f"{part}_{days}": (fixes[f"{part}_again"], fixes[part]) for part in parts}
    counts = list(found.values())
    return found | {f"again_{days}": (sum(count for count, _ in counts), sum(n for _, n in counts))}


def interval(rate: Rate, z: float = Z95) -> tuple[float, float]:
    """Where the true share p would leave the count within z standard errors: the roots of (p̂ − p)² = z² p (1 − p) / n."""
    count, n = rate
    if not n:
        return 0.0, 1.0
    share, reach = count / n, z * z / n
    a, b, c = 1 + reach, -(2 * share + reach), share * share
    root = sqrt(max(0.0, b * b - 4 * a * c))
    return max(0.0, (-b - root) / (2 * a)), min(1.0, (-b + root) / (2 * a))


def grown(now: Rate, before: Rate, z: float = Z95) -> tuple[float, float]:
    """The interval of the one share less the other (Newcombe's method 10)."""
    (low, high), (low_before, high_before) = interval(now, z), interval(before, z)
    p, q = now[0] / now[1], before[0] / before[1]
    down = ((p - low) ** 2 + (high_before - q) ** 2) ** 0.5
    up = ((high - p) ** 2 + (q - low_before) ** 2) ** 0.5
    return p - q - down, p - q + up


def has_changed(now: Rate, before: Rate, z: float = Z95) -> int:
    """1 grown, −1 shrunk, 0 nobody can tell."""
    if now[1] < FEW or before[1] < FEW:
        return 0
    low, high = grown(now, before, z)
    return 1 if low > 0 else -1 if high < 0 else 0


def trend(now: Rate, before: Rate) -> str:
    """Of a share of which more is better."""
    if now[1] < FEW or before[1] < FEW:
        return "unknown"
    return {1: "better", -1: "worse", 0: "steady"}[has_changed(now, before)]


def middle(durations: list[Any], share: float = 0.5) -> Any:
    """The shortest by which so large a share of them were over; None of nothing."""
    for n, one in enumerate(sorted(durations), 1):
        if n >= share * len(durations):
            return one
    return None
