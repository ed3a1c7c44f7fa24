"""What a policy says, in words: targets, rungs and whom they tell."""

from collections.abc import Mapping
from typing import Final

from inflection_points.rules.calendars import Target, Unit
from inflection_points.rules.policies import Clock, Recipient, Rung, Whom

CLOCKS: Final = {
    Clock.ACCEPT: "until somebody accepts it",
    Clock.ACT: "until somebody acts",
    Clock.RESOLVE: "until it is resolved",
}
RELATIONS: Final = {
    Whom.HOLDER: "the holder",
    Whom.OWNER: "the accountable owner",
    Whom.DEPUTY: "the deputy",
    Whom.DEPARTMENT_HEAD: "the department head",
    Whom.STAGE_SPONSOR: "the stage sponsor",
    Whom.EXECUTIVE_SPONSOR: "the executive sponsor",
}
ROLES: Final = {
    "frontline": "all frontline staff",
    "manager": "all managers",
    "executive": "all executives",
    "administrator": "all administrators",
}
_UNITS: Final = {Unit.MINUTES: ("min", "min"), Unit.HOURS: ("h", "h"), Unit.DAYS: ("day", "days")}


def target_words(target: Target) -> str:
    """ "45 min", "4 h", "1 day", "20 days"; a day is a working day."""
    one, many = _UNITS[target.unit]
    return f"{target.amount} {one if target.amount == 1 else many}"


def recipient_words(recipient: Recipient, names: Mapping[int, str]) -> str:
    """ "the department head", "all managers", "Ines Roth". `names` has those of people, by primary key."""
    match recipient.whom:
        case Whom.PERSON:
            return names.get(recipient.person or 0, "somebody who is no longer here")
        case Whom.ROLE:
            return ROLES.get(recipient.role, f"everybody whose role is {recipient.role}")
    return RELATIONS[recipient.whom]


def rung_words(rung: Rung, names: Mapping[int, str]) -> str:
    """Whom a rung tells: "the holder and the deputy"."""
    said = [recipient_words(one, names) for one in rung.tells]
    return " and ".join(filter(None, [", ".join(said[:-1]), *said[-1:]]))
