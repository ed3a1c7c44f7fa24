"""A preview as it is shown: rung by rung and person by person, beside what the newest saved version would have done."""

from dataclasses import dataclass
from typing import Any, Final

from inflection_points.rules.policies import Policy as Value
from inflection_points.rules.policies import Rung
from inflection_points.rules.wording import rung_words
from issues.commands.previewing import Load, Outcome, Preview, RungCount
from issues.views.ladders import names_of
from people.models import User

SHOWN_PEOPLE: Final = 20
_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class RungLine:
    """A rung, how often it would have fired, again, and by the version that is saved; and who would have been told."""

    rung: Rung
    whom: str
    first: int
    again: int
    before: int | None
    told: list[tuple[str, int]]
    others: int


@dataclass(frozen=True, slots=True)
class PersonLine:
    """What one person would have got: messages, a week on average, in the busiest week, and by what is saved."""

    person: User
    messages: int
    a_week: float
    busiest: int
    before: float | None


def preview_lines(found: Preview, value: Value) -> dict[str, Any]:
    """The lines of the preview's tables, the busiest person first."""
    people = _people(found)
    return {
        "preview": found,
        "rung_lines": _rungs(found, value),
        "people_lines": people[:SHOWN_PEOPLE],
        "more_people": max(0, len(people) - SHOWN_PEOPLE),
        "message_count": sum(load.messages for load in found.with_it.loads.values()),
        "message_count_before": _messages(found.without),
        "unreached": found.sample.scaled(found.with_it.unreached),
    }


def _messages(outcome: Outcome | None) -> int | None:
    return sum(load.messages for load in outcome.loads.values()) if outcome is not None else None


def _rungs(found: Preview, value: Value) -> list[RungLine]:
    names, scaled = names_of([value]), found.sample.scaled
    lines = []
    for rung in sorted(value.rungs, key=lambda r: (list(value.ladders).index(r.clock), r.position)):
        count = found.with_it.rungs[rung.clock, rung.position]
        was = found.without.rungs.get((rung.clock, rung.position), RungCount()) if found.without else None
        told = count.told.most_common()
        lines.append(
            RungLine(
                rung,
                rung_words(rung, names),
                scaled(count.first),
                scaled(count.again),
                scaled(was.first + was.again) if was is not None else None,
                [(found.with_it.people[pk].name, scaled(n)) for pk, n in told[:_NAMED]],
                max(0, len(told) - _NAMED),
            )
        )
    return lines


def _people(found: Preview) -> list[PersonLine]:
    loads = found.with_it.loads
    old = found.without.loads if found.without is not None else {}
    known = found.with_it.people | (found.without.people if found.without is not None else {})
    lines = []
    for pk, person in known.items():
        load, was = loads.get(pk, Load()), old.get(pk, Load())
        before = was.messages / found.weeks if found.without is not None else None
        lines.append(PersonLine(person, load.messages, load.messages / found.weeks, load.busiest, before))
    return sorted(lines, key=lambda line: (-line.messages, line.person.name))
