"""How long it took to act: Kaplan–Meier, product by product, in exact fractions."""

from datetime import datetime, timedelta
from fractions import Fraction

from tests.insights.plain.bands import acted_at, is_declined
from tests.insights.plain.histories import ACTS, Told

Observed = tuple[timedelta, bool]  # how long, and whether it ended by then
SHARES = (Fraction(1, 2), Fraction(3, 4), Fraction(9, 10))


def scale() -> list[timedelta]:
    """The steps on which durations are told: 0.1 h up to 10 h, each of the further ones 2 % wider than the one before."""
    steps = [n * 360 for n in range(101)]
    while steps[-1] < 10**10:
        steps.append(steps[-1] * 102 // 100)
    return [timedelta(seconds=step) for step in steps]


SCALE = scale()


def reached(lasted: timedelta) -> timedelta:
    """The last step that a duration has reached."""
    below = SCALE[0]
    for step in SCALE:
        if step > lasted:
            break
        below = step
    return below


def quantiles(observed: list[Observed]) -> tuple[timedelta | None, ...]:
    """After how long a half, three quarters and nine tenths had ended; None while that is not known."""
    surviving = Fraction(1)
    found: list[timedelta | None] = [None] * len(SHARES)
    for at in sorted({lasted for lasted, ended in observed if ended}):
        waiting = sum(1 for lasted, _ in observed if lasted >= at)
        surviving *= 1 - Fraction(sum(1 for lasted, ended in observed if ended and lasted == at), waiting)
        for n, share in enumerate(SHARES):
            if found[n] is None and 1 - surviving >= share:
                found[n] = at
    return tuple(found)


def full_hour(at: datetime) -> datetime:
    """The next one in UTC, unless it is one: whoever waits still is counted from then."""
    past = timedelta(minutes=at.minute, seconds=at.second, microseconds=at.microsecond)
    return at - past + timedelta(hours=1) if past else at


def waits(issues: list[Told], as_of: datetime) -> list[Observed]:
    """Of each valid issue the time to act, or how long somebody had waited by then."""
    found = []
    for one in issues:
        if not is_declined(one, as_of):
            acted = acted_at(one, as_of)
            if acted is None:
                found.append((one.waited(min(full_hour(one.reported), as_of), as_of), False))
            else:
                found.append((one.waited(one.reported, acted), True))
    return found


def waits_again(issues: list[Told], as_of: datetime) -> list[Observed]:
    """The same from the first reopening to the next act."""
    found = []
    for one in issues:
        kinds = [event.kind for event in one.events]
        if "reopened" not in kinds or one.events[kinds.index("reopened")].at > as_of:
            continue
        began = kinds.index("reopened")
        acts = [event.at for event in one.events[began:] if event.kind in ACTS and event.at <= as_of]
        found.append((one.waited(one.events[began].at, acts[0] if acts else as_of), bool(acts)))
    return found


def told(observed: list[Observed]) -> tuple[int, int, tuple[timedelta | None, ...]]:
    """n, how many ended, and the quantiles on the scale of steps."""
    on_scale = [(reached(lasted), ended) for lasted, ended in observed]
    return len(observed), sum(ended for _, ended in observed), quantiles(on_scale)


def median_time_to_act(issues: list[Told], as_of: datetime) -> tuple[int, int, timedelta | None]:
    """n, acted on, and the median on the scale of steps."""
    n, ended, (median, *_) = told(waits(issues, as_of))
    return n, ended, median
