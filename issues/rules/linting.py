"""What would go wrong as things stand: rungs that reach nobody, ladders that end low, calendars that run out.

Pure: the people and the reach of each rung are looked up before. A finding's key is the same at every look, so that
one can say since when it has been there.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from inflection_points.rules.calendars import WorkingCalendar, has_working_time
from inflection_points.rules.policies import Clock, Policy, Rung, Whom
from inflection_points.rules.wording import AIMS, NAMES, RELATIONS, rung_words
from people.rules.kept import kept
from people.rules.words import Words, listed, say, say_many

RUNNING_OUT: Final = timedelta(days=60)
_NAMED: Final = 3  # points in a sentence about a draft
_ENDS_HIGH: Final = (Clock.ACT, Clock.RESOLVE)  # the ladders whose last rung must reach an executive


class Gap(StrEnum):
    RUNG_REACHES_NOBODY = "rung_reaches_nobody"
    LADDER_ENDS_LOW = "ladder_ends_low"
    CALENDAR_IS_DRY = "calendar_is_dry"
    HOLIDAYS_RUN_OUT = "holidays_run_out"
    OWNER_LEFT = "owner_left"
    DEPUTY_LEFT = "deputy_left"
    NO_DEPUTY = "no_deputy"
    OWNER_IS_DEPUTY = "owner_is_deputy"


@dataclass(frozen=True, slots=True)
class Finding:
    """One gap. `facts` are JSON values that name what it is about; `policy` is set where a ladder is meant."""

    gap: Gap
    key: str
    facts: dict[str, Any] = field(hash=False)
    policy: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class Place:
    """An inflection point with who answers for it."""

    point: int
    name: str
    slug: str
    department: int
    owner: Person
    deputy: Person | None
    owner_is_deputy: bool = False

    def facts(self) -> dict[str, Any]:
        return {
            "point_id": self.point,
            "point": self.name,
            "slug": self.slug,
            "department_id": self.department,
        }


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a rung reaches at one point: anybody now, anybody once all are back, an executive once all are back."""

    rung: Rung
    somebody_now: bool
    somebody: bool
    executive: bool


@dataclass(frozen=True, slots=True)
class Ladders:
    """One version of a policy by name."""

    policy: int
    name: str
    version: int


def gaps_of_point(place: Place) -> Iterator[Finding]:
    """Who has left or is missing at a point."""
    if not place.owner.is_active:
        yield _at(place, Gap.OWNER_LEFT, person=place.owner.name)
    if place.deputy is None:
        yield _at(place, Gap.NO_DEPUTY, person=place.owner.name)
    elif place.owner_is_deputy:
        yield _at(place, Gap.OWNER_IS_DEPUTY, person=place.owner.name)
    elif not place.deputy.is_active:
        yield _at(place, Gap.DEPUTY_LEFT, person=place.deputy.name)


def gaps_of_ladders(ladders: Ladders, place: Place, reaches: Iterable[Reach]) -> Iterator[Finding]:
    """Rungs without anybody behind them at a point, and ladders whose end no executive hears."""
    last: dict[Clock, Reach] = {}
    for reach in sorted(reaches, key=lambda r: (r.rung.clock, r.rung.position)):
        last[reach.rung.clock] = reach
        if not reach.somebody_now:
            yield _on_rung(ladders, place, Gap.RUNG_REACHES_NOBODY, reach.rung)
    for clock in _ENDS_HIGH:
        if clock in last and last[clock].somebody and not last[clock].executive:
            yield _on_rung(ladders, place, Gap.LADDER_ENDS_LOW, last[clock].rung)


def gaps_of_calendar(
    pk: int, name: str, calendar: WorkingCalendar, last_holiday: date | None, now: datetime
) -> Iterator[Finding]:
    """A calendar in use that has run dry, or whose last holiday is near or over. Without holidays none can end."""
    facts = {"calendar_id": pk, "calendar": name}
    if not has_working_time(calendar, now):
        yield Finding(Gap.CALENDAR_IS_DRY, f"{Gap.CALENDAR_IS_DRY}:{pk}", facts)
    if last_holiday is not None and last_holiday <= (now + RUNNING_OUT).date():
        facts = facts | {"last": last_holiday.isoformat()}
        yield Finding(Gap.HOLIDAYS_RUN_OUT, f"{Gap.HOLIDAYS_RUN_OUT}:{pk}", facts)


def merged(findings: Iterable[Finding]) -> dict[str, Finding]:
    """By key; the same gap in several versions of a policy is one that names them all."""
    found: dict[str, Finding] = {}
    for one in findings:
        found[one.key] = _with_versions_of(found[one.key], one) if one.key in found else one
    return found


def _with_versions_of(known: Finding, one: Finding) -> Finding:
    versions = {*known.facts.get("versions", ()), *one.facts.get("versions", ())}
    return replace(one, facts=one.facts | {"versions": sorted(versions)})


def sentence(gap: Gap, facts: dict[str, Any]) -> Words:
    """What would go wrong, in words."""
    named: dict[str, Any] = {name: value for name, value in facts.items() if name in _NAMES}
    if "clock" in facts:
        named["clock"] = NAMES[Clock(facts["clock"])]
        named["whom"] = _whom(facts)
        named["version"] = _versions(facts.get("versions", []))
    return say(_SENTENCES[gap].one, **named, **_day(facts))


def draft_sentences(findings: Iterable[Finding], version: Policy, names: Mapping[int, str]) -> list[str]:
    """What would go wrong with a version that nobody has saved: one sentence a rung, with the points at which."""
    points: dict[tuple[Gap, Clock, int], list[str]] = {}
    for one in findings:
        points.setdefault((one.gap, one.facts["clock"], one.facts["rung"]), []).append(one.facts["point"])
    return [
        str(
            say(
                _DRAFTED[gap].one,
                rung=rung,
                to=AIMS[clock],
                where=_where(found),
                whom=rung_words(version.ladders[clock][rung - 1], names),
            )
        )
        for (gap, clock, rung), found in points.items()
    ]


def _where(points: list[str]) -> str:
    shown = [str(say("“%(name)s”", name=name)) for name in points[:_NAMED]]
    if more := len(points) - len(shown):
        shown.append(str(say_many("%(count)s more point", "%(count)s more points", more)))
    return listed(shown)


def _at(place: Place, gap: Gap, *, person: str) -> Finding:
    return Finding(gap, f"{gap}:{place.point}", place.facts() | {"person": person})


def _on_rung(ladders: Ladders, place: Place, gap: Gap, rung: Rung) -> Finding:
    facts = place.facts() | {
        "policy": ladders.name,
        "versions": [ladders.version],
        "clock": rung.clock,
        "rung": rung.position,
        "tells": sorted({recipient.whom for recipient in rung.tells}),
        "whom": " and ".join(dict.fromkeys(recipient.whom.replace("_", " ") for recipient in rung.tells)),
    }
    key = f"{gap}:{ladders.policy}:{rung.clock}:{rung.position}:{place.point}"
    return Finding(gap, key, facts, ladders.policy)


def _versions(numbers: list[int]) -> Words | str:
    if not numbers:
        return ""
    *others, last = map(str, numbers)
    if others:
        return say("versions %(several)s and %(last)s", several=", ".join(others), last=last)
    return say("version %(number)s", number=last)


def _whom(facts: dict[str, Any]) -> Words | str:
    """By their names in the code, which old findings do not have."""
    tells = [_WHOM[Whom(whom)] for whom in facts.get("tells", ()) if whom in _WHOM]
    if len(tells) == 2:
        return say("%(several)s and %(last)s", several=tells[0], last=tells[1])
    return tells[0] if len(tells) == 1 else say("the %(whom)s", whom=facts.get("whom", ""))


def _day(facts: dict[str, Any]) -> dict[str, Any]:
    last = facts.get("last")
    return {"day": date.fromisoformat(last)} if last else {}


_NAMES: Final = frozenset({"rung", "policy", "point", "calendar", "person"})
_SENTENCES: Final = {
    Gap.RUNG_REACHES_NOBODY: say(
        "Rung %(rung)s of the %(clock)s ladder of “%(policy)s” (%(version)s) reaches nobody now at “%(point)s”: it tells "
        "%(whom)s, and nobody who is here acts for them."
    ),
    Gap.LADDER_ENDS_LOW: say(
        "The %(clock)s ladder of “%(policy)s” (%(version)s) ends below an executive at “%(point)s”: its last rung tells "
        "%(whom)s."
    ),
    Gap.CALENDAR_IS_DRY: say(
        "The calendar “%(calendar)s” has no working time in the next 30 days: its clocks run round the clock."
    ),
    Gap.HOLIDAYS_RUN_OUT: say(
        "The holidays of “%(calendar)s” end on %(day)s: every later one would count as a working day."
    ),
    Gap.OWNER_LEFT: say("%(person)s, who answers for “%(point)s”, has left."),
    Gap.DEPUTY_LEFT: say("%(person)s, the deputy at “%(point)s”, has left."),
    Gap.NO_DEPUTY: say("“%(point)s” has no deputy: nobody takes over when %(person)s leaves."),
    Gap.OWNER_IS_DEPUTY: say(
        "%(person)s is owner and deputy of “%(point)s” at once, so nobody stands beside them."
    ),
}
for _words in _SENTENCES.values():  # a message keeps them
    kept(_words)

_DRAFTED: Final = {
    Gap.RUNG_REACHES_NOBODY: say(
        "Rung %(rung)s %(to)s would reach nobody now at %(where)s: it tells %(whom)s, and nobody who is here acts "
        "for them."
    ),
    Gap.LADDER_ENDS_LOW: say(
        "The rungs %(to)s would end below an executive at %(where)s: the last one tells %(whom)s."
    ),
}
_WHOM: Final = {**RELATIONS, Whom.PERSON: say("the person"), Whom.ROLE: say("the role")}
