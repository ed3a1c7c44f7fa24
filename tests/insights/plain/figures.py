"""All figures of a scope together, as plain numbers; and those of every group of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tests.insights.plain.answers import answers, reopening
from tests.insights.plain.bands import bands
from tests.insights.plain.histories import Spot, Told, cohort, week
from tests.insights.plain.origins import escape
from tests.insights.plain.passing import departments, passing
from tests.insights.plain.prevention import Done, done, prevention, within
from tests.insights.plain.recurrence import recurrence
from tests.insights.plain.times import Observed, told, waits, waits_again
from tests.insights.plain.urgency import urgency

Figures = dict[str, Any]
Key = Callable[[Told | Done], str]


@dataclass(frozen=True)
class Asked:
    """Of what: the period, as of when, and which places; None is everywhere."""

    since: datetime
    as_of: datetime
    until: datetime | None = None
    stage: int | None = None
    point: int | None = None
    department: int | None = None
    severity: str | None = None
    only: Callable[["Told | Done"], bool] = lambda _: True

    def has(self, spot: Spot, severity: str | None) -> bool:
        """Without a severity: of whichever."""
        return (
            self.stage in {None, spot.stage_id}
            and self.point in {None, spot.pk}
            and self.department in {None, spot.department_id}
            and (severity is None or self.severity in {None, severity})
        )

    @property
    def places(self) -> tuple[int | None, int | None, int | None, str | None]:
        return self.stage, self.point, self.department, self.severity

    @property
    def is_everywhere(self) -> bool:
        return (self.stage, self.point, self.department) == (None, None, None)

    def within(self, at: datetime) -> bool:
        """In the period."""
        return self.since <= at <= self.as_of and (self.until is None or at < self.until)


@dataclass
class Book:
    """Everything that was read, so that many questions are one reading."""

    issues: list[Told]
    work: list[Done]

    @classmethod
    def of(cls, issues: list[Told]) -> "Book":
        return cls(issues, done(issues))

    def cohort(self, asked: Asked) -> list[Told]:
        found = cohort(self.issues, asked.since, asked.as_of, asked.until)
        return [one for one in found if asked.has(one.spot, one.severity) and asked.only(one)]

    def figures(self, asked: Asked) -> Figures:
        here, as_of = self.cohort(asked), asked.as_of
        work = [one for one in self.work if asked.has(one.spot, one.severity) and asked.only(one)]
        return {
            "bands": bands(here, as_of),
            "time_to_act": duration(waits(here, as_of)),
            "time_to_act_again": duration(waits_again(here, as_of)),
            "urgency": urgency(here, as_of),
            "prevention": prevention(within(work, asked.since, as_of, asked.until)),
            "answers": answers(here, as_of),
            "reopening": reopening(here, as_of),
            "passing": passing(self.cohort(replace(asked, department=None)), as_of, asked.department),
            "recurrence_30": recurrence(here, self.issues, as_of, 30),
            "recurrence_90": recurrence(here, self.issues, as_of, 90),
            "escape": escape(here, as_of),
        }

    def groups(self, asked: Asked, by: str) -> dict[str, Figures]:
        """By stage, point, department, severity or week; nothing of groups of which there is nothing to tell.

        Turns count for the department whose turn it was.
        """
        key = KEYS[by]
        work = within(self.work, asked.since, asked.as_of, asked.until)
        names = {key(one) for one in self.cohort(asked)} | {key(one) for one in work}
        found = {}
        for name in names - {""}:
            mine = replace(asked, only=named(key, name))
            found[name] = self.figures(mine)
        if by == "department":
            here = self.cohort(asked)
            for pk, name in departments().items():
                turns = passing(here, asked.as_of, pk)
                found.setdefault(name, self.figures(replace(asked, only=lambda _: False)))
                found[name]["passing"] = turns
        return {name: figures for name, figures in found.items() if tells(figures)}


def named(key: Key, name: str) -> Callable[[Told | Done], bool]:
    """Whether something is of the group of this name."""
    return lambda one: key(one) == name


def duration(observed: list[Observed]) -> Figures:
    """On the scale of steps."""
    n, ended, (p50, p75, p90) = told(observed)
    return {"n": n, "ended": ended, "p50": p50, "p75": p75, "p90": p90}


def tells(figures: Figures) -> bool:
    """Whether anything was counted."""
    return any(value for part in figures.values() for value in part.values())


def differences(found: Any, expected: Any, *path: str) -> list[str]:
    """Where two tellings differ: one line for each number that is not the same."""
    if not isinstance(found, dict) or not isinstance(expected, dict):
        return [] if found == expected else [f"{' '.join(path)}: {found}, by plain loops {expected}"]
    return [
        line
        for name in sorted({*found, *expected}, key=str)
        for line in differences(found.get(name, "nothing"), expected.get(name, "nothing"), *path, str(name))
    ]


KEYS: dict[str, Key] = {
    "stage": lambda one: one.spot.stage,
    "point": lambda one: one.spot.name,
    "department": lambda one: one.spot.department,
    "severity": lambda one: one.severity,
    "week": lambda one: week(one.reported if isinstance(one, Told) else one.at),
}
