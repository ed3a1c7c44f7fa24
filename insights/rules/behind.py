"""What a list of issues can stand behind: every number that counts issues has its name here, and in its address."""

from enum import StrEnum
from typing import Final


class Behind(StrEnum):
    REPORTED = "reported"
    IN_TIME = "in_time"
    LATE = "late"
    NEVER = "never"
    DECLINED = "declined"
    MATURING = "maturing"
    JUDGED = "judged"  # valid, and their time to act is over
    DECIDED = "decided"  # acted on or declined
    VALID = "valid"  # not declined: what the time to act is told of
    ACTED = "acted"  # in the first cycle, so that urgency can be told of it
    BORN_URGENT = "born_urgent"
    TRIGGERED = "triggered"
    URGENT_ONLY = "urgent_only"  # either of the two
    ASKED = "asked"
    SAID_YES = "said_yes"
    NOT_YES = "not_yes"
    RESOLVED = "resolved"
    REOPENED = "reopened"  # while resolved: the promise that it is fixed was not kept
    OPENED_AGAIN = "opened_again"  # whatever had closed it
    RECEIVED = "received"
    PASSED = "passed"
    RETURNED = "returned"
    FIXED_30 = "fixed_30"
    AGAIN_30 = "again_30"
    FIXED_90 = "fixed_90"
    AGAIN_90 = "again_90"
    KNOWN = "known"
    ESCAPED = "escaped"
    FELT_ELSEWHERE = "felt_elsewhere"  # in another department than the one where it began
    OPEN = "open"
    OPEN_ACTED = "open_acted"
    UNACTED = "unacted"  # open, and nobody ever acted
    ACTED_IN_PERIOD = "acted_in_period"  # for the first time
    RESOLVED_IN_PERIOD = "resolved_in_period"  # for the first time
    COMPLETED = "completed"  # with actions that were completed in the period
    PREVENTIVE = "preventive"


# All other numbers are of issues that were reported in the period; these are of any, whenever reported.
STANDING: Final = frozenset({Behind.OPEN, Behind.OPEN_ACTED, Behind.UNACTED})  # when the period ended
HAPPENING: Final = frozenset(  # within the period
    {Behind.ACTED_IN_PERIOD, Behind.RESOLVED_IN_PERIOD, Behind.COMPLETED, Behind.PREVENTIVE}
)
