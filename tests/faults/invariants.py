"""The four things that hold after every fault."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from issues.commands.auditing import audit, differences
from issues.commands.wanting import unwanted
from issues.models import Escalation, Event, Issue, Report
from notifications.commands.delivery import deliver
from notifications.models import Delivery, Message

RUNS = 20  # of the delivery, at most
SAMPLE = 100  # issues whose events are folded anew


def hold(*, due: int, acknowledged: Collection[UUID] = (), now: datetime | None = None) -> None:
    """Every acknowledged report stored; every due rung written, once; the outbox at rest; projection = fold."""
    assert nothing_half_written()
    stored = Counter(Report.objects.values_list("client_key", flat=True))
    assert [key for key in acknowledged if stored[key] != 1] == []
    assert fired() == due, f"{due} rungs were due and {fired()} were written"
    rungs = Counter(Escalation.objects.values_list("issue", "cycle", "clock", "rung", "due_at"))
    assert set(rungs.values()) <= {1}
    assert at_rest(), "messages wait"
    everything = Issue.objects.order_by("pk")
    for issue in everything[:: max(1, everything.count() // SAMPLE)]:
        assert differences(issue) == {}
    assert audit(now=now or timezone.now()).found == 0


def settle() -> None:
    """Deliver what is left, with the workers gone: what a dead one had leased is free when its lease has run out.

    One run of the delivery lasts a minute at most; ten thousand mails take more of them.
    """
    for _ in range(RUNS):
        deliver(clock=lambda: timezone.now() + timedelta(hours=2), unwanted=unwanted)
        if at_rest():
            return


def at_rest() -> bool:
    """Whether no message waits."""
    return not Message.objects.queued().exists() and not Delivery.objects.waiting().exists()


def fired() -> int:
    """The rungs that were told to somebody."""
    return Escalation.objects.filter(caught_up=False).count()


def told_twice() -> int:
    """The messages about a rung of which there is more than one for the same issue and person."""
    told = Counter(
        Message.objects.filter(kind="escalated").values_list("about", "recipient", "context__rung")
    )
    return sum(times - 1 for times in told.values())


def nothing_half_written() -> bool:
    """Every issue has its first event, and those reported by a person their report and custody."""
    return (
        not Issue.objects.exclude(pk__in=Event.objects.filter(seq=1).values("issue")).exists()
        and not Report.objects.exclude(issue__in=Event.objects.filter(seq=1).values("issue")).exists()
    )
