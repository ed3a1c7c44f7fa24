"""What a list of issues can stand behind: every number that counts issues has its name here, and in its address."""

from enum import StrEnum


class Behind(StrEnum):
    REPORTED = "reported"
    IN_TIME = "in_time"
    LATE = "late"
    NEVER = "never"
    DECLINED = "declined"
    MATURING = "maturing"
    UNACTED = "unacted"  # open, and nobody ever acted, whenever it was reported
    OPEN = "open"  # whenever it was reported
    VALID = "valid"  # not declined: what the time to act is told of
    ACTED = "acted"  # in the first cycle, so that urgency can be told of it
    BORN_URGENT = "born_urgent"
    TRIGGERED = "triggered"
    ASKED = "asked"
    SAID_YES = "said_yes"
    NOT_YES = "not_yes"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    RECEIVED = "received"
    PASSED = "passed"
    RETURNED = "returned"
    FIXED_30 = "fixed_30"
    AGAIN_30 = "again_30"
    FIXED_90 = "fixed_90"
    AGAIN_90 = "again_90"
    KNOWN = "known"
    ESCAPED = "escaped"
    COMPLETED = "completed"  # with actions that were completed in the period
    PREVENTIVE = "preventive"
