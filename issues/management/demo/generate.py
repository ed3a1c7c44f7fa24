"""Loading the demo company: found it, let 120 days pass, write what happened."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from issues.commands.histories import History, write
from issues.commands.reporting import title_of
from issues.management.demo import ORIGIN
from issues.management.demo.begun import begun, promise
from issues.management.demo.causes import note_causes
from issues.management.demo.chain import POLICY_NAMES
from issues.management.demo.company import Company, found
from issues.management.demo.messages import tell_sign_ins
from issues.management.demo.posters import hang, told_by_guests
from issues.management.demo.schedule import Seed, Signature, seeds, start_of_day
from issues.management.demo.standards import set_standards
from issues.management.demo.stories import Story
from issues.models import Issue, ReportStart
from issues.rules import events as e

RECURS_WITHIN = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was written."""

    people: int
    points: int
    issues: int
    events: int


@transaction.atomic
def load(*, now: datetime, password: str) -> Loaded:
    """Write the company and its history up to `now`. The same `now` gives the same rows."""
    company = found(start_of_day(now), password)
    set_standards(company, start_of_day(now))
    note_causes(company, start_of_day(now))
    hang(company, start_of_day(now))
    histories = [*live(company, now), *told_by_guests(company, now)]
    promise(histories, now)
    starts = begun(histories, now)
    write(histories, now=now)
    ReportStart.objects.bulk_create(starts, batch_size=1000)
    tell_sign_ins(company, histories, now)
    events = sum(len(history.events) for history in histories)
    return Loaded(len(company.people), len(company.points), len(histories), events)


def live(company: Company, now: datetime) -> list[History]:
    """Every issue with everything that happened to it until `now`, in the order of their reports."""
    histories = []
    last_fix: dict[Signature, tuple[datetime, bool]] = {}
    fixes: dict[Signature, list[datetime]] = {}
    for seed in seeds(company, now, last_fix):
        known = [at for at in fixes.get(seed.signature, []) if seed.at - RECURS_WITHIN <= at < seed.at]
        story = Story(company, seed, History.of(_issue(company, seed)), len(known))
        story.history.issue.title = title_of(story.text, story.history.issue.kind)
        story.live(now)
        histories.append(story.history)
        if story.state.resolved_at is not None:
            fixes.setdefault(seed.signature, []).append(story.state.resolved_at)
            last_fix[seed.signature] = (story.state.resolved_at, _is_rooted(story.history))
    return histories


def _issue(company: Company, seed: Seed) -> Issue:
    point = company.points[seed.point.slug]
    kind = company.kinds[seed.point.slug, seed.trouble.name] if seed.trouble else None
    site_calendar = seed.site.calendar if seed.site else None
    return Issue(
        point=point,
        kind=kind,
        site=seed.site,
        policy_version=company.version_at(POLICY_NAMES[seed.point.policy], seed.at),
        calendar=site_calendar or point.calendar,
        origin=f"{ORIGIN}{seed.number}",
    )


def _is_rooted(history: History) -> bool:
    """Whether the fix went to the root: a cause was named, or a preventive action was done."""
    causes = any(event.payload.get("root_cause") for event in history.events)
    return causes or any(
        action.kind == e.ActionKind.PREVENTIVE and action.completed_at for action in history.actions.values()
    )
