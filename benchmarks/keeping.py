"""P3: how long it takes to count a thousand changed issues anew, beside counting all of them, and beside a minute."""

from time import perf_counter
from typing import Final

from django.db import transaction

from benchmarks import copying
from benchmarks.figures import Figure, at_most
from benchmarks.filling import AT
from inflection_points.rules.policies import Severity
from insights.commands import storing, tallying
from insights.commands.keeping import keep_current, replace
from insights.commands.rebuilding import BATCH, wait_to_be_alone
from insights.models import Change
from issues.commands.recording import lock, record_on
from issues.models import Issue
from issues.rules import events as e

CHANGES: Final = 1000
REPEAT: Final = 3
SAMPLE: Final = 10_000  # issues of a rebuild, all over the company: all of it would take minutes
SUMS: Final = ("tally", "cell", "standingcell", "turncell", "workcell", "waitcell", "origincell")
SWEEP: Final = 60  # seconds from one sweep, and one keeping, to the next


def measure(size: int) -> tuple[list[Figure], dict[str, float]]:
    """The figures at this size; nothing of it has to stay flat, because a rebuild grows with the size."""
    keep_current(now=AT)
    taken = sorted(_kept(n) for n in range(REPEAT))[REPEAT // 2]
    whole = _rebuilt()
    copying.vacuum(
        f"insights_{name}" for name in ("fact", *copying.FACTS, *SUMS)
    )  # pages are measured next time
    name = f"P3 keeping {CHANGES:,} changes"
    return [
        at_most(f"{name} / rebuild, at {size:,}", taken, whole, _limit(size), unit="s", n=REPEAT),
        at_most(f"{name}, one sweep, at {size:,}", taken, SWEEP, 1, unit="s", n=REPEAT),
    ], {}


def _limit(size: int) -> float:
    """One percent, for which there have to be a hundred thousand issues or more: of 10,000, a thousand are a tenth."""
    return max(0.01, 3 * CHANGES / size)


def _kept(number: int) -> float:
    """The seconds until nothing waits to be counted, for others each time; the data set stays as it was."""
    with transaction.atomic():
        _change(number)
        assert Change.objects.count() >= CHANGES, "not every change was noticed"  # noqa: S101
        start = perf_counter()
        kept = keep_current(now=AT)
        taken = perf_counter() - start
        assert kept.issues >= CHANGES and not kept.waiting, kept  # noqa: S101, PT018
        transaction.set_rollback(True)
    return taken


def _rebuilt() -> float:
    """The seconds in which everything would be counted from the events, with nothing there: facts and their sums. Of a
    sample; the data set stays as it was.
    """
    issues = list(Issue.objects.filter(fact__isnull=False).order_by("pk").values_list("pk", flat=True))
    some = issues[:: max(1, len(issues) // SAMPLE)][:SAMPLE]
    with transaction.atomic():
        wait_to_be_alone()
        tallying.withdraw(some)
        storing.forget(some)
        start = perf_counter()
        counted = [len(replace(some[at : at + BATCH], AT)) for at in range(0, len(some), BATCH)]
        taken = perf_counter() - start
        assert sum(counted) == len(some), "not every issue was counted anew"  # noqa: S101
        transaction.set_rollback(True)
    return taken / len(some) * len(issues)


def _change(number: int) -> None:
    """What people do to a thousand issues on which nobody has acted, all over the company: half are acted on, of half
    the severity is another. Both are counted: in bands, in hours, by severity.
    """
    waiting = Issue.objects.awaiting_act().filter(is_counted=True).order_by("pk")
    issues = list(waiting.values_list("pk", "point__owner"))
    every = max(1, len(issues) // CHANGES)
    for place, (issue, owner) in enumerate(issues[number::every][:CHANGES]):
        locked = lock(issue, AT)
        record_on(locked, _done(locked.state.severity, owner, is_act=place % 2 == 0), actor=None)


def _done(severity: Severity, by: int, *, is_act: bool) -> e.Event:
    if is_act:
        return e.ContainmentRecorded(by, "The customer was called and given another slot")
    other = Severity.NORMAL if severity is Severity.LOW else Severity.LOW
    return e.SeverityChanged(other, "It is not what it looked like")
