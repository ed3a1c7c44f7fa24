"""What each figure counts, as conditions on facts as of an instant. They stand here only: figures, lists and rollups use them."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from django.db.models import F, Q

from insights.rules.bands import Band

FIXES: Final = ("quick", "quick_again", "rooted", "rooted_again")
AGES: Final = (30, 90)  # days after which a fix is judged, and within which the same is a recurrence
ANSWER_WITHIN: Final = timedelta(days=7)


def happened(column: str, as_of: datetime) -> Q:
    """Its instant has come and is not after that one."""
    return Q(**{f"{column}__isnull": False, f"{column}__lte": as_of})


def bands(as_of: datetime) -> dict[Band, Q]:
    """What became of an issue. W is the act target that its first cycle ended with."""
    matured, declined, acted = (
        Q(act_by__lte=as_of),
        happened("declined_at", as_of),
        happened("acted_at", as_of),
    )
    valid = matured & ~declined
    in_time = Q(acted_at__isnull=False, acted_at__lte=F("act_by"))
    return {
        Band.IN_TIME: valid & in_time,
        Band.LATE: valid & ~in_time & acted,
        Band.NEVER: valid & ~acted,
        Band.DECLINED: matured & declined,
        Band.MATURING: ~matured,
    }


class Count(StrEnum):
    """The other counts of issues."""

    VALID = "valid"
    ACTED = "acted"
    BORN = "born"
    TRIGGERED = "triggered"
    ASKED = "asked"
    YES = "yes"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    KNOWN = "known"


def issues(as_of: datetime) -> dict[Count, Q]:
    """Of the issues reported in a period."""
    valid = ~happened("declined_at", as_of)
    acted = valid & happened("acted_at", as_of)
    asked = happened("asked_at", as_of - ANSWER_WITHIN)
    resolved = happened("resolved_at", as_of)
    return {
        Count.VALID: valid,
        Count.ACTED: acted,
        Count.BORN: acted & Q(was_born_urgent=True),
        Count.TRIGGERED: acted & Q(was_triggered=True),
        Count.ASKED: asked,
        Count.YES: asked & happened("yes_at", as_of),
        Count.RESOLVED: resolved,
        Count.REOPENED: resolved & happened("failed_at", as_of),
        Count.KNOWN: happened("origin_known_at", as_of),
    }


def of_issues(as_of: datetime) -> dict[str, Q]:
    """Both together, by name."""
    named = [*bands(as_of).items(), *issues(as_of).items()]
    return {str(name): condition for name, condition in named}


def turns(as_of: datetime) -> dict[str, Q]:
    """Of the departments' turns at them."""
    received = Q(since__lte=as_of)
    return {
        "received": received,
        "passed": received & happened("passed_at", as_of) & Q(has_acted=False),
        "returned": received & Q(came_back=True),
    }


def fixes(as_of: datetime, days: int) -> dict[str, Q]:
    """Of their fixes that are so many days old, those that had been followed by the same within as many days."""
    mended = Q(fixed_at__lte=as_of - timedelta(days=days)) & ~happened("reopened_at", as_of)
    rooted, again = happened("rooted_at", as_of), happened(f"again_{days}_at", as_of)
    return {
        "quick": mended & ~rooted,
        "quick_again": mended & ~rooted & again,
        "rooted": mended & rooted,
        "rooted_again": mended & rooted & again,
    }


def of_fixes(as_of: datetime) -> dict[str, Q]:
    """Both ages together, by name."""
    return {f"{part}_{days}": rule for days in AGES for part, rule in fixes(as_of, days).items()}


def open_spell(as_of: datetime) -> Q:
    """Spells that lasted at that instant: at most one an issue."""
    return Q(since__lte=as_of) & ~happened("until", as_of)


def unacted(as_of: datetime) -> Q:
    """Of them those of issues on which nobody had ever acted."""
    return open_spell(as_of) & ~happened("fact__ever_acted_at", as_of)


def preventive() -> Q:
    """Of what was completed."""
    return Q(is_preventive=True)
