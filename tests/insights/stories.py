"""Histories for the measures: a second point and department, and as many random lives of issues as a test wants."""

import random
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from inflection_points.models import InflectionPoint, Stage
from inflection_points.rules.policies import Severity
from issues.commands.histories import History, write
from issues.models import Issue
from issues.rules import events as e
from issues.rules.undoing import is_undoable
from tests.cast import Company

START = datetime(2026, 1, 5, 0, 0, tzinfo=UTC)  # a Monday
DAYS = 90
SEVERITIES = [Severity.LOW, Severity.NORMAL, Severity.NORMAL, Severity.HIGH, Severity.CRITICAL]


def second_point(company: Company) -> InflectionPoint:
    """The complaint call, which customer support answers for."""
    return InflectionPoint.objects.create(
        stage=Stage.objects.create(chain=company.chain, name="Supporting", position=2),
        name="Complaint call",
        slug="complaint-call",
        department=company.support,
        owner=company.manager,
        policy=company.version.policy,
        calendar=company.calendar,
    )


def history(company: Company, point: InflectionPoint, *, imported: bool = False, **fields: object) -> History:
    issue = Issue(
        point=point,
        policy_version=company.version,
        calendar=point.calendar,
        title="Something went wrong",
        **fields,
    )
    return History.of(issue, imported=imported)


def random_histories(company: Company, seed: int, number: int) -> list[Issue]:
    """Written to the database: acted on or not, late, declined, reopened, spam, raised, lowered, imported."""
    dice = random.Random(seed)
    points = [company.point, second_point(company)]
    return write(
        [_random_history(company, dice.choice(points), dice) for _ in range(number)],
        now=START + timedelta(days=400),
    )


def _random_history(company: Company, point: InflectionPoint, dice: random.Random) -> History:
    at = START + timedelta(minutes=dice.randrange(DAYS * 24 * 60))
    imported = dice.random() < 0.2
    story = history(company, point, imported=imported, is_counted=dice.random() > 0.1)
    owner = company.owner.pk
    story.add(
        e.Reported(dice.choice(SEVERITIES), owner, point.department_id, None, customers=dice.randrange(4)), at
    )
    if imported and dice.random() < 0.3:
        story.add(e.ActedElsewhere(owner), at - timedelta(minutes=dice.randrange(1, 500)))
    for event in _random_events(company, story, dice):
        at += timedelta(minutes=int(dice.expovariate(1 / 3000)))
        story.add(event, at)
        if is_undoable(event) and dice.random() < 0.2:
            story.add(e.Undone(owner, len(story.events)), at + timedelta(seconds=8))
    return story


def _random_events(company: Company, story: History, dice: random.Random) -> Iterator[e.Event]:
    owner, holder = company.owner.pk, company.holder.pk
    for _ in range(dice.randrange(7)):
        state = story.state
        assert state is not None
        if not state.is_open:
            if dice.random() < 0.5:
                yield e.Reopened(owner, "not fixed")
            continue
        yield dice.choice(
            [
                e.Accepted(owner, company.delivery.pk),
                e.HandedOver(
                    None, dice.choice([company.delivery.pk, company.support.pk, None]) or company.support.pk
                ),
                e.HandedOver(holder, dice.choice([company.delivery.pk, company.support.pk])),
                e.ContainmentRecorded(holder, "stopped"),
                e.ActedElsewhere(None),
                e.SeverityChanged(dice.choice([s for s in Severity if s != state.severity]), "looked again"),
                e.ReportAdded(None, dice.randrange(3)),
                e.Commented(owner, "still here"),
                e.Resolved(owner, e.ClosureReason.FIXED),
                e.Verified(None),
                e.Declined(owner, "not ours"),
                _planned(story, holder, dice),
            ]
        )


def _planned(story: History, holder: int, dice: random.Random) -> e.Event:
    """Work is planned, or what was planned is begun."""
    assert story.state is not None
    waiting = [key for key, action in story.state.actions if not action.started]
    if waiting:
        return e.ActionStarted(waiting[0], holder)
    due = story.state.last_at + timedelta(days=dice.randrange(1, 9))
    return e.ActionPlanned(
        uuid.UUID(int=dice.getrandbits(128)), e.ActionKind.CORRECTIVE, "mend it", holder, due
    )
