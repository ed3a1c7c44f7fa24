"""The company on a busy day: an issue in each state, a channel that fails, a digest, so that pages show all their parts."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from inflection_points.commands.calendars import save_calendar
from inflection_points.commands.policies import save_version
from inflection_points.models import InflectionPoint
from inflection_points.rules.policies import Severity
from issues import commands
from issues.commands import causes
from issues.commands.absences import announce_absence
from issues.commands.linting import lint
from issues.commands.receipts import code_of
from issues.models import AuditRun, SweepRun
from issues.rules.events import ActionKind, ClosureReason
from notifications.commands.channels import add_channel
from notifications.models import Channel, Delivery, Message
from tests.cast import DAY, HOUR
from tests.test_permissions import NOW, Things


def make_busy(things: Things) -> Any:
    """The company, with attributes for what was added to it; what the addresses stand for now shows more."""
    company: Any = things.company
    company.stranger.set_unusable_password()  # so there is somebody who may set a first one
    company.stranger.save()
    _add_issues(company)
    _add_cause(company)
    save_version(name="Default", now=NOW, hold_limit_percent=300)
    _add_channels(company)
    Message.objects.update(state=Message.State.DISPATCHED, visible_at=NOW)
    things.values["digest"] = _digest(company).pk
    announce_absence(
        person=company.owner, deputy=company.reporter, since=NOW, until=NOW + DAY, now=NOW, reason="Holiday"
    )
    SweepRun.objects.create(at=NOW, gap_seconds=600)
    wrong = {"issue": company.late.pk, "what": "it was due and nobody looked"}
    AuditRun.objects.create(at=NOW, looked_at=3, found=1, findings=[wrong])
    company.calendar = save_calendar(
        name="Office hours",
        zone="UTC",
        week={day: [(540, 720), (780, 1020)] for day in range(5)},
        holidays={NOW.date() + timedelta(days=n * 40): f"Holiday {n}" for n in range(1, 12)},
    )
    InflectionPoint.objects.filter(pk=company.point.pk).update(deputy=None)
    lint(now=NOW)
    return company


def _add_issues(company: Any) -> None:
    late = company.report(now=NOW - 9 * DAY, text="Oven on the wrong floor")
    commands.hand_over(
        issue=late.pk, actor=company.owner, to=company.manager, reason="Not ours", now=NOW - 2 * HOUR
    )
    planned = company.report(now=NOW - HOUR)
    commands.plan_action(
        issue=planned.pk,
        actor=company.owner,
        now=NOW,
        kind=ActionKind.CORRECTIVE,
        description="Call everybody",
        assignee=company.holder,
        due_at=NOW + DAY,
    )
    done = company.report(now=NOW - 5 * HOUR)
    commands.record_containment(issue=done.pk, actor=company.owner, now=NOW - 4 * HOUR, evidence="Sent one")
    commands.resolve(issue=done.pk, actor=company.owner, now=NOW - HOUR, reason=ClosureReason.FIXED)
    company.late, company.planned, company.done = late, planned, done
    _add_guests(company)


def _add_guests(company: Any) -> None:
    """What people without a name follow: one that is asked whether it is fixed, one that was declined."""
    keys = UUID(int=21), UUID(int=22)
    asked, declined = (
        commands.report(
            point=company.point,
            severity=Severity.NORMAL,
            reporter=None,
            now=NOW - 5 * HOUR,
            telling=commands.Telling(text="The gate stays shut", client_key=key),
        )
        for key in keys
    )
    commands.record_containment(issue=asked.pk, actor=company.owner, now=NOW - HOUR, evidence="Oiled it")
    commands.resolve(issue=asked.pk, actor=company.owner, now=NOW - HOUR, reason=ClosureReason.FIXED)
    commands.decline(issue=declined.pk, actor=company.owner, now=NOW - HOUR, reason="The gate is not ours")
    company.codes = [code_of(key) for key in keys]


def _add_cause(company: Any) -> None:
    found = causes.note_cause(
        actor=company.owner,
        now=NOW,
        title="Counted from memory",
        origin=company.point,
        whys=["There is no list"],
    )
    explained = company.report(now=NOW, text="Late again")
    causes.link_cause(issue=explained.pk, cause=found.pk, actor=company.owner, now=NOW)
    causes.plan_remedy(
        cause=found.pk,
        actor=company.owner,
        now=NOW,
        kind=ActionKind.PREVENTIVE,
        description="Count from the list",
        assignee=company.holder,
        due_at=NOW + DAY,
    )
    company.cause, company.explained = found, explained


def _add_channels(company: Any) -> None:
    """A channel that works, one that does not, and what became of the messages."""
    ada = company.administrator
    address = "https://hooks.example.com/x"
    slack = add_channel(actor=ada, kind=Channel.Kind.SLACK, name="#delivery", address=address, now=NOW)
    hook = add_channel(actor=ada, kind=Channel.Kind.WEBHOOK, name="Warehouse", address=address, now=NOW)
    Channel.objects.filter(pk=slack.pk).update(sent_at=NOW - HOUR)
    failing = {"failures": 3, "rest_until": NOW + HOUR, "last_error": "it did not answer in time"}
    Channel.objects.filter(pk=hook.pk).update(**failing)
    told = Message.objects.order_by("pk").filter(deliveries=None)
    for message, state in zip(told, Delivery.State.values, strict=False):
        how = {"state": state, "next_attempt_at": NOW + HOUR, "last_error": "it answered 500", "attempts": 2}
        Delivery.objects.create(message=message, channel="webhook", via=hook, address=str(hook), **how)
    company.slack, company.hook = slack, hook


def _digest(company: Any) -> Message:
    """To the owner: one that is critical, and more than a page holds."""
    item: dict[str, Any] = dict(Message.objects.filter(kind="reported").values("kind", "context")[0])
    facts = {"title": "60 messages, 1 of them critical", "repeats": False, "count": 60, "more": 40}
    told = {"recipient": company.owner, "created_at": NOW, "kind": "digest", "state": "dispatched"}
    told |= {"visible_at": NOW, "context": facts | {"items_told": [item["context"]] * 20}}
    digest = Message.objects.create(key="a full digest", **told)
    item |= {"recipient": company.owner, "created_at": NOW, "state": "gathered", "digest": digest}
    Message.objects.bulk_create(Message(key=f"item:{n}", is_urgent=n == 0, **item) for n in range(60))
    return digest
