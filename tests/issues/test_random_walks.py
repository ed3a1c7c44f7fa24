"""Random lives of two issues in the database: after each step the columns are what the events say, nothing is lost, and
the auditor finds nothing. `WALKS=500` walks more than the few of every day.
"""

import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from inflection_points.commands.policies import save_version
from inflection_points.models import PolicyVersion
from inflection_points.rules.calendars import Target, Unit
from inflection_points.rules.policies import DEFAULT_TARGETS, Clock, Severity
from issues import commands
from issues.commands.auditing import audit, differences
from issues.commands.rescheduling import change_calendar
from issues.commands.sweeping import sweep
from issues.models import Custody, Event, Issue
from issues.rules.events import ActionKind, ClosureReason, WaitsFor
from issues.rules.state import Phase
from people.rules.refusals import Refusal
from tests.cast import DAY, HOUR, OFFICE_HOURS, REPORTED, Company

MINUTE = HOUR / 60
SECOND = MINUTE / 60
STEPS = 40
WEEKS = (
    OFFICE_HOURS,
    {day: [(0, 24 * 60)] for day in range(7)},
    {day: [(8 * 60, 12 * 60), (13 * 60, 18 * 60)] for day in range(6)},
)
OFTEN = ("wait", "hand over", "merge", "unmerge", "move", "calendar", "contain")


@dataclass
class Walk:
    """Two issues, and somebody who does whatever the dice say."""

    company: Company
    dice: random.Random
    now: datetime = REPORTED
    issue: int = 0
    versions: list[PolicyVersion] = field(default_factory=list)

    def begin(self) -> None:
        for severity, clock, hours in (
            (Severity.NORMAL, Clock.ACT, 2),
            (Severity.HIGH, Clock.RESOLVE, 3),
            (Severity.LOW, Clock.ACT, 900),
        ):
            targets = {**DEFAULT_TARGETS, (severity, clock): Target(hours, Unit.HOURS)}
            self.versions.append(
                save_version(name=self.company.version.policy.name, now=REPORTED, targets=targets)
            )
        for hours in range(2):
            self.company.report(now=REPORTED + hours * HOUR, severity=self.dice.choice(list(Severity)))
        self.now = REPORTED + 3 * HOUR

    def step(self) -> None:
        self.now += self.dice.choice([MINUTE, 20 * MINUTE, HOUR, 5 * HOUR, DAY])
        self.issue = self.dice.choice(list(Issue.objects.values_list("pk", flat=True)))
        moves = {**self._custody(), **self._work(), **self._answers(), **self._around()}
        move = moves[self.dice.choice([*moves, *OFTEN])]
        try:
            move()
            if self.dice.random() < 0.3:
                self._take_back()
        except (Refusal, PermissionDenied):
            return
        if self.dice.random() < 0.5:
            sweep(now=self.now)

    def _take_back(self) -> None:
        """Whoever did the last thing to one of the issues takes it back."""
        self.now += 8 * SECOND
        last = Event.objects.filter(issue=self.issue).last()
        if last is not None and last.actor is not None:
            commands.undo(issue=self.issue, seq=last.seq, actor=last.actor, now=self.now)

    def _by(self, person: str = "owner") -> dict[str, Any]:
        return {"issue": self.issue, "actor": getattr(self.company, person), "now": self.now}

    def _later(self) -> datetime:
        return self.now + self.dice.choice([HOUR, DAY, 3 * DAY])

    def _custody(self) -> dict[str, Callable[[], object]]:
        company = self.company
        to = self.dice.choice([company.owner, company.holder, company.deputy, company.manager])
        other = self.dice.choice(list(Issue.objects.values_list("pk", flat=True)))
        return {
            "accept": lambda: commands.accept(**self._by()),
            "hand over": lambda: commands.hand_over(**self._by(), to=to, reason="Yours"),
            "hide": lambda: commands.snooze(**self._by(), until=self.now + DAY),
            "merge": lambda: commands.merge(**self._by(), into=other),
            "unmerge": lambda: commands.unmerge(**self._by(), reason="Another door"),
        }

    def _work(self) -> dict[str, Callable[[], object]]:
        planned: dict[str, Any] = {
            "kind": ActionKind.CORRECTIVE,
            "description": "Call",
            "assignee": self.company.holder,
        }
        at_work = Issue.objects.get(pk=self.issue).actions.filter(completed_at=None).first()
        return {
            "plan": lambda: commands.plan_action(**self._by(), **planned, due_at=self._later()),
            "contain": lambda: commands.record_containment(**self._by(), evidence="Called"),
            "complete": lambda: (
                at_work and commands.complete_action(**self._by(), action=at_work.pk, evidence="Done")
            ),
        }

    def _answers(self) -> dict[str, Callable[[], object]]:
        told: dict[str, Any] = {"issue": self.issue, "reporter": self.company.stranger, "now": self.now}
        return {
            "resolve": lambda: commands.resolve(
                **self._by(), reason=ClosureReason.FIXED, root_cause="There is no list"
            ),
            "verify": lambda: commands.verify(**self._by("reporter")),
            "reopen": lambda: commands.reopen(**self._by("reporter"), reason="Not fixed"),
            "decline": lambda: self.dice.random() < 0.2 and commands.decline(**self._by(), reason="No"),
            "report": lambda: commands.add_report(**told, telling=commands.Telling(text="Me too")),
        }

    def _around(self) -> dict[str, Callable[[], object]]:
        to, until = self.dice.choice(list(Severity)), self._later()
        waits: dict[str, Any] = {"waits_for": WaitsFor.SUPPLIER, "name": "Holz AG", "until": until}
        version, grace = self.dice.choice(self.versions), self.dice.choice([8 * HOUR, 40 * HOUR])
        week = self.dice.choice(WEEKS)
        name = self.company.calendar.name
        return {
            "severity": lambda: commands.change_severity(**self._by(), to=to, reason="Looked again"),
            "wait": lambda: commands.start_wait(**self._by(), **waits),
            "answer": lambda: commands.end_wait(**self._by()),
            "move": lambda: commands.move_to_version(
                **self._by("administrator"), version=version, grace=grace
            ),
            "calendar": lambda: change_calendar(name=name, zone="UTC", week=week, now=self.now),
            "sweep": lambda: sweep(now=self.now),
        }


def wrong(now: datetime) -> list[object]:
    """What is not as it must be, of all issues. Closed ones stay as they are when their calendar changes."""
    found: list[object] = []
    for issue in Issue.objects.exclude(phase__in=(Phase.VERIFIED, Phase.DECLINED)):
        found += [(issue.pk, name) for name in differences(issue)]
        told = 0 if issue.phase == Phase.MERGED else issue.report_count
        held = Custody.objects.filter(issue=issue, until=None).values_list("person", "department")
        holds = [] if issue.closed_at else [(issue.holder_id, issue.holder_department_id)]
        found += [(issue.pk, "custody")] if list(held) != holds else []
        found += [(issue.pk, "reports")] if told != issue.reports.count() else []
        found += [(issue.pk, issue.set_aside_reason)] if issue.set_aside_at else []
    sweep(now=now + timedelta(minutes=1))
    return found + audit(now=now + timedelta(minutes=1)).findings


@pytest.mark.parametrize("seed", range(int(os.environ.get("WALKS", "12"))))
def test_after_every_step_the_columns_are_what_the_events_say_and_the_auditor_is_content(company, seed):
    walk = Walk(company, random.Random(seed))
    walk.begin()
    for step in range(STEPS):
        walk.step()
        assert (step, wrong(walk.now)) == (step, [])
