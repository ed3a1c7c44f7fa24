"""What a policy says, in words: targets, rungs and whom they tell."""

from collections.abc import Mapping
from typing import Final

from inflection_points.rules.calendars import Target, Unit
from inflection_points.rules.policies import Clock, Recipient, Rung, Severity, Whom
from people.rules.words import Words, listed, say, say_many

CLOCKS: Final = {
    Clock.ACCEPT: say("until somebody accepts it"),
    Clock.ACT: say("until somebody acts"),
    Clock.RESOLVE: say("until it is resolved"),
}
NAMES: Final = {Clock.ACCEPT: say("accept"), Clock.ACT: say("act"), Clock.RESOLVE: say("resolve")}
AIMS: Final = {Clock.ACCEPT: say("to accept"), Clock.ACT: say("to act"), Clock.RESOLVE: say("to resolve")}
SEVERITIES: Final = {
    Severity.CRITICAL: say("critical"),
    Severity.HIGH: say("high"),
    Severity.NORMAL: say("normal"),
    Severity.LOW: say("low"),
}
UNITS: Final = {Unit.MINUTES: say("minutes"), Unit.HOURS: say("hours"), Unit.DAYS: say("days")}
RELATIONS: Final = {
    Whom.HOLDER: say("the holder"),
    Whom.OWNER: say("the accountable owner"),
    Whom.DEPUTY: say("the deputy"),
    Whom.DEPARTMENT_HEAD: say("the department head"),
    Whom.STAGE_SPONSOR: say("the stage sponsor"),
    Whom.EXECUTIVE_SPONSOR: say("the executive sponsor"),
}
ROLES: Final = {
    "frontline": say("all frontline staff"),
    "manager": say("all managers"),
    "executive": say("all executives"),
    "administrator": say("all administrators"),
}


def target_words(target: Target) -> str:
    """ "45 min", "4 h", "1 day", "20 days"; a day is a working day."""
    return str(_target(target))


def _target(target: Target) -> Words:
    match target.unit:
        case Unit.MINUTES:
            return say("%(count)s min", count=target.amount)
        case Unit.HOURS:
            return say("%(count)s h", count=target.amount)
    return say_many("%(count)s day", "%(count)s days", target.amount)


def recipient_words(recipient: Recipient, names: Mapping[int, str]) -> str:
    """ "the department head", "all managers", "Ines Roth". `names` has those of people, by primary key."""
    match recipient.whom:
        case Whom.PERSON:
            return names.get(recipient.person or 0) or str(say("somebody who is no longer here"))
        case Whom.ROLE:
            known = ROLES.get(recipient.role)
            return str(known or say("everybody whose role is %(role)s", role=recipient.role))
    return str(RELATIONS[recipient.whom])


def rung_words(rung: Rung, names: Mapping[int, str]) -> str:
    """Whom a rung tells: "the holder and the deputy"."""
    return listed(recipient_words(one, names) for one in rung.tells)
