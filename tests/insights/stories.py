"""Histories for the measures: a second point and department, and as many random lives of issues as a test wants."""

import random
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from inflection_points.commands.chain import add_dependency
from inflection_points.models import InflectionPoint, Stage
from inflection_points.rules.policies import Severity
from issues import commands
from issues.commands.causes import note_cause
from issues.commands.histories import History, write
from issues.models import Issue
from issues.rules import events as e
from issues.rules.events import ClosureReason
from issues.rules.undoing import is_undoable
from tests.cast import DAY, HOUR, Company

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


def many_issues(company, clock):
    """Random lives of 120 issues, with promises, a cause felt elsewhere, and everything else that is counted."""
    random_histories(company, seed=4, number=120)
    clock.move_to(START + timedelta(days=80))
    for hours in (3, 30):
        told = commands.Telling(
            text="Late", promised="Call", promised_by=START + timedelta(days=70, hours=hours), took=20
        )
        issue = commands.report(
            point=company.point,
            severity=Severity.NORMAL,
            reporter=company.reporter,
            now=START + timedelta(days=70),
            telling=told,
        )
        commands.hand_over(
            issue=issue.pk,
            actor=company.owner,
            to_department=company.support,
            now=START + timedelta(days=70, hours=1),
            reason="Yours",
        )
        note_cause(
            actor=company.owner,
            now=START + timedelta(days=71),
            title=f"The hotline books what is not there {hours}",
            origin=company.point.__class__.objects.get(slug="complaint-call"),
            issue=issue.pk,
        )


def passed_to_support(company: Company, at: datetime) -> Issue:
    """Reported at a point of delivery, and given to customer support an hour later."""
    issue = company.report(now=at)
    commands.hand_over(
        issue=issue.pk, actor=company.owner, to_department=company.support, now=at + HOUR, reason="Yours"
    )
    return issue


def came_back(company):
    """What began upstream was mended quickly, came back, was mended at the root, and came back all the same."""
    calls = company.point.__class__.objects.get(slug="complaint-call")
    add_dependency(point=company.point, upstream=calls)
    for days in (10, 20):
        issue = company.report(now=START + days * DAY)
        by = {"issue": issue.pk, "actor": company.owner, "now": START + days * DAY + HOUR}
        commands.record_containment(**by, evidence="Stopped")
        if days == 20:
            note_cause(**by, title="The hotline books what is not there at all", origin=calls)
        commands.resolve(**by, reason=ClosureReason.FIXED)
    company.report(now=START + 30 * DAY)
