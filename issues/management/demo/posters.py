"""The posters that hang at Lindenholm, and what visitors of the showrooms have told by them. Plain data first."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from inflection_points.commands.posters import allow_guests, make_poster, rotate_poster
from inflection_points.models import Poster, Site
from inflection_points.rules.policies import Severity
from issues.commands.histories import History
from issues.commands.receipts import code_of, digest_of
from issues.commands.reporting import title_of
from issues.management.demo import ORIGIN, people
from issues.management.demo.chain import POLICY_NAMES
from issues.management.demo.company import Company
from issues.management.demo.points import POINTS
from issues.models import Issue, Report
from issues.rules import events as e

HUNG: Final = timedelta(days=75)  # before now
_REPLACED: Final = timedelta(days=20)
_ADVICE: Final = "lindenholm-showroom-advice"

# Point, how many of the sites where it happens (0: one poster for the point), and whether guests are let in.
_HANGING: Final = (
    (_ADVICE, 6, True),
    ("lindenholm-fronts", 2, False),
    ("lindenholm-ready-on-date", 1, False),
    ("lindenholm-boxes-complete", 3, False),
    ("lindenholm-slot-kept", 0, False),
    ("lindenholm-left-clean", 0, True),
)

# How many hours ago, which showroom, which kind of problem there, how bad, in whose words.
_TOLD: Final = (
    (3, 0, 0, Severity.NORMAL, "Nobody has time for us, and we have been here for half an hour."),
    (22, 1, 3, Severity.HIGH, "I had an appointment at four. Nobody knows of it."),
    (27, 0, 1, Severity.LOW, ""),
    (50, 3, 0, Severity.NORMAL, "Two advisers on a Saturday. Really?"),
    (75, 5, 1, Severity.LOW, "The price on the tag is not the price at the desk."),
    (99, 2, 2, Severity.NORMAL, "We were told that the worktop comes in one piece. Now it does not."),
    (123, 1, 0, Severity.LOW, ""),
)


def hang(company: Company, now: datetime) -> None:
    """Make the posters as an administrator did some weeks ago; the link of one has been replaced since."""
    ada = company.people[people.ADMINISTRATORS[0][0]]
    places = {plan.slug: plan.places for plan in POINTS}
    for slug, how_many, guests in _HANGING:
        sites: list[Site | None] = [*company.sites[places[slug]][:how_many]]
        for site in sites or [None]:
            made = make_poster(point=company.points[slug], site=site, actor=ada, now=now - HUNG)
            if guests:
                made = allow_guests(poster=made.pk, actor=ada, now=now - HUNG)
            company.posters[slug, made.site_id] = made
    first = company.posters[_ADVICE, company.sites["showrooms"][0].pk]
    rotate_poster(poster=first.pk, seen=first.generation, actor=ada, now=now - _REPLACED)


def told_by_guests(company: Company, now: datetime) -> list[History]:
    """An issue each, as the engine would have left it by now."""
    return [_told(company, number, now) for number in range(len(_TOLD))]


def _told(company: Company, number: int, now: datetime) -> History:
    hours, place, trouble, severity, text = _TOLD[number]
    point, site = company.points[_ADVICE], company.sites["showrooms"][place]
    plan = next(plan for plan in POINTS if plan.slug == _ADVICE)
    kind = company.kinds[_ADVICE, plan.troubles[trouble].name]
    at = now - timedelta(hours=hours)
    policy = company.version_at(POLICY_NAMES[plan.policy], at)
    issue = Issue(
        point=point, kind=kind, site=site, policy_version=policy, calendar=site.calendar or point.calendar
    )
    issue.origin, issue.title = f"{ORIGIN}guest {number + 1}", title_of(text, kind)
    history = History.of(issue)
    history.add(e.Reported(severity, point.owner_id, point.department_id, None, 1), at)
    history.reports.append(_report(company.posters[_ADVICE, site.pk], number, text, at))
    history.live(now)
    return history


def _report(poster: Poster, number: int, text: str, at: datetime) -> Report:
    key = UUID(int=number + 1, version=4)
    return Report(
        received_at=at,
        observed_at=at - timedelta(minutes=2),
        text=text,
        channel="poster",
        poster=poster,
        client_key=key,
        receipt=digest_of(code_of(key)),
        took=14 + 3 * number,
    )
