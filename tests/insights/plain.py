"""The measures once more, from the raw event rows, in plain loops. Nothing of the product's code is called.

Offices work Monday to Friday, 09:00 to 17:00 UTC; targets are those of the default policy, in hours.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from issues.models import Event, Issue

TARGET = {"critical": 4, "high": 8, "normal": 24, "low": 80}
RANK = ["low", "normal", "high", "critical"]
ACTS = {"action_started", "action_completed", "containment_recorded", "acted_elsewhere"}


@dataclass
class Told:
    """One issue and its events as (kind, at, payload), in order."""

    pk: int
    point: str
    department: str
    stage: str
    counted: bool
    events: list[tuple[str, datetime, dict]]

    @property
    def reported(self) -> datetime:
        return self.events[0][1]

    @property
    def first_cycle(self):
        kinds = [kind for kind, _, _ in self.events]
        return self.events[: kinds.index("reopened")] if "reopened" in kinds else self.events

    @property
    def severity(self) -> str:
        changes = [payload["to"] for kind, _, payload in self.events if kind == "severity_changed"]
        return changes[-1] if changes else self.events[0][2]["severity"]

    @property
    def act_by(self) -> datetime:
        severity = self.events[0][2]["severity"]
        due = after(self.reported, severity)
        for kind, at, payload in self.first_cycle:
            if kind in ACTS or at > due:
                break  # acted on, or too late: what it is counted by stands
            if kind == "severity_changed":
                again = after(self.reported, payload["to"])
                due = min(due, again) if RANK.index(payload["to"]) > RANK.index(severity) else again
                severity = payload["to"]
        return due

    def first(self, *kinds: str) -> datetime | None:
        return next((at for kind, at, _ in self.first_cycle if kind in kinds), None)


def everything() -> list[Told]:
    events: dict[int, list[tuple[str, datetime, dict]]] = defaultdict(list)
    numbers: dict[int, int] = defaultdict(int)
    gone: dict[int, int] = defaultdict(int)
    for issue, kind, at, payload in Event.objects.order_by("issue", "seq").values_list(
        "issue", "kind", "at", "payload"
    ):
        if kind == "undone":  # never mind: neither that nor what it took back
            events[issue] = events[issue][: payload["of"] - 1 - gone[issue]]
            gone[issue] = numbers[issue] + 1 - len(events[issue])
        else:
            events[issue].append((kind, at, payload))
        numbers[issue] += 1
    return [
        Told(
            issue.pk,
            issue.point.name,
            issue.point.department.name,
            issue.point.stage.name,
            issue.is_counted,
            events[issue.pk],
        )
        for issue in Issue.objects.select_related("point__department", "point__stage")
    ]


def cohort(issues: list[Told], since: datetime, as_of: datetime) -> list[Told]:
    return [one for one in issues if one.counted and since <= one.reported <= as_of]


def bands(issues: list[Told], as_of: datetime) -> dict[str, int]:
    found = dict.fromkeys(("in_time", "late", "never", "declined", "maturing"), 0)
    for one in issues:
        acted, declined = one.first(*ACTS), one.first("declined")
        if one.act_by > as_of:
            found["maturing"] += 1
        elif declined and declined <= as_of:
            found["declined"] += 1
        elif acted is None or acted > as_of:
            found["never"] += 1
        else:
            found["in_time" if acted <= one.act_by else "late"] += 1
    return found


def median_time_to_act(issues: list[Told], as_of: datetime) -> tuple[int, int, timedelta | None]:
    """n, acted on, and the Kaplan–Meier median, with exact fractions."""
    observed = []
    for one in issues:
        acted, declined = one.first(*ACTS), one.first("declined")
        if declined and declined <= as_of:
            continue
        ended = acted is not None and acted <= as_of
        end = acted if ended and acted else as_of
        observed.append((stepped(max(timedelta(0), worked(one.reported, end, one.severity))), ended))
    surviving = Fraction(1)
    median = None
    for at in sorted({lasted for lasted, ended in observed if ended}):
        waiting = sum(1 for lasted, _ in observed if lasted >= at)
        surviving *= 1 - Fraction(sum(1 for lasted, ended in observed if ended and lasted == at), waiting)
        if surviving <= Fraction(1, 2):
            median = at
            break
    return len(observed), sum(ended for _, ended in observed), median


def stepped(took: timedelta) -> timedelta:
    """As it is told: in tenths of an hour up to ten hours, from there in steps each 2 % wider than the one before."""
    step, wider = timedelta(0), timedelta(hours=0.1)
    while step + wider <= took:
        step += wider
        if step >= timedelta(hours=10):
            wider = timedelta(seconds=int(step.total_seconds()) // 50)
    return step


def counts(issues: list[Told], as_of: datetime) -> dict[str, int]:
    found = dict.fromkeys(("reported", "acted", "open", "closed", "not_acted"), 0)
    for one in issues:
        if not one.counted or one.reported > as_of:
            continue
        kinds = [kind for kind, at, _ in one.events if at <= as_of]
        turns = [kind for kind in kinds if kind in {"verified", "declined", "reopened"}]
        closed = bool(turns) and turns[-1] != "reopened"
        acted = bool(ACTS & set(kinds))
        found["reported"] += 1
        found["acted"] += acted
        found["closed" if closed else "open"] += 1
        found["not_acted"] += not closed and not acted
    return found


def customers(issues: list[Told], as_of: datetime) -> dict[str, int]:
    found = dict.fromkeys(("issues", "once", "more"), 0)
    for one in issues:
        if not counts([one], as_of)["not_acted"]:
            continue
        tellings = [p for kind, at, p in one.events if kind in {"reported", "report_added"} and at <= as_of]
        named = max(1, sum(payload.get("customers", 0) for payload in tellings))
        found["issues"] += 1
        found["once" if len(tellings) == 1 else "more"] += named
    return found


def worked(start: datetime, end: datetime, severity: str = "normal") -> timedelta:
    """Office hours between two instants; critical counts every hour."""
    if severity == "critical":
        return end - start
    if end < start:
        return -worked(end, start)
    total, day = timedelta(0), start.replace(hour=0, minute=0)
    while day <= end:
        if day.weekday() < 5:
            opens, shuts = day + timedelta(hours=9), day + timedelta(hours=17)
            total += max(timedelta(0), min(end, shuts) - max(start, opens))
        day += timedelta(days=1)
    return total


def after(start: datetime, severity: str) -> datetime:
    """When the act target has passed, to the minute."""
    target = timedelta(hours=TARGET[severity])
    low, high = 0, 60 * 24 * 60  # minutes; no target takes 60 days
    while low < high:
        middle = (low + high) // 2
        if worked(start, start + timedelta(minutes=middle), severity) >= target:
            high = middle
        else:
            low = middle + 1
    return start + timedelta(minutes=low)


def week(at: datetime) -> str:
    year, number, _ = at.astimezone(UTC).isocalendar()
    return f"{year}-W{number:02}"
