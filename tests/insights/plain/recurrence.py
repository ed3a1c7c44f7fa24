"""Whether what was fixed came back."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import NamedTuple

from tests.insights.plain.histories import Told

MENDS = {"fixed", "partly_fixed"}
Signature = tuple[int, int | None, int | None]


class Fix(NamedTuple):
    one: Told
    at: datetime
    reopened_at: datetime | None


def fixes(issues: list[Told]) -> list[Fix]:
    """Resolutions that mended something, of issues with a kind."""
    found = []
    for one in issues:
        for n, event in enumerate(one.events):
            if one.kind is None or event.kind != "resolved" or event.payload["reason"] not in MENDS:
                continue
            reopened = [later.at for later in one.events[n:] if later.kind == "reopened"]
            found.append(Fix(one, event.at, reopened[0] if reopened else None))
    return found


def signature(one: Told) -> Signature:
    return one.spot.pk, one.kind, one.site


def observed(one: Told) -> datetime:
    """When whoever told it first saw it; where that is not kept, when it was told."""
    return min([one.reported, *(telling.observed_at for telling in one.tellings[:1])])


def recurrence(issues: list[Told], everything: list[Told], as_of: datetime, days: int) -> dict[str, int]:
    """Of the fixes of these issues that are old enough; what came back may have been told anywhere, of anything."""
    alike: dict[Signature, list[Told]] = defaultdict(list)
    for one in everything:
        if one.counted and one.reported <= as_of:
            alike[signature(one)].append(one)
    found = dict.fromkeys(("quick", "quick_again", "rooted", "rooted_again"), 0)
    for fix in fixes(issues):
        if fix.at + timedelta(days=days) > as_of or (fix.reopened_at and fix.reopened_at <= as_of):
            continue
        how = "rooted" if is_rooted(fix.one, as_of) else "quick"
        found[how] += 1
        seen = [observed(other) for other in alike[signature(fix.one)] if other.pk != fix.one.pk]
        seen += [telling.observed_at for telling in fix.one.tellings if telling.received_at <= as_of]
        found[f"{how}_again"] += any(fix.at < at <= fix.at + timedelta(days=days) for at in seen)
    return found


def is_rooted(one: Told, as_of: datetime) -> bool:
    """Whether by then its root cause was known, or said when it was resolved, or something that prevents it was done."""
    planned = {e.payload["action"]: e.payload["kind"] for e in one.events if e.kind == "action_planned"}
    done = [e.payload["action"] for e in one.by(as_of) if e.kind == "action_completed"]
    now = cause(one)
    is_known = now is not None and now[1] <= as_of
    said = [e for e in one.by(as_of) if e.kind == "resolved" and e.payload.get("root_cause")]
    return is_known or bool(said) or any(planned[action] == "preventive" for action in done)


def cause(one: Told) -> tuple[int, datetime] | None:
    """The root cause that it has, and since when."""
    links = [e for e in one.events if e.kind in {"cause_linked", "cause_unlinked"}][-1:]
    return (links[0].payload["cause"], links[0].at) if links and links[0].kind == "cause_linked" else None
