"""What people do later to issues that have a past already: by the commands themselves, so that all that they write is real."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied

from inflection_points.models import InflectionPoint
from inflection_points.rules.policies import Severity
from issues import commands
from issues.commands import causes
from issues.commands.sweeping import sweep
from issues.models import Event, Issue, Remedy
from issues.rules import events as e
from issues.rules.state import Phase
from people.rules.refusals import Refusal
from tests.insights.lives import SECOND
from tests.insights.world import World

Move = Callable[[], object]


def stir(world: World, dice: random.Random, *, times: int, now: datetime) -> datetime:
    """So many commands, one after the other, that were not refused. Returns when the last one was given."""
    done = 0
    while done < times:
        now += timedelta(minutes=dice.choice([0, 1, 30, 60, 600]))
        try:
            dice.choice(moves(world, dice, now))()
        except (Refusal, PermissionDenied, Issue.DoesNotExist):
            continue
        done += 1
        if dice.random() < 0.2:
            now += 8 * SECOND
            take_back(now)
    sweep(now=now)
    return now


def take_back(now: datetime) -> None:
    """Whoever gave the last command takes it back, if that is possible."""
    last = Event.objects.filter(actor__isnull=False).order_by("-recorded_at", "-pk").first()
    if last is None or last.actor is None:
        return
    try:
        commands.undo(issue=last.issue_id, seq=last.seq, actor=last.actor, now=now)
    except (Refusal, Issue.DoesNotExist):
        return


def moves(world: World, dice: random.Random, now: datetime) -> list[Move]:
    owner, issues = world.company.owner, Issue.objects.order_by("pk")
    issue = dice.choice(list(issues))
    by: dict[str, Any] = {"issue": issue.pk, "actor": owner, "now": now}
    return [*joining(world, dice, by), *working(world, dice, by), *around(world, dice, by)]


def joining(world: World, dice: random.Random, by: dict[str, Any]) -> list[Move]:
    """Merged, taken apart, and said to be spam or none."""
    merged = list(Issue.objects.filter(phase=Phase.MERGED).order_by("pk").values_list("pk", flat=True))
    alike = list(
        Issue.objects.exclude(phase__in=["merged", "verified", "declined", "resolved"]).order_by("pk")
    )

    def merge() -> object:
        one, other = dice.sample(alike, 2)
        return commands.merge(**by | {"issue": one.pk}, into=other.pk)

    def unmerge() -> object:
        found = {"issue": dice.choice(merged)} if merged else {}
        return commands.unmerge(**by | found, reason="another door")

    def spam() -> object:
        issue = Issue.objects.get(pk=by["issue"])
        return Issue.objects.filter(pk=issue.pk).update(is_counted=not issue.is_counted)

    return [*[merge] * 5, *[unmerge] * 3, spam]


def working(world: World, dice: random.Random, by: dict[str, Any]) -> list[Move]:
    """Planned, done, resolved, and answered."""
    kind, later = dice.choice(list(e.ActionKind)), by["now"] + timedelta(days=dice.randrange(1, 9))
    planned: dict[str, Any] = {"kind": kind, "description": "mend it", "assignee": world.company.holder}

    def complete() -> object:
        action = (
            Issue.objects.get(pk=by["issue"]).actions.filter(completed_at=None).order_by("planned_at").first()
        )
        return action and commands.complete_action(**by, action=action.pk, evidence="done")

    def reported() -> object:
        told = commands.Telling(text="me too", customers=2, observed_at=by["now"] - timedelta(days=3))
        told_by = {"issue": by["issue"], "now": by["now"]}
        return commands.add_report(**told_by, reporter=world.company.stranger, telling=told)

    return [
        lambda: commands.plan_action(**by, **planned, due_at=later),
        complete,
        complete,
        reported,
        lambda: commands.record_containment(**by, evidence="stopped"),
        lambda: commands.resolve(**by, reason=e.ClosureReason.FIXED, root_cause="There is no list"),
        lambda: commands.verify(**by | {"actor": world.company.reporter}),
        lambda: commands.reopen(**by | {"actor": world.company.reporter}, reason="not fixed"),
        lambda: commands.decline(**by, reason="not ours"),
    ]


def around(world: World, dice: random.Random, by: dict[str, Any]) -> list[Move]:
    """Severity, custody, causes, and where the causes lie."""
    to, cause = dice.choice(list(Severity)), dice.choice(world.causes)
    point = dice.choice(InflectionPoint.objects.order_by("pk"))
    department = dice.choice(world.departments)

    def move_origin() -> object:
        cause.refresh_from_db()
        told: dict[str, Any] = {"title": cause.title, "origin": point, "seen": cause.revision}
        return causes.change_cause(cause=cause.pk, actor=by["actor"], now=by["now"], **told)

    def complete_remedy() -> object:
        remedy = Remedy.objects.filter(completed_at=None).order_by("pk").first()
        told: dict[str, Any] = {"actor": by["actor"], "now": by["now"], "evidence": "done"}
        return remedy and causes.complete_remedy(remedy=remedy.pk, **told)

    return [
        lambda: commands.change_severity(**by, to=to, reason="looked again"),
        lambda: commands.accept(**by),
        lambda: commands.hand_over(**by, to_department=department, reason="yours"),
        lambda: commands.hand_over(**by, to=dice.choice(world.people), reason="yours"),
        lambda: causes.link_cause(**by, cause=cause.pk),
        lambda: causes.unlink_cause(**by, cause=cause.pk),
        move_origin,
        complete_remedy,
    ]
